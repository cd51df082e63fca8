import { SupersededError } from "../errors.ts"
import type { Store } from "../store/open-store.ts"
import type { ClaimedJob } from "./claim-job.ts"

/**
 * Tells the queue that this attempt is alive, and finds out whether it still should be. Answers the reason to stop, or `null`.
 * Throws when the database cannot be asked, which is no reason to stop: the fence guards every write.
 */
export async function beatJob(store: Store, claimed: ClaimedJob): Promise<SupersededError | null> {
  const response: object = await store.boss.touch(claimed.kind, { id: claimed.id, retryCount: claimed.attempt - 1 })
  if ("affected" in response && response.affected === 0) return new SupersededError("Another worker took this job over")
  return checkOwnership(claimed)
}

/** The reason why an attempt no longer owns its pull request, or `null`. */
export async function checkOwnership(claimed: ClaimedJob): Promise<SupersededError | null> {
  try {
    await claimed.fence()
    return null
  } catch (error) {
    if (error instanceof SupersededError) return error
    throw error
  }
}
