import type { Finding } from "../../model/finding.ts"
import { contentKeyOf, symbolKeyOf } from "../../model/fingerprint.ts"
import type { RememberedFinding } from "../../model/ledger.ts"

// Half of the words in common: a renamed variable or an added argument leaves more, another query in the same handler less.
const leastAlike = 0.5

/**
 * Takes findings nobody has seen before and remembered ones that are gone, returns which of the first is which of the second: the same code in
 * another file or function, or code of the same function that was edited without removing the defect. Nobody is matched twice.
 */
export function matchMoved(fresh: readonly Finding[], gone: readonly RememberedFinding[]): ReadonlyMap<string, RememberedFinding> {
  const matches = new Map<string, RememberedFinding>()
  const left = new Set(gone)
  const matchBy = (isSame: (finding: Finding, before: RememberedFinding) => boolean) => {
    for (const finding of fresh) {
      if (matches.has(finding.fingerprint)) continue
      const before = [...left].find((candidate) => candidate.rule === finding.rule && isSame(finding, candidate))
      if (before === undefined) continue
      matches.set(finding.fingerprint, before)
      left.delete(before)
    }
  }
  // What was fixed and is found in another file later was not moved: it is a new defect of the same kind.
  const isMoved = (finding: Finding, before: RememberedFinding) =>
    before.state !== "fixed" && contentKeyOf(finding.fingerprint) === contentKeyOf(before.fingerprint)
  matchBy(isMoved)
  // Word for word back in its file, in a function of another name.
  const isBack = (finding: Finding, before: RememberedFinding) => before.state !== "dismissed" && finding.path === before.path
  matchBy((finding, before) => isBack(finding, before) && isSameCode(finding.evidence, before.evidence))
  // Somebody said that this very code needs no change; about other code nobody has said anything.
  const isEdited = (finding: Finding, before: RememberedFinding) =>
    before.state !== "dismissed" && before.state !== "fixed" && finding.path === before.path && isSameSymbol(finding, before)
  matchBy((finding, before) => isEdited(finding, before) && isAlike(finding.evidence, before.evidence))
  return matches
}

function isSameSymbol(a: Pick<Finding, "fingerprint">, b: Pick<Finding, "fingerprint">): boolean {
  const key = symbolKeyOf(a.fingerprint)
  return key !== null && key === symbolKeyOf(b.fingerprint)
}

function isSameCode(a: string, b: string): boolean {
  const [left, right] = [a, b].map((code) => code.replace(/\s+/g, ""))
  return left !== "" && left === right
}

/** True when two pieces of code have at least half of their words in common. */
function isAlike(a: string, b: string): boolean {
  const [left, right] = [wordsOf(a), wordsOf(b)]
  const common = [...left].filter((word) => right.has(word)).length
  const all = left.size + right.size - common
  return all > 0 && common / all >= leastAlike
}

function wordsOf(code: string): ReadonlySet<string> {
  return new Set(code.match(/[\p{L}\p{N}_$]+/gu) ?? [])
}
