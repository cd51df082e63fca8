import { contentKeyOf } from "../model/fingerprint.ts"
import { findByShortId } from "../model/ledger.ts"
import type { LedgerFinding } from "../model/ledger.ts"
import type { CommandOutcome, Situation } from "./command.ts"

/**
 * Takes the words after a command about a finding, returns the finding that is meant and the words that are left: the one whose id stands first,
 * else the one whose thread the command was written in. Otherwise the outcome that asks back; `mayBeMeant` chooses what it offers.
 */
export function parseFinding(
  words: readonly string[],
  { findings, thread }: Pick<Situation, "findings" | "thread">,
  { usage, mayBeMeant }: { readonly usage: string; readonly mayBeMeant: (finding: LedgerFinding) => boolean },
): { readonly finding: LedgerFinding; readonly rest: readonly string[] } | Extract<CommandOutcome, { kind: "unclear" }> {
  const [first = "", ...rest] = words
  const written = first.replaceAll(/[`,:.]/g, "")
  const named = findByShortId(findings, written)
  if (named.length === 1) return { finding: named[0]!, rest }
  if (named.length > 1) return { kind: "unclear", usage, why: "ambiguous", candidates: named }
  const inThread = thread === null ? undefined : findInThread(findings, thread)
  if (inThread !== undefined) return { finding: inThread, rest: words }
  const why = /^[0-9a-f]{4,24}$/i.test(written) ? "unknown" : "unnamed"
  return { kind: "unclear", usage, why, candidates: findings.filter(mayBeMeant) }
}

// The comment keeps the name its finding had then; after a move only the place in it is another.
function findInThread(findings: readonly LedgerFinding[], thread: string): LedgerFinding | undefined {
  const moved = contentKeyOf(thread)
  return (
    findings.find(({ fingerprint }) => fingerprint === thread) ??
    findings.find((finding) => isStanding(finding) && contentKeyOf(finding.fingerprint) === moved)
  )
}

/** Whether a finding still stands at the head, as far as the last review knows. */
export function isStanding({ state }: Pick<LedgerFinding, "state">): boolean {
  return state === "open" || state === "reopened"
}
