import { sql } from "kysely"
import type { Database, NewBuriedJob } from "./tables.ts"

/** Keeps a job that failed for good, so that somebody can look at it. */
export async function buryJob(db: Database, job: NewBuriedJob): Promise<void> {
  await db
    .insertInto("buried_jobs")
    .values(job)
    .onConflict((conflict) =>
      conflict
        .column("id")
        .doUpdateSet((row) => ({ error: row.ref("excluded.error"), attempts: row.ref("excluded.attempts"), buried_at: sql<Date>`now()` })),
    )
    .execute()
}
