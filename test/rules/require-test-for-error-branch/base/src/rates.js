// @ts-nocheck fixture
export function rateOf(currency) {
  return rates[currency]
}
