// @ts-nocheck fixture
// ok: require-test-for-route
export function totalOf(lines) {
  return lines.length === 0 ? 0 : lines.reduce((sum, line) => sum + line.price * line.count, 0)
}

// ruleid: require-test-for-route
export function discountFor(customer) {
  if (customer.isStaff) return 0.3
  return 0
}

// ok: require-test-for-route
export const currency = () => "EUR"
