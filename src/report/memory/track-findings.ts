import type { Analysis } from "../../model/analysis.ts"
import type { Diff } from "../../model/diff.ts"
import type { Finding } from "../../model/finding.ts"
import { isCodePresent } from "../../model/code-presence.ts"
import { shortIdOf } from "../../model/fingerprint.ts"
import type { Memory, RememberedFinding } from "../../model/ledger.ts"
import type { Policy } from "../../model/policy.ts"
import { matchMoved } from "./match-moved.ts"

export interface Tracking {
  readonly findings: readonly Finding[]
  readonly memory: Memory
  readonly diff: Diff
  readonly policy: Pick<Policy, "sections" | "rules">
  /** What was looked at in this review. */
  readonly scope: {
    readonly complete: boolean
    readonly coverage: Pick<Analysis["coverage"], "skipped">
    /** A model took part and looked at everything it should. */
    readonly byModel: boolean
  }
  /** The text of a file at the head; `null` when it is gone or was not read. */
  readonly textOf: (path: string) => string | null
}

/** The ledger after a review, and what it says about each finding of the review. */
export interface Tracked {
  /** Everything the pull request ever had, in no order. */
  readonly entries: readonly RememberedFinding[]
  /** By fingerprint of a finding of this review: what was known of it before, under whatever fingerprint; nothing for a new one. */
  readonly before: ReadonlyMap<string, RememberedFinding>
  /** By fingerprint of a finding of this review. */
  readonly now: ReadonlyMap<string, RememberedFinding>
}

/**
 * Takes what a review found and what is remembered, returns the ledger as it stands after the review. One ledger for every section, for rules and
 * the model. What was not looked at keeps its state: nothing becomes fixed by looking away.
 */
export function trackFindings(tracking: Tracking): Tracked {
  const { findings, memory, diff } = tracking
  const known = new Map(memory.findings.map((entry) => [entry.fingerprint, entry]))
  const present = new Map(findings.map((finding) => [finding.fingerprint, finding]))
  const gone = memory.findings.filter((entry) => !present.has(entry.fingerprint))
  const moved = matchMoved(
    [...present.values()].filter((finding) => (known.get(finding.fingerprint)?.state ?? "outdated") === "outdated"),
    gone.filter((entry) => entry.state !== "outdated"),
  )
  const before = new Map<string, RememberedFinding>()
  const now = new Map<string, RememberedFinding>()
  for (const finding of present.values()) {
    const past = moved.get(finding.fingerprint) ?? known.get(finding.fingerprint)
    if (past !== undefined) before.set(finding.fingerprint, past)
    now.set(finding.fingerprint, enter(finding, past ?? null, diff.headSha))
  }
  const replaced = new Set([...moved.values()].map((entry) => entry.fingerprint))
  const rest = gone.map((entry) =>
    replaced.has(entry.fingerprint)
      ? { ...entry, state: "outdated" as const, dismissal: null, isAddressed: false }
      : judgeGone(entry, tracking),
  )
  return { entries: [...now.values(), ...rest], before, now }
}

function enter(finding: Finding, past: RememberedFinding | null, headSha: string): RememberedFinding {
  const { fingerprint, rule, section, severity, origin, path, title, evidence } = finding
  return {
    fingerprint,
    shortId: shortIdOf(fingerprint),
    rule,
    section,
    severity,
    origin,
    path,
    title,
    evidence,
    state: past === null ? "open" : stateWhenFound(past.state),
    firstHead: past?.firstHead ?? headSha,
    lastHead: headSha,
    fixedHead: null,
    dismissal: past?.dismissal ?? null,
    saidAs: past?.saidAs ?? null,
    isAddressed: false,
  }
}

function stateWhenFound(state: RememberedFinding["state"]): RememberedFinding["state"] {
  switch (state) {
    case "fixed":
      return "reopened"
    case "outdated":
      return "open"
    case "open":
    case "reopened":
    case "dismissed":
      return state
  }
}

function judgeGone(entry: RememberedFinding, { diff, policy, scope, textOf }: Tracking): RememberedFinding {
  if (entry.state !== "open" && entry.state !== "reopened") return entry
  const isOff = !policy.sections[entry.section] || policy.rules[entry.rule] === "off"
  const isSkipped = scope.coverage.skipped.some((file) => file.path === entry.path)
  const isInChange = diff.files.some((file) => file.path === entry.path || file.oldPath === entry.path)
  if (isOff || isSkipped || !isInChange)
    return { ...entry, state: "outdated", isAddressed: !isCodePresent(textOf(entry.path), entry.evidence) }
  if (!scope.complete) return entry
  // A model may overlook today what it saw yesterday; only other code shows that something was done.
  if (entry.origin === "model" && (!scope.byModel || isCodePresent(textOf(entry.path), entry.evidence))) return entry
  return { ...entry, state: "fixed", fixedHead: diff.headSha, isAddressed: true }
}
