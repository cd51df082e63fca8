import type { Diff } from "../../model/diff.ts"
import { compareSeverity, type Finding } from "../../model/finding.ts"
import type { Memory } from "../../model/ledger.ts"
import { findAuthorDelta } from "./author-delta.ts"
import type { Tracked } from "./track-findings.ts"

// After the first round a small thing is not worth a notification; it stands in the report.
const leastSevereLater = "medium"
// What can do harm is said whenever it is seen first, whoever brought it.
const alwaysSaid = "high"

/**
 * Takes the findings of a review and what is remembered, returns why a finding does not get a comment, by fingerprint; what may speak is not in it.
 * The first round says everything. Later rounds speak only of what the author changed since, and of what is new and grave.
 */
export function chooseSpeakers(
  findings: readonly Finding[],
  { memory, diff, tracked }: { readonly memory: Memory; readonly diff: Diff; readonly tracked: Tracked },
): ReadonlyMap<string, string> {
  const { lastReview } = memory
  const delta = findAuthorDelta(lastReview?.change ?? null, diff)
  const held = new Map<string, string>()
  // A second review of one head completes the first one: what only it has found, nobody could have heard before.
  const isSameHead = lastReview?.headSha === diff.headSha
  for (const finding of findings) {
    const reason =
      lastReview === null
        ? null
        : holdLater(finding, { isKnown: tracked.before.has(finding.fingerprint), touched: isSameHead || delta.touches(finding) })
    const because = reason ?? holdQuiet(finding, memory.quietRules)
    if (because !== null) held.set(finding.fingerprint, because)
  }
  return held
}

function holdLater({ severity }: Finding, { isKnown, touched }: { isKnown: boolean; touched: boolean }): string | null {
  if (isKnown) return "known since an earlier round"
  if (compareSeverity(severity, alwaysSaid) <= 0) return null
  if (!touched) return "not part of what changed since the last review"
  return compareSeverity(severity, leastSevereLater) <= 0 ? null : `first seen after the first round, and less than ${leastSevereLater}`
}

function holdQuiet({ rule, section }: Finding, quietRules: ReadonlySet<string>): string | null {
  return section !== "security" && quietRules.has(rule) ? "this repository seldom acts on this rule" : null
}
