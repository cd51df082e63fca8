export function receiptOf(payment) {
  expect(payment.receipt).toMatch(/^R-/)
  return payment.receipt
}

export function insertOrder(orders) {
  return orders.insert({ id: 7, lines: [] })
}
