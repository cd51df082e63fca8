import { inTransaction } from "./db.js"

export interface PaymentEvent {
  readonly id: string
  readonly customerId: number
  readonly cents: number
}

/** Called for each event of the provider, which delivers an event until it is answered. */
export async function credit({ id, customerId, cents }: PaymentEvent): Promise<void> {
  await inTransaction(async (client) => {
    await client.query("insert into payments (event_id, customer_id, cents) values ($1, $2, $3) on conflict do nothing", [id, customerId, cents])
    await client.query("update customers set balance = balance + $2 where id = $1", [customerId, cents])
  })
}
