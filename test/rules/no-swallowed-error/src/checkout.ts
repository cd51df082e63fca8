// @ts-nocheck fixture
import { Pool } from "pg"
import { Gateway } from "./gateway.ts"

const pool = new Pool()
const gateway = new Gateway()

export async function pay(order) {
  const quote = await gateway.quote(order.id)
  if (!quote) throw new Error("no quote")
  await gateway.refund(order.id)
  await gateway.notify(order.id)
  await gateway.capture(order.id, order.cents)
  await pool.query("UPDATE orders SET status = 'paid' WHERE id = $1", [order.id])
}
