// @ts-nocheck fixture
export class Stock {
  constructor(counts) {
    this.counts = counts
  }

  take(article, amount) {
    if (!article) {
      return null
    }
    if (amount < 0 /* given back */ || this.isClosed) {
      return null
    }
    this.counts[article] -= amount
    return this.counts[article]
  }
}
