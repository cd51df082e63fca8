// @ts-nocheck fixture
export const total = (cents: readonly number[]): number => cents.reduce((sum, each) => sum + each, 0)

export class Fees {
  constructor(private readonly gateway, private readonly db) {}

  async charge(purchase, at) {
    const amount = this.rest(purchase, at)
    return { amount, label: this.size(amount), id: await this.next() }
  }

  rest(purchase, at) {
    return Math.ceil((purchase.until - at) / 86_400_000)
  }

  size(amount) {
    return amount > 10_000 ? "large" : "small"
  }

  async next() {
    return (await this.db.one("SELECT nextval('fees')")) + 1
  }
}
