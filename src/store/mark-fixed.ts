import { sql } from "kysely"
import type { PullRequestKey } from "./pull-request-key.ts"
import type { Database } from "./tables.ts"

/**
 * Marks the open findings that a complete review of `headSha` did not find again as fixed, and returns their fingerprints.
 * Call it after `recordFindings` and never after a partial review: what was not looked at is not fixed.
 */
export async function markFixed(db: Database, { repositoryId, number }: PullRequestKey, headSha: string): Promise<readonly string[]> {
  const rows = await db
    .updateTable("findings")
    .set({ state: "fixed", fixed_head: headSha, updated_at: sql<Date>`now()` })
    .where("repository_id", "=", repositoryId)
    .where("number", "=", number)
    .where("state", "in", ["open", "reopened"])
    .where("last_head", "<>", headSha)
    .returning("fingerprint")
    .execute()
  return rows.map((row) => row.fingerprint)
}
