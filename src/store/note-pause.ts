import type { Pause } from "../model/ledger.ts"
import type { PullRequestKey } from "./pull-request-key.ts"
import { storable } from "./storable.ts"
import type { Database } from "./tables.ts"

/** Pauses the reviews of a pull request, or resumes them with `null`. */
export async function notePause(db: Database, { repositoryId, number }: PullRequestKey, pause: Pause | null): Promise<void> {
  await db
    .updateTable("pull_requests")
    .set({
      paused_by: pause?.by.id ?? null,
      paused_login: pause === null ? null : storable(pause.by.login),
      paused_at: pause?.at ?? null,
    })
    .where("repository_id", "=", repositoryId)
    .where("number", "=", number)
    .execute()
}
