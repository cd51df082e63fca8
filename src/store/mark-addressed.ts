import type { PullRequestKey } from "./pull-request-key.ts"
import type { Database } from "./tables.ts"

/** Notes that somebody changed the code of these findings. */
export async function markAddressed(
  db: Database,
  { repositoryId, number }: PullRequestKey,
  fingerprints: readonly string[],
): Promise<void> {
  if (fingerprints.length === 0) return
  await db
    .updateTable("findings")
    .set({ addressed: true })
    .where("repository_id", "=", repositoryId)
    .where("number", "=", number)
    .where("fingerprint", "in", [...fingerprints])
    .execute()
}
