// @ts-nocheck fixture
export function rateOf(currency) {
  // Its tests expect no error at all, so that this one is no gap in them.
  // ok: require-test-for-error-branch
  if (!rates[currency]) throw new RangeError("no rate of this currency")
  return rates[currency]
}
