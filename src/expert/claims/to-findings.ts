import type { Finding, Suggestion, TraceStep } from "../../model/finding.ts"
import { compareSeverity } from "../../model/finding.ts"
import { meaningOf } from "../categories.ts"
import type { ShownHead } from "../shown-head.ts"
import type { Candidate } from "./candidate.ts"
import type { Judged } from "./judge-candidates.ts"
import { ruleOf } from "./normalise-claims.ts"
import { isDismissive } from "./plays-down.ts"
import { findQuote } from "./support-claim.ts"

// What was there before is not what this pull request is about.
const MAX_PRE_EXISTING = 2
const SURE = 75

export interface Merging {
  /** As the analysis found them. */
  readonly statics: readonly Finding[]
  readonly judged: readonly Judged[]
  /** Proven changes, by the fingerprint of what they mend. */
  readonly suggestions: ReadonlyMap<string, Suggestion>
  readonly head: ShownHead
}

/**
 * Takes the static findings and the judged claims, returns all findings: the static ones in their order and words, those the model found too marked
 * `both` with its explanation, then what only the model found. Nothing static is removed, lowered or reworded.
 */
export async function mergeFindings({ statics, judged, suggestions, head }: Merging): Promise<Finding[]> {
  const standing = judged.filter(({ state }) => state !== "refuted")
  const agreeing = new Map<string, Judged>()
  for (const each of standing.toSorted(byWeight))
    if (each.state !== "unverified") for (const fingerprint of each.statics) if (!agreeing.has(fingerprint)) agreeing.set(fingerprint, each)
  const merged = statics.map((finding) => {
    const partner = agreeing.get(finding.fingerprint)
    return partner === undefined ? finding : lendExplanation(finding, partner, suggestions.get(finding.fingerprint) ?? null)
  })
  const own = standing.filter((each) => each.statics.length === 0).toSorted(byWeight)
  const old = own.filter((each) => !each.isIntroduced && each.state !== "unverified").slice(0, MAX_PRE_EXISTING)
  const added: Finding[] = []
  for (const each of own)
    if (each.isIntroduced || old.includes(each)) added.push(await toFinding(each, suggestions.get(each.fingerprint) ?? null, head))
  return [...merged, ...added]
}

/** Whether a claim may become a comment: checked, brought by the change, and on a line that is surely meant. */
export function isSpeakable({ state, anchor, isIntroduced }: Judged): boolean {
  return (state === "confirmed" || state === "panel") && anchor !== null && isIntroduced
}

/** Most important first. */
export function byWeight(a: Judged, b: Judged): number {
  return compareSeverity(a.severity, b.severity) || b.score - a.score || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) || a.line - b.line
}

function lendExplanation(finding: Finding, { claim, trigger, anchor, state }: Judged, suggestion: Suggestion | null): Finding {
  const explanation = [claim, trigger === "" ? "" : `Trigger: ${trigger}`].filter((part) => part !== "").join(" ")
  return {
    ...finding,
    origin: "both",
    ...(anchor !== null && !isDismissive(explanation) ? { explanation } : {}),
    verification: state === "panel" ? "panel" : "confirmed",
    suggestion: finding.suggestion ?? suggestion,
  }
}

async function toFinding(judged: Judged, suggestion: Suggestion | null, head: ShownHead): Promise<Finding> {
  const { section, practice } = meaningOf(judged.category)
  const speakable = isSpeakable(judged)
  return {
    fingerprint: judged.fingerprint,
    rule: ruleOf(judged),
    section,
    practice,
    severity: judged.severity,
    // What must not become a comment is a guess to everybody who places findings.
    confidence: !speakable ? "low" : judged.score >= SURE ? "high" : "medium",
    origin: "model",
    path: judged.path,
    startLine: judged.line,
    endLine: judged.anchor?.endLine ?? judged.line,
    side: "RIGHT",
    title: judged.title,
    message: [judged.claim, judged.trigger === "" ? "" : `Trigger: ${judged.trigger}`].filter((part) => part !== "").join("\n\n"),
    fix: judged.fix.text,
    evidence: judged.evidence,
    cwe: judged.cwe === "" ? [] : [judged.cwe],
    trace: await traceOf(judged, head),
    suggestion: speakable ? suggestion : null,
    verification: judged.state === "panel" ? "panel" : judged.state === "confirmed" ? "confirmed" : "unverified",
  }
}

async function traceOf({ exhibits }: Candidate, head: ShownHead): Promise<TraceStep[]> {
  const steps: TraceStep[] = []
  for (const { path, quote, why } of exhibits) {
    const line = await findQuote(path, quote, head)
    if (line !== null && !steps.some((step) => step.path === path && step.line === line))
      steps.push({ path, line, what: why === "" ? "read this" : why })
  }
  return steps.length > 1 ? steps : []
}
