import type { PullRequestKey } from "./pull-request-key.ts"
import type { Database } from "./tables.ts"

/** Ends a review's ownership, unless another has taken over since. */
export async function releasePullRequest(db: Database, { repositoryId, number }: PullRequestKey, claim: string): Promise<void> {
  await db
    .updateTable("pull_requests")
    .set({ active_claim: null })
    .where("repository_id", "=", repositoryId)
    .where("number", "=", number)
    .where("active_claim", "=", claim)
    .execute()
}
