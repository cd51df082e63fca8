import type { BuriedJobRow, Database } from "./tables.ts"

/** The jobs that failed for good, latest first. */
export async function readBuriedJobs(db: Database, limit = 100): Promise<readonly BuriedJobRow[]> {
  return db.selectFrom("buried_jobs").selectAll().orderBy("buried_at", "desc").limit(limit).execute()
}
