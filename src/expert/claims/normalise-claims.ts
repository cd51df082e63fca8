import type { Finding } from "../../model/finding.ts"
import { compareSeverity } from "../../model/finding.ts"
import { fingerprintOf, normaliseCode } from "../../model/fingerprint.ts"
import type { PassName } from "../../model/review.ts"
import { isAkin, meaningOf } from "../categories.ts"
import type { Pack } from "../pack/compose-pack.ts"
import type { ShownHead } from "../shown-head.ts"
import { anchorClaim, fold, quotedLines } from "./anchor-claim.ts"
import type { ClaimAnchor } from "./anchor-claim.ts"
import type { Candidate } from "./candidate.ts"
import type { RawClaim } from "./read-answer.ts"
import { findQuote, keepSupported } from "./support-claim.ts"

/** One claim with the pass that made it. */
export interface Reported {
  readonly pass: PassName
  readonly claim: RawClaim
}

export interface Normalised {
  /** Each defect once, in a stable order whatever the order of the claims. */
  readonly candidates: readonly Candidate[]
  /** Claims dropped because their path, quote or evidence is not at the head. */
  readonly unsupported: number
}

// Two claims this close, of one family, are about one defect.
const MAX_GAP = 3
const MIN_SIMILARITY = 0.8

/** Takes the claims of all finders of one pack, returns the defects they name as far as the code they quote exists. */
export async function normaliseClaims(reported: readonly Reported[], pack: Pack, head: ShownHead): Promise<Normalised> {
  const supported: Supported[] = []
  for (const each of reported) {
    const one = await support(each, pack, head)
    if (one !== null) supported.push(one)
  }
  const groups = groupSame(supported.toSorted(compareSupported))
  const seen = new Map<string, number>()
  const candidates = groups.map((group, index) => joinGroup(group, `C${index + 1}`, pack, seen))
  return { candidates, unsupported: reported.length - supported.length }
}

interface Supported extends Reported {
  readonly anchor: ClaimAnchor | null
  /** 1-based line of the head. */
  readonly line: number
  readonly exhibits: Candidate["exhibits"]
}

async function support({ pass, claim }: Reported, pack: Pack, head: ShownHead): Promise<Supported | null> {
  if (!pack.hunks.some(({ path }) => path === claim.path)) return null
  const anchor = anchorClaim(claim, pack.hunks)
  const line = anchor?.startLine ?? (await findQuote(claim.path, claim.quote, head))
  if (line === null) return null
  const exhibits = await keepSupported(claim.evidence, head)
  return exhibits.length === 0 ? null : { pass, claim, anchor, line, exhibits }
}

function groupSame(supported: readonly Supported[]): Supported[][] {
  const groups: Supported[][] = []
  for (const each of supported) {
    const group = groups.find((others) => others.some((other) => isSame(each, other)))
    if (group === undefined) groups.push([each])
    else group.push(each)
  }
  return groups
}

function isSame(a: Supported, b: Supported): boolean {
  if (a.claim.path !== b.claim.path) return false
  if (meaningOf(a.claim.category).family === meaningOf(b.claim.category).family && gapBetween(a, b) <= MAX_GAP) return true
  return similarity(a.claim.title, b.claim.title) >= MIN_SIMILARITY
}

function gapBetween(a: Supported, b: Supported): number {
  const [first, second] = a.line <= b.line ? [a, b] : [b, a]
  return second.line - (first.anchor?.endLine ?? first.line)
}

/** Share of words two texts have in common, 0 to 1. */
function similarity(a: string, b: string): number {
  const [left, right] = [wordsOf(a), wordsOf(b)]
  const shared = [...left].filter((word) => right.has(word)).length
  return shared / Math.max(1, left.size + right.size - shared)
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}_$]+/gu))
}

const certainties = ["high", "medium", "low"] as const

