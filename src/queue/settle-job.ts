import { fromKysely } from "pg-boss"
import { buryJob } from "../store/bury-job.ts"
import { clearWanted } from "../store/clear-wanted.ts"
import type { Store } from "../store/open-store.ts"
import { releasePullRequest } from "../store/release-pull-request.ts"
import { settleDeliveries } from "../store/settle-deliveries.ts"
import type { Database } from "../store/tables.ts"
import { claimOf } from "./claim-job.ts"
import type { ClaimedJob } from "./claim-job.ts"

/** How an attempt ended. */
export type Settlement =
  | { readonly kind: "done" }
  /** Somebody newer took over; wishes that this attempt did not fulfil stay open for them. */
  | { readonly kind: "superseded" }
  | { readonly kind: "retry"; readonly afterMs: number; readonly error: string }
  | { readonly kind: "bury"; readonly error: string }

/** Ends an attempt in one transaction. Answers `false`, and changes nothing, when the attempt no longer holds the job. */
export async function settleJob(store: Store, claimed: ClaimedJob, settlement: Settlement): Promise<boolean> {
  const attempt = { id: claimed.id, retryCount: claimed.attempt - 1 }
  return store.db.transaction().execute(async (transaction) => {
    const options = { db: fromKysely(transaction) }
    switch (settlement.kind) {
      case "done":
      case "superseded":
        if (!touchedOne(await store.boss.complete(claimed.kind, attempt, null, options))) return false
        if (settlement.kind === "done") await fulfil(transaction, claimed)
        await settleDeliveries(transaction, claimed.id, "done")
        break
      case "retry": {
        if (!touchedOne(await store.boss.fail(claimed.kind, attempt, { message: settlement.error }, options))) return false
        const startAfter = Math.ceil(settlement.afterMs / 1_000)
        if (startAfter > 0) await store.boss.update(claimed.kind, undefined, { id: claimed.id, startAfter, ...options })
        break
      }
      case "bury":
        if (!touchedOne(await store.boss.deleteJob(claimed.kind, attempt, options))) return false
        await buryJob(transaction, {
          id: claimed.id,
          queue: claimed.kind,
          payload: claimed.payload,
          error: settlement.error,
          attempts: claimed.attempt,
        })
        await settleDeliveries(transaction, claimed.id, "buried")
        break
    }
    await release(transaction, claimed)
    return true
  })
}

async function fulfil(transaction: Database, { job, generation }: ClaimedJob): Promise<void> {
  if (job?.kind === "review-pull-request") await clearWanted(transaction, job, generation)
}

async function release(transaction: Database, claimed: ClaimedJob): Promise<void> {
  if (claimed.job?.kind === "review-pull-request") await releasePullRequest(transaction, claimed.job, claimOf(claimed))
}

// pg-boss answers with the number of rows and does not declare it.
function touchedOne(response: object): boolean {
  return "affected" in response && response.affected === 1
}
