import type { Severity } from "../model/finding.ts"
import type { Pause } from "../model/ledger.ts"
import type { Ledger } from "../model/ports.ts"
import type { Review } from "../model/review.ts"
import { dismissFinding } from "./dismiss-finding.ts"
import { forgetInstallation } from "./forget-installation.ts"
import { listLedger } from "./list-ledger.ts"
import { markFixed } from "./mark-fixed.ts"
import { notePause } from "./note-pause.ts"
import { noteReviewedHead } from "./note-reviewed-head.ts"
import type { Store } from "./open-store.ts"
import { readPullRequest } from "./read-pull-request.ts"
import { readReview } from "./read-review.ts"
import { recordFindings } from "./record-findings.ts"
import { recordModelRun } from "./record-model-run.ts"
import { recordReview } from "./record-review.ts"
import { readSpending } from "./read-spending.ts"
import { restoreFinding } from "./restore-finding.ts"
import type { PullRequestRow } from "./tables.ts"

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
    listFindings: (ref) => listLedger(db, ref),
    dismiss: (ref, fingerprint, { by, reason }) => dismissFinding(db, ref, fingerprint, { by, reason, at: now() }),
    restore: (ref, fingerprint) => restoreFinding(db, ref, fingerprint),
    pause: (ref, by) => notePause(db, ref, { by, at: now() }),
    resume: (ref) => notePause(db, ref, null),
    readPause: async (ref) => pauseOf(await readPullRequest(db, ref)),
    recordCost: (ref, { id, headSha }, cost) => recordModelRun(db, ref, { id, headSha, at: now(), ...cost }),
    readSpending: (ref, at) => readSpending(db, ref, at),
    forget: async (installationId, repositoryIds) => {
      await forgetInstallation(db, { installationId, repositoryIds })
    },
  }
}

function pauseOf(row: PullRequestRow | null): Pause | null {
  if (row === null || row.paused_by === null || row.paused_at === null) return null
  return { by: { id: row.paused_by, login: row.paused_login ?? "" }, at: row.paused_at }
}

function countBySeverity({ findings }: Review): Partial<Record<Severity, number>> {
  const counts: Partial<Record<Severity, number>> = {}
  for (const { severity } of findings) counts[severity] = (counts[severity] ?? 0) + 1
  return counts
}
