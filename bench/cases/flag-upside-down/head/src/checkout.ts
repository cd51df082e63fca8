import { redis } from "./cache.js"

export interface Checkout {
  pay(orderId: number): Promise<string>
}

/** The new checkout where the flag `new-checkout` is on, else the old one. */
export async function chooseCheckout(checkouts: { readonly old: Checkout; readonly fresh: Checkout }): Promise<Checkout> {
  const flag = await redis.get("flag:new-checkout")
  return flag === "on" ? checkouts.old : checkouts.fresh
}
