import type { Consult, Evidence } from "../model/ports.ts"
import type { Consultation, ModelUsage } from "../model/review.ts"

// Heads that are reviewed again soon: after a dismissal, a label, a press of "Re-run", an attempt that could not publish.
const mostKept = 50

/**
 * Returns the same expert with a memory: a head that it has answered about completely is answered in the same way again, for nothing, as long as
 * base, settings and what the analysis finds are the same. Who asks for everything again (`isAgain`) is answered afresh. What is remembered is gone
 * with the process, which costs money and nothing else.
 */
export function rememberConsultations(consult: Consult): Consult {
  const kept = new Map<string, Consultation>()
  return async (evidence, signal) => {
    const key = keyOf(evidence)
    const known = kept.get(key)
    if (known !== undefined && !evidence.isAgain) return withoutCost(known)
    const consultation = await consult(evidence, signal)
    const { participation } = consultation
    if (participation === null || participation.degraded.length > 0) return consultation
    kept.delete(key)
    kept.set(key, consultation)
    for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - mostKept))) kept.delete(oldest)
    return consultation
  }
}

function keyOf({ installationId, repository, diff, policy, analysis, isDeep }: Evidence): string {
  const found = analysis.findings.map(({ fingerprint, severity }) => `${fingerprint} ${severity}`).toSorted()
  return JSON.stringify([installationId, repository, diff.baseSha, diff.headSha, policy, found, analysis.coverage.failed.length, isDeep])
}

const nothing: ModelUsage = { usd: 0, inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, calls: 0 }

// Paid for once, counted once.
function withoutCost(consultation: Consultation): Consultation {
  const { participation } = consultation
  return participation === null ? consultation : { ...consultation, participation: { ...participation, usage: nothing, shares: [] } }
}