// The best claim of a group speaks for it: most severe, then most certain, then the first in an order that depends on nothing but the texts.
function compareSupported(a: Supported, b: Supported): number {
  return (
    compareText(a.claim.path, b.claim.path) ||
    compareSeverity(a.claim.severity, b.claim.severity) ||
    certainties.indexOf(a.claim.certainty) - certainties.indexOf(b.claim.certainty) ||
    a.line - b.line ||
    compareText(JSON.stringify(a.claim), JSON.stringify(b.claim)) ||
    compareText(a.pass, b.pass)
  )
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function joinGroup(group: readonly Supported[], id: string, pack: Pack, seen: Map<string, number>): Candidate {
  const best = group[0] as Supported
  const { claim, anchor, line } = best
  const evidence = anchor === null ? quotedLines(claim.quote).join("\n") : textOf(anchor)
  const statics = new Set(group.flatMap((each) => staticsOf(each, pack)))
  const identity = {
    rule: ruleOf(claim),
    path: claim.path,
    symbol: symbolOf(pack, anchor),
    code: normaliseCode(fold(evidence)),
  }
  const key = JSON.stringify(identity)
  const occurrence = seen.get(key) ?? 0
  seen.set(key, occurrence + 1)
  return {
    id,
    path: claim.path,
    category: claim.category,
    severity: claim.severity,
    title: claim.title,
    claim: claim.claim,
    trigger: claim.trigger,
    cwe: claim.cwe,
    certainty: claim.certainty,
    fix: claim.fix,
    evidence,
    anchor,
    line,
    exhibits: group.flatMap((each) => each.exhibits).slice(0, 3),
    isIntroduced: group.some((each) => each.claim.scope === "introduced" && isIntroduced(each, pack)),
    reporters: [...new Set(group.map(({ pass }) => pass))].sort(),
    statics: [...statics].sort(),
    fingerprint: fingerprintOf(identity, occurrence),
  }
}

/** The rule a model's finding goes by. */
export function ruleOf({ category }: Pick<RawClaim, "category">): string {
  return `expert-${category.replaceAll("_", "-")}`
}

function textOf({ hunk, startLine, endLine }: ClaimAnchor): string {
  return hunk.lines
    .filter(({ n }) => n >= startLine && n <= endLine)
    .map(({ text }) => text)
    .join("\n")
}

function symbolOf(pack: Pack, anchor: ClaimAnchor | null): string {
  return anchor === null ? "" : (pack.symbols.get(anchor.hunk.id) ?? "")
}

function isIntroduced({ anchor, exhibits }: Supported, pack: Pack): boolean {
  if (anchor !== null && touches(anchor)) return true
  return exhibits.some((exhibit) => {
    const at = anchorClaim({ ...exhibit, hunkId: "", lineHint: 0 }, pack.hunks)
    return at !== null && touches(at)
  })
}

// On an added line, or where something was taken away.
function touches({ hunk, startLine, endLine }: ClaimAnchor): boolean {
  if (hunk.lines.some(({ n, isAdded }) => isAdded && n >= startLine && n <= endLine)) return true
  return hunk.removed.some(({ before }) => before >= startLine - MAX_GAP && before <= endLine + MAX_GAP + 1)
}

// The model may point at a static finding; the program decides whether it stands near enough to be the same.
function staticsOf({ claim, anchor, line }: Supported, pack: Pack): string[] {
  const end = anchor?.endLine ?? line
  const isNear = (finding: Finding): boolean =>
    finding.path === claim.path &&
    finding.side === "RIGHT" &&
    ((finding.startLine <= end + MAX_GAP && finding.endLine >= line - MAX_GAP) ||
      finding.trace.some((step) => step.path === claim.path && step.line >= line && step.line <= end))
  return [...pack.statics].flatMap(([id, finding]) => {
    const isNamed = claim.relatedStaticIds.some((each) => each.toUpperCase() === id)
    const isSameKind = (claim.cwe !== "" && finding.cwe.includes(claim.cwe)) || (isNamed && isAkin(claim.category, finding.section))
    return isSameKind && isNear(finding) ? [finding.fingerprint] : []
  })
}
