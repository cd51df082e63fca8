import { inTransaction } from "./db.js"
import { sendMail } from "./mail.js"

export async function confirmOrder(orderId: number, email: string): Promise<void> {
  await inTransaction(async (client) => {
    await client.query("update orders set status = 'confirmed' where id = $1", [orderId])
    await client.query("insert into shipments (order_id) values ($1)", [orderId])
  })
  await sendMail(email, "Your order is confirmed", `We are packing order ${orderId}.`)
}
