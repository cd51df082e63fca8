import type { PullRequestKey } from "./pull-request-key.ts"
import type { Database, ReviewRow } from "./tables.ts"

/** The review of one head; `null` when there was none. */
export async function readReview(db: Database, { repositoryId, number }: PullRequestKey, headSha: string): Promise<ReviewRow | null> {
  const row = await db
    .selectFrom("reviews")
    .selectAll()
    .where("repository_id", "=", repositoryId)
    .where("number", "=", number)
    .where("head_sha", "=", headSha)
    .executeTakeFirst()
  return row ?? null
}
