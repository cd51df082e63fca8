import type { Diff } from "../../model/diff.ts"
import type { Finding } from "../../model/finding.ts"
import type { ChangeDigest } from "../../model/ledger.ts"
import { hashLength, linesOf } from "./digest-change.ts"

/** What the author changed between two heads of one pull request. */
export interface AuthorDelta {
  /** True when the finding, or a step on the way to it, stands on or right beside a line that is new since the last review. */
  touches(finding: Pick<Finding, "path" | "side" | "startLine" | "endLine" | "evidence" | "trace">): boolean
}

// A statement is often changed on a line beside the one that a rule names.
const margin = 2

/**
 * Takes what the pull request changed when it was reviewed last and what it changes now, each against its own merge base, so that a rebase, a merge of
 * the base or a force-push of the same content changes nothing. Of an unknown past (`null`) nothing is called new.
 */
export function findAuthorDelta(previous: ChangeDigest | null, diff: Diff): AuthorDelta {
  if (previous === null) return { touches: () => false }
  const right = newLines(previous, diff, "RIGHT")
  const left = newLines(previous, diff, "LEFT")
  const isNear = (lines: ReadonlySet<number> | undefined, from: number, to: number) => {
    if (lines === undefined) return false
    for (let line = from - margin; line <= to + margin; line++) if (lines.has(line)) return true
    return false
  }
  return {
    touches({ path, side, startLine, endLine, evidence, trace }) {
      const lines = side === "RIGHT" ? right : left
      if (evidence === "") return (lines.get(path)?.size ?? 0) > 0
      if (isNear(lines.get(path), startLine, endLine)) return true
      return trace.some((step) => right.get(step.path)?.has(step.line) === true)
    },
  }
}

// Lines are compared as a bag: the same file first, then whatever another file no longer has, which is how code looks that moved.
function newLines(previous: ChangeDigest, diff: Diff, side: "RIGHT" | "LEFT"): ReadonlyMap<string, ReadonlySet<number>> {
  const bags = new Map(previous.map(({ path, added, deleted }) => [path, createBag(side === "RIGHT" ? added : deleted)] as const))
  const unmatched = diff.files.map((file) => {
    const bag = bags.get(file.path) ?? new Map<string, number>()
    return { path: file.path, lines: linesOf(file, side).filter(({ hash }) => !take(bag, hash)) }
  })
  const rest = new Map<string, number>()
  for (const bag of bags.values()) for (const [hash, count] of bag) rest.set(hash, (rest.get(hash) ?? 0) + count)
  return new Map(unmatched.map(({ path, lines }) => [path, new Set(lines.filter(({ hash }) => !take(rest, hash)).map(({ line }) => line))]))
}

function createBag(hashes: string): Map<string, number> {
  const bag = new Map<string, number>()
  for (let start = 0; start < hashes.length; start += hashLength) {
    const hash = hashes.slice(start, start + hashLength)
    bag.set(hash, (bag.get(hash) ?? 0) + 1)
  }
  return bag
}

function take(bag: Map<string, number>, hash: string): boolean {
  const count = bag.get(hash) ?? 0
  if (count === 0) return false
  bag.set(hash, count - 1)
  return true
}
