// @ts-nocheck fixture
export class Stock {
  take(article, amount) {
    if (!this.counts[article]) throw new RangeError(`unknown article ${article}`)
    // ruleid: require-test-for-error-branch
    if (this.counts[article] < amount) {
      throw new RangeError("not enough in stock")
    }
    // Expected by the test of the same change, in other words.
    // ok: require-test-for-error-branch
    if (amount <= 0) throw new RangeError("the amount must be positive")
    this.counts[article] -= amount
  }

  // No test calls it; that is said elsewhere.
  move(article) {
    // ok: require-test-for-error-branch
    if (!this.shelves[article]) throw new RangeError("this article has no shelf")
    return this.shelves[article]
  }
}
