// @ts-nocheck fixture
const prices = new Map()

export function priceOf(id) {
  if (prices.has(id)) return prices.get(id)
  const price = fetch(`https://prices.example/${id}`)
  // ok: no-cached-rejection
  prices.set(id, price)
  price.catch(() => prices.delete(id))
  return price
}
