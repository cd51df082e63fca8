import { SupersededError } from "../errors.ts"
import type { Fence } from "../model/ports.ts"
import type { PullRequestKey } from "../store/pull-request-key.ts"
import { readPullRequest } from "../store/read-pull-request.ts"
import type { Database } from "../store/tables.ts"

/** By what a job knows that it still owns its pull request. */
export interface Ownership {
  /** Outdated by any newer push, stop or forgetting; `null` for jobs that only a forgetting ends. */
  readonly generation: number | null
  /** Outdated when another attempt has taken over, for example because this process slept too long; `null` where none can. */
  readonly claim: string | null
}

/**
 * Makes the gate that a job passes before every write: it throws SupersededError once the job no longer owns the pull request,
 * and whatever the database throws when it cannot be asked.
 */
export function createFence(db: Database, key: PullRequestKey, { generation, claim }: Ownership): Fence {
  return async () => {
    const row = await readPullRequest(db, key)
    if (row === null) throw new SupersededError("The App no longer has access to this repository")
    if (generation !== null && row.generation !== generation) throw new SupersededError("A newer event of this pull request took over")
    if (claim !== null && row.active_claim !== claim) throw new SupersededError("Another worker took this job over")
  }
}
