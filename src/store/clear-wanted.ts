import { sql } from "kysely"
import type { PullRequestKey } from "./pull-request-key.ts"
import type { Database } from "./tables.ts"

/** Takes back the wishes that a review finished in `generation` has fulfilled; younger ones stay open. */
export async function clearWanted(db: Database, { repositoryId, number }: PullRequestKey, generation: number): Promise<void> {
  await db
    .updateTable("pull_requests")
    .set({
      again_generation: sql<number | null>`case when again_generation > ${generation} then again_generation end`,
      asked_generation: sql<number | null>`case when asked_generation > ${generation} then asked_generation end`,
      full_generation: sql<number | null>`case when full_generation > ${generation} then full_generation end`,
    })
    .where("repository_id", "=", repositoryId)
    .where("number", "=", number)
    .execute()
}
