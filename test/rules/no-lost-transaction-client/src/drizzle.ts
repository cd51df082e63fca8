// @ts-nocheck fixture
import { drizzle } from "drizzle-orm/node-postgres"
import { eq } from "drizzle-orm"
import { orders, stock } from "./tables.ts"

const db = drizzle(process.env.DATABASE_URL)

export async function order(id) {
  await db.transaction(async (tx) => {
    // ok: no-lost-transaction-client
    await tx.insert(orders).values({ id })
    // ruleid: no-lost-transaction-client
    await db.update(stock).set({ taken: true }).where(eq(stock.id, id))
  })
}
