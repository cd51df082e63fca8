import { sql } from "kysely"
import { bossSchema } from "../store/boss-options.ts"
import type { Store } from "../store/open-store.ts"
import { jobKinds } from "./job-queues.ts"

/**
 * Gives the jobs of a process that died back to the queue. Only for the embedded database: its directory has one owner, so at
 * the start nobody else can be working. On a server the heartbeat does it. Returns how many there were.
 */
export async function releaseOrphans(store: Store): Promise<number> {
  let released = 0
  for (const kind of jobKinds) {
    const { rows } = await sql<{
      id: string
    }>`select id from ${sql.table(`${bossSchema}.job`)} where name = ${kind} and state = 'active'`.execute(store.db)
    if (rows.length === 0) continue
    await store.boss.fail(
      kind,
      rows.map((row) => row.id),
      { message: "the process ended during this attempt" },
    )
    released += rows.length
  }
  return released
}
