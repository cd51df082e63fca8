import { sql } from "kysely"
import type { Dismissal } from "../model/ledger.ts"
import type { PullRequestKey } from "./pull-request-key.ts"
import { storable } from "./storable.ts"
import type { Database } from "./tables.ts"

/** Marks a finding as needing no change; the last who says so counts. Answers `false` when the ledger has no such finding. */
export async function dismissFinding(
  db: Database,
  { repositoryId, number }: PullRequestKey,
  fingerprint: string,
  { by, reason, at }: Dismissal,
): Promise<boolean> {
  const row = await db
    .updateTable("findings")
    .set({
      state: "dismissed",
      dismissed_by: by.id,
      dismissed_login: storable(by.login),
      dismissed_reason: storable(reason),
      dismissed_at: at,
      updated_at: sql<Date>`now()`,
    })
    .where("repository_id", "=", repositoryId)
    .where("number", "=", number)
    .where("fingerprint", "=", fingerprint)
    .returning("fingerprint")
    .executeTakeFirst()
  return row !== undefined
}
