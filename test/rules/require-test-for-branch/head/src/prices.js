// @ts-nocheck fixture
export function priceOf(order) {
  // ruleid: require-test-for-branch
  if (order.lines.length === 0) throw new RangeError("an order needs a line")
  return order.lines.reduce((sum, line) => sum + line.amount * line.price, 0)
}

export function heading(rows) {
  // The same decision, put another way.
  // ok: require-test-for-branch
  if (rows.size > 1) return "Rows"
  return "Row"
}
