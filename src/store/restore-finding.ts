import { sql } from "kysely"
import type { PullRequestKey } from "./pull-request-key.ts"
import type { Database } from "./tables.ts"

/** Takes a dismissal back: the finding is open until the next review looks. Answers `false` when it was not dismissed. */
export async function restoreFinding(db: Database, { repositoryId, number }: PullRequestKey, fingerprint: string): Promise<boolean> {
  const row = await db
    .updateTable("findings")
    .set({
      state: "open",
      dismissed_by: null,
      dismissed_login: null,
      dismissed_reason: null,
      dismissed_at: null,
      updated_at: sql<Date>`now()`,
    })
    .where("repository_id", "=", repositoryId)
    .where("number", "=", number)
    .where("fingerprint", "=", fingerprint)
    .where("state", "=", "dismissed")
    .returning("fingerprint")
    .executeTakeFirst()
  return row !== undefined
}
