import type { Severity } from "../model/finding.ts"
import type { Ledger } from "../model/ports.ts"
import type { Review } from "../model/review.ts"
import { forgetInstallation } from "./forget-installation.ts"
import { markFixed } from "./mark-fixed.ts"
import { noteReviewedHead } from "./note-reviewed-head.ts"
import type { Store } from "./open-store.ts"
import { readReview } from "./read-review.ts"
import { recordFindings } from "./record-findings.ts"
import { recordReview } from "./record-review.ts"

/** What is remembered between jobs, in the store. `now` gives the wall clock. */
export function createLedger({ db }: Pick<Store, "db">, now: () => Date): Ledger {
  return {
    isReviewed: async (ref, headSha) => (await readReview(db, ref, headSha))?.state === "concluded",
    recordReview: (ref, review, { checkRunId, durationMs }) =>
      db.transaction().execute(async (transaction) => {
        const { headSha } = review
        const concludedAt = now()
        await recordReview(transaction, ref, {
          headSha,
          checkRunId,
          state: "concluded",
          conclusion: review.check.conclusion,
          startedAt: new Date(concludedAt.getTime() - durationMs),
          concludedAt,
          counts: countBySeverity(review),
        })
        await recordFindings(transaction, ref, headSha, review.findings)
        // What a partial review did not look at is not fixed.
        if (review.complete) {
          await markFixed(transaction, ref, headSha)
          await noteReviewedHead(transaction, ref, headSha)
        }
      }),
    forget: async (installationId, repositoryIds) => {
      await forgetInstallation(db, { installationId, repositoryIds })
    },
  }
}

function countBySeverity({ findings }: Review): Partial<Record<Severity, number>> {
  const counts: Partial<Record<Severity, number>> = {}
  for (const { severity } of findings) counts[severity] = (counts[severity] ?? 0) + 1
  return counts
}
