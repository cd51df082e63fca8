import type { PullRequestKey } from "./pull-request-key.ts"
import type { Database } from "./tables.ts"

/** Notes that a pull request was closed: what was not acted on by now never was. */
export async function settlePullRequest(db: Database, { repositoryId, number }: PullRequestKey, at: Date): Promise<void> {
  await db
    .updateTable("pull_requests")
    .set({ settled_at: at })
    .where("repository_id", "=", repositoryId)
    .where("number", "=", number)
    .execute()
}
