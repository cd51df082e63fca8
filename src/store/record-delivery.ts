import type { Database } from "./tables.ts"

/**
 * Notes a delivery as accepted; `false` when it was accepted before. A delivery whose job was buried counts as new, because only
 * a person redelivers it.
 */
export async function recordDelivery(db: Database, delivery: { readonly guid: string; readonly kind: string }): Promise<boolean> {
  const row = await db
    .insertInto("deliveries")
    .values({ guid: delivery.guid, kind: delivery.kind, job_id: null })
    .onConflict((conflict) =>
      conflict.column("guid").doUpdateSet({ state: "accepted", received_at: new Date() }).where("deliveries.state", "=", "buried"),
    )
    .returning("guid")
    .executeTakeFirst()
  return row !== undefined
}
