import type { ReviewedChange } from "../model/ledger.ts"
import type { PullRequestKey } from "./pull-request-key.ts"
import type { Database } from "./tables.ts"

/** Remembers the last published review: what the next one compares with. */
export async function noteRound(
  db: Database,
  { repositoryId, number }: PullRequestKey,
  { headSha, change }: ReviewedChange,
): Promise<void> {
  await db
    .updateTable("pull_requests")
    .set({ last_round_head: headSha, last_change: change === null ? null : JSON.stringify(change), settled_at: null })
    .where("repository_id", "=", repositoryId)
    .where("number", "=", number)
    .execute()
}
