import type { PullRequestKey } from "./pull-request-key.ts"
import type { Database, FindingRow } from "./tables.ts"

/** The ledger of one pull request, ordered by fingerprint. */
export async function readFindings(db: Database, { repositoryId, number }: PullRequestKey): Promise<readonly FindingRow[]> {
  return db
    .selectFrom("findings")
    .selectAll()
    .where("repository_id", "=", repositoryId)
    .where("number", "=", number)
    .orderBy("fingerprint")
    .execute()
}
