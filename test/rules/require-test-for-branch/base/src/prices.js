// @ts-nocheck fixture
export function priceOf(order) {
  return order.lines.reduce((sum, line) => sum + line.amount * line.price, 0)
}

export function heading(rows) {
  if (rows.length > 1) return "Rows"
  return "Row"
}
