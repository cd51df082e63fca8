import type { Database } from "./tables.ts"

// GitHub redelivers for 3 days, GitHub Enterprise Server for 7; a month leaves room to look into trouble.
const keptMs = 30 * 24 * 60 * 60_000

/** Forgets deliveries too old to arrive again. */
export async function pruneDeliveries(db: Database, now: Date = new Date()): Promise<void> {
  await db
    .deleteFrom("deliveries")
    .where("received_at", "<", new Date(now.getTime() - keptMs))
    .execute()
}
