// @ts-nocheck fixture
export class Stock {
  take(article, amount) {
    if (!this.counts[article]) throw new RangeError(`unknown article ${article}`)
    this.counts[article] -= amount
  }

  move(article) {
    return this.shelves[article]
  }
}
