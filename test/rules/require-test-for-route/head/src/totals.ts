// @ts-nocheck fixture
// ok: require-test-for-route
export function totalOf(lines) {
  return lines.length === 0 ? 0 : lines.reduce((sum, line) => sum + priceOf(line), 0)
}

// Runs in the tests of `totalOf`.
// ok: require-test-for-route
export function priceOf(line) {
  return line.isFree ? 0 : line.price * line.count
}

// ruleid: require-test-for-route
export function discountFor(customer) {
  if (customer.isStaff) return 0.3
  return 0
}

// ok: require-test-for-route
export const currency = () => "EUR"
