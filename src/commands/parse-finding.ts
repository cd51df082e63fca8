import type { LedgerFinding } from "../model/ledger.ts"
import type { CommandOutcome, KnownFinding, Situation } from "./command.ts"

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
  const written = first.replaceAll(/[`,:.]/g, "").toLowerCase()
  const named = findNamed(findings, written)
  if (named.length === 1) return { finding: named[0]!, rest }
  if (named.length > 1) return { kind: "unclear", usage, why: "ambiguous", candidates: named }
  const [inThread] = thread === null ? [] : findNamed(findings, thread)
  if (inThread !== undefined) return { finding: inThread, rest: words }
  const why = /^[0-9a-f]{4,24}$/.test(written) ? "unknown" : "unnamed"
  return { kind: "unclear", usage, why, candidates: findings.filter(mayBeMeant) }
}

/** Whether a finding still stands at the head, as far as the last review knows. */
export function isStanding({ state }: Pick<LedgerFinding, "state">): boolean {
  return state === "open" || state === "reopened"
}

const shortestName = 4

// When code moves or is edited its finding has another name, but the comment still shows the first one. What has taken the place of an outdated
// finding is meant before that finding itself.
function findNamed(findings: readonly KnownFinding[], name: string): readonly KnownFinding[] {
  if (name.length < shortestName) return []
  const named = findings.filter(({ fingerprint, saidAs }) => fingerprint.startsWith(name) || saidAs?.startsWith(name) === true)
  const present = named.filter(({ state }) => state !== "outdated")
  return present.length > 0 ? present : named
}
