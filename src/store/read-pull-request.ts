import type { PullRequestKey } from "./pull-request-key.ts"
import type { Database, PullRequestRow } from "./tables.ts"

/** What we know about a pull request; `null` when it is unknown or forgotten. */
export async function readPullRequest(db: Database, { repositoryId, number }: PullRequestKey): Promise<PullRequestRow | null> {
  const row = await db
    .selectFrom("pull_requests")
    .selectAll()
    .where("repository_id", "=", repositoryId)
    .where("number", "=", number)
    .where("forgotten", "=", false)
    .executeTakeFirst()
  return row ?? null
}
