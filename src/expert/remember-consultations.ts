import type { Consult, Evidence } from "../model/ports.ts"
import type { Consultation } from "../model/review.ts"
import { continueReview, withoutCost } from "./continue-review.ts"
import { keepReview, resumeReview } from "./earlier-review.ts"
import type { EarlierReview } from "./earlier-review.ts"

// Heads that are reviewed again soon: after a dismissal, a label, a press of "Re-run", an attempt that could not publish.
const mostHeads = 50
// Pull requests that are pushed to.
const mostPullRequests = 200

/**
 * Returns the same expert with a memory. A head that it has answered about completely is answered in the same way again, for nothing, as long as
 * base, settings and what the analysis finds are the same. Of a later head of the same pull request it looks at what changed since the last one that
 * it looked at completely. Who asks for everything again (`isAgain`) is answered afresh. What is remembered is gone with the process, which costs
 * money and nothing else.
 */
export function rememberConsultations(consult: Consult): Consult {
  const heads = createMemory<Consultation>(mostHeads)
  const reviews = createMemory<EarlierReview>(mostPullRequests)
  return async (evidence, signal) => {
    const key = keyOf(evidence)
    const subject = subjectOf(evidence)
    const known = heads.get(key)
    if (known !== undefined && !evidence.isAgain) return withoutCost(known)
    const earlier = subject === null || evidence.isAgain ? undefined : reviews.get(subject)
    const resumption = earlier === undefined ? null : resumeReview(earlier, evidence)
    const consultation =
      earlier === undefined || resumption === null
        ? await consult(evidence, signal)
        : await continueReview({ earlier, resumption, evidence }, consult, signal)
    const { participation } = consultation
    if (participation === null || participation.degraded.length > 0) return consultation
    heads.set(key, consultation)
    if (subject !== null) reviews.set(subject, keepReview(consultation, evidence))
    return consultation
  }
}

function keyOf({ installationId, repository, diff, policy, analysis, isDeep }: Evidence): string {
  const found = analysis.findings.map(({ fingerprint, severity }) => `${fingerprint} ${severity}`).toSorted()
  return JSON.stringify([installationId, repository, diff.baseSha, diff.headSha, policy, found, analysis.coverage.failed.length, isDeep])
}

/** Names what may be continued: one pull request under the same settings, looked at as closely. */
function subjectOf({ installationId, repository, pullNumber, policy, isDeep }: Evidence): string | null {
  return pullNumber === undefined ? null : JSON.stringify([installationId, repository, pullNumber, policy, isDeep])
}

/** Forgets what was set longest ago. */
function createMemory<Value>(most: number) {
  const kept = new Map<string, Value>()
  return {
    get: (key: string): Value | undefined => kept.get(key),
    set(key: string, value: Value): void {
      kept.delete(key)
      kept.set(key, value)
      for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - most))) kept.delete(oldest)
    },
  }
}
