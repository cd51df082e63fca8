import type { Severity } from "../model/finding.ts"
import type { Pause } from "../model/ledger.ts"
import type { Ledger } from "../model/ports.ts"
import type { Review } from "../model/review.ts"
import { claimSweep } from "./claim-sweep.ts"
import { countAnswers } from "./count-answers.ts"
import { dismissFinding } from "./dismiss-finding.ts"
import { forgetInstallation } from "./forget-installation.ts"
import { toRememberedFinding } from "./ledger-finding.ts"
import { markAddressed } from "./mark-addressed.ts"
import { notePause } from "./note-pause.ts"
import { noteRound } from "./note-round.ts"
import { noteReviewedHead } from "./note-reviewed-head.ts"
import type { Store } from "./open-store.ts"
import { readFindings } from "./read-findings.ts"
import { readMemory } from "./read-memory.ts"
import { readPullRequest } from "./read-pull-request.ts"
import { readReview } from "./read-review.ts"
import { recordFeedback } from "./record-feedback.ts"
import { recordFindings } from "./record-findings.ts"
import { recordModelRun } from "./record-model-run.ts"
import { recordReview } from "./record-review.ts"
import { readSpending } from "./read-spending.ts"
import { reserveCost } from "./reserve-cost.ts"
import { restoreFinding } from "./restore-finding.ts"
import { settlePullRequest } from "./settle-pull-request.ts"
import type { PullRequestRow } from "./tables.ts"

/** What is remembered between jobs, in the store. `now` gives the wall clock. */
export function createLedger({ db }: Pick<Store, "db">, now: () => Date): Ledger {
  return {
    isReviewed: async (ref, headSha) => (await readReview(db, ref, headSha))?.state === "concluded",
    remember: (ref, { headSha, memory }) =>
      db.transaction().execute(async (transaction) => {
        await recordFindings(transaction, ref, memory.findings)
        await recordFeedback(transaction, ref, memory.threads)
        await noteRound(transaction, ref, { headSha, change: memory.change })
      }),
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
        // A partial review vouches for nothing.
        if (review.complete) await noteReviewedHead(transaction, ref, headSha)
      }),
    recall: (ref) => readMemory(db, ref),
    recordFeedback: (ref, threads) => recordFeedback(db, ref, threads),
    markAddressed: (ref, fingerprints) => markAddressed(db, ref, fingerprints),
    settle: (ref) => settlePullRequest(db, ref, now()),
    listFindings: async (ref) => (await readFindings(db, ref)).map(toRememberedFinding),
    dismiss: (ref, fingerprint, { by, reason }) => dismissFinding(db, ref, fingerprint, { by, reason, at: now() }),
    restore: (ref, fingerprint) => restoreFinding(db, ref, fingerprint),
    pause: (ref, by) => notePause(db, ref, { by, at: now() }),
    resume: (ref) => notePause(db, ref, null),
    readPause: async (ref) => pauseOf(await readPullRequest(db, ref)),
    recordCost: (ref, { id, headSha }, cost) => recordModelRun(db, ref, { id, headSha, at: now(), isOver: true, ...cost }),
    noteCost: (ref, { id, headSha }, cost) => recordModelRun(db, ref, { id, headSha, at: now(), isOver: false, ...cost }),
    reserveCost: (ref, run, decide) => reserveCost(db, ref, { ...run, now: now() }, decide),
    countAnswers: ({ repositoryId }, { id }, at) => countAnswers(db, { repositoryId, personId: id }, at),
    readSpending: (ref, at) => readSpending(db, ref, at),
    claimSweep: (restMs) => claimSweep(db, now(), restMs),
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
