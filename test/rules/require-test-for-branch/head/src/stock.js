// @ts-nocheck fixture
export class Stock {
  constructor(counts) {
    this.counts = counts
  }

  take(article, amount) {
    // The same condition, moved.
    // ok: require-test-for-branch
    if (!article) return null
    // ok: require-test-for-branch
    if (amount < 0 /* given back */ || this.isClosed) return null
    // Tested in the same change.
    // ok: require-test-for-branch
    if (this.counts[article] < amount) return null
    this.counts[article] -= amount
    return this.counts[article]
  }
}
