import type { PullRequestKey } from "./pull-request-key.ts"
import type { Database } from "./tables.ts"

/** Remembers the last head that got a complete review. */
export async function noteReviewedHead(db: Database, { repositoryId, number }: PullRequestKey, headSha: string): Promise<void> {
  await db
    .updateTable("pull_requests")
    .set({ last_reviewed_head: headSha })
    .where("repository_id", "=", repositoryId)
    .where("number", "=", number)
    .execute()
}
