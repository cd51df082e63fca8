import { shortIdOf } from "../../model/fingerprint.ts"
import type { KeptFinding, KeptMemory } from "../../model/kept-memory.ts"
import type { Memory, RememberedFinding } from "../../model/ledger.ts"
import type { History } from "../../model/ports.ts"

// 20 kB of a report; what is beyond can only cost a comment after the database was lost.
const mostKept = 250

/**
 * Takes what our database remembers and what GitHub shows, returns what the review goes by. The database wins; where it knows nothing of a pull request
 * on which we have spoken before, it was lost, and what the report kept stands in.
 */
export function recallMemory(memory: Memory, history: Pick<History, "kept" | "threads" | "reviewedHeads">, headSha: string): Memory {
  if (memory.lastReview !== null || memory.findings.length > 0) return memory
  const { kept, threads, reviewedHeads } = history
  if (kept !== null) {
    const pathOf = new Map(threads.map((thread) => [thread.fingerprint, thread.path]))
    const findings = kept.findings.map((finding) => restore(finding, kept.headSha, pathOf.get(finding.saidAs ?? "") ?? ""))
    return { ...memory, findings, lastReview: { headSha: kept.headSha, change: null } }
  }
  // Without a review of another head this may be a first review that was cut off.
  const [earlier] = [...reviewedHeads].filter((head) => head !== headSha)
  return earlier === undefined || reviewedHeads.has(headSha) ? memory : { ...memory, lastReview: { headSha: earlier, change: null } }
}

/** Takes the ledger after a review, returns what the report is to keep of it: first what was said or dismissed. */
export function keepMemory(findings: readonly RememberedFinding[], headSha: string): KeptMemory {
  const rank = ({ saidAs, state }: RememberedFinding) => (state === "dismissed" ? 0 : saidAs !== null ? 1 : state === "outdated" ? 3 : 2)
  const kept = findings
    .toSorted((a, b) => rank(a) - rank(b) || (a.fingerprint < b.fingerprint ? -1 : 1))
    .slice(0, mostKept)
    .map(({ fingerprint, rule, state, saidAs, dismissal, origin }) => ({
      fingerprint,
      rule,
      state,
      saidAs,
      dismissedBy: dismissal?.by.id ?? null,
      byModel: origin === "model",
    }))
  return { headSha, findings: kept }
}

function restore(
  { fingerprint, rule, state, saidAs, dismissedBy, byModel }: KeptFinding,
  headSha: string,
  path: string,
): RememberedFinding {
  return {
    fingerprint,
    shortId: shortIdOf(fingerprint),
    rule,
    section: "maintainability",
    severity: "low",
    origin: byModel ? "model" : "static",
    path,
    title: "",
    evidence: "",
    state,
    firstHead: headSha,
    lastHead: headSha,
    fixedHead: state === "fixed" ? headSha : null,
    dismissal: state === "dismissed" ? { by: { id: dismissedBy ?? 0, login: "" }, reason: "", at: new Date(0) } : null,
    saidAs,
    isAddressed: state === "fixed",
  }
}
