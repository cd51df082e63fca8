import type { Database } from "./tables.ts"

/** Notes which job of the queue answers for a delivery. */
export async function assignDelivery(db: Database, guid: string, jobId: string | null): Promise<void> {
  await db.updateTable("deliveries").set({ job_id: jobId }).where("guid", "=", guid).execute()
}
