/** Cents of a price such as "19.99". */
export function centsOf(price: string): number {
  const value = Number(price)
  if (!Number.isFinite(value) || value < 0) throw new Error(`no price: ${price}`)
  return Math.floor(value * 100)
}

export function totalOf(prices: readonly string[]): number {
  return prices.reduce((sum, price) => sum + centsOf(price), 0)
}
