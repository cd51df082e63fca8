import type { PullRequestKey } from "./pull-request-key.ts"
import type { Database, PullRequestRow } from "./tables.ts"

/** Makes a review job the owner of a pull request and returns the row with its open wishes; `null` when it was forgotten. */
export async function claimPullRequest(
  db: Database,
  { repositoryId, number }: PullRequestKey,
  claim: string,
): Promise<PullRequestRow | null> {
  const row = await db
    .updateTable("pull_requests")
    .set({ active_claim: claim })
    .where("repository_id", "=", repositoryId)
    .where("number", "=", number)
    .where("forgotten", "=", false)
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}
