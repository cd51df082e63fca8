import { sql } from "kysely"
import { bossSchema } from "../store/boss-options.ts"
import type { Store } from "../store/open-store.ts"
import { jobKinds } from "./job-queues.ts"
import type { JobKind } from "./job-queues.ts"

export interface QueueDepth {
  /** Waiting for a worker, now or after a pause. */
  readonly waiting: number
  readonly active: number
  /** Failed for good and kept for inspection. */
  readonly buried: number
}

/** Counts by kind of job. Exact, from the tables; pg-boss's own numbers are up to a minute old. */
export async function countJobs(store: Store): Promise<Readonly<Record<JobKind, QueueDepth>>> {
  const { rows } = await sql<{ queue: string; waiting: number; active: number }>`
    select name as queue,
      count(*) filter (where state in ('created', 'retry')) as waiting,
      count(*) filter (where state = 'active') as active
    from ${sql.table(`${bossSchema}.job`)} where state < 'completed' group by name`.execute(store.db)
  const buried = await store.db
    .selectFrom("buried_jobs")
    .select((row) => ["queue", row.fn.countAll<number>().as("buried")])
    .groupBy("queue")
    .execute()
  const depth = (kind: JobKind): QueueDepth => {
    const counts = rows.find((row) => row.queue === kind)
    return { waiting: counts?.waiting ?? 0, active: counts?.active ?? 0, buried: buried.find((row) => row.queue === kind)?.buried ?? 0 }
  }
  return Object.fromEntries(jobKinds.map((kind) => [kind, depth(kind)])) as Record<JobKind, QueueDepth>
}
