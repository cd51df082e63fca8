import type { PullRequestKey } from "./pull-request-key.ts"
import { readPullRequest } from "./read-pull-request.ts"
import type { Database } from "./tables.ts"

/** The present generation of a pull request; `null` when it is unknown or forgotten. Higher is newer. */
export async function readGeneration(db: Database, key: PullRequestKey): Promise<number | null> {
  const row = await readPullRequest(db, key)
  return row?.generation ?? null
}
