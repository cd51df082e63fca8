import type { Database } from "./tables.ts"

/** Closes every delivery that a job answered for. */
export async function settleDeliveries(db: Database, jobId: string, state: "done" | "buried"): Promise<void> {
  await db.updateTable("deliveries").set({ state }).where("job_id", "=", jobId).execute()
}
