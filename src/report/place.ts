import type { Diff } from "../model/diff.ts"
import { compareSeverity, type Confidence, type Finding, type PlacedFinding, type Placement, type Section } from "../model/finding.ts"
import type { Policy } from "../model/policy.ts"
import type { History } from "../model/ports.ts"
import { anchorFinding, findChangedFile } from "./anchor.ts"
import type { Anchor } from "./anchor.ts"

// The third comment of one rule teaches nothing new; the report names every place. A category of the model is no rule: its claims differ.
const commentsPerRule = 2

export interface Placing {
  readonly findings: readonly Finding[]
  readonly diff: Diff
  readonly policy: Pick<Policy, "comment_at" | "max_comments">
  readonly history: Pick<History, "commented" | "reviewedHeads">
  /** Why a finding gets no comment although it could have one, by fingerprint. */
  readonly held?: ReadonlyMap<string, string>
}

/**
 * Takes findings and what is known of the pull request, returns every finding in the same order with its place and the reason for it in words.
 * Contract: marks, never drops; what a model adds takes no place from what rules found; never more than `max_comments` inline in one review of a head, however often that head is reviewed.
 */
export function placeFindings({ findings, diff, policy, history, held = new Map() }: Placing): PlacedFinding[] {
  const room = openRoom(findings, diff, policy, history)
  const places = new Map<Finding, Place>()
  for (const finding of findings.toSorted((a, b) => seatOf(a) - seatOf(b) || byImportance(a, b)))
    places.set(finding, placeOne(finding, { diff, policy, history, held, room }))
  return findings.map((finding) => ({ ...finding, ...places.get(finding)! }))
}

// Rules choose their lines first: a model that was talked into forty claims must not push what is certain into the report.
function seatOf({ origin }: Finding): number {
  return origin === "model" ? 1 : 0
}

/** Most important first: severity, then confidence, then what hurts users before what hurts colleagues, then path and line. */
export function byImportance(a: Finding, b: Finding): number {
  return (
    compareSeverity(a.severity, b.severity) ||
    confidences.indexOf(a.confidence) - confidences.indexOf(b.confidence) ||
    urgency.indexOf(a.section) - urgency.indexOf(b.section) ||
    (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) ||
    a.startLine - b.startLine
  )
}

const confidences: readonly Confidence[] = ["high", "medium", "low"]
const urgency: readonly Section[] = ["security", "reliability", "performance", "testing", "maintainability"]

interface Place {
  readonly placement: Placement
  readonly placementReason: string
}

interface Room {
  comments: number
  readonly byRule: Map<string, number>
  /** Lines that have a comment. */
  readonly lines: Set<string>
  /** What is said of which file already. */
  readonly said: Set<string>
}

// A second review of the same head continues the first one; on a new head the comments of older rounds take no room.
function openRoom(findings: readonly Finding[], diff: Diff, policy: Placing["policy"], history: Placing["history"]): Room {
  const room: Room = { comments: policy.max_comments, byRule: new Map(), lines: new Set(), said: new Set() }
  if (!history.reviewedHeads.has(diff.headSha)) return room
  for (const finding of findings) {
    if (!history.commented.has(finding.fingerprint)) continue
    const anchor = anchorFinding(finding, diff)
    if (anchor === null) countRule(room, finding)
    else take(room, finding, anchor)
  }
  return room
}

function placeOne(finding: Finding, { diff, policy, history, held, room }: Required<Omit<Placing, "findings">> & { room: Room }): Place {
  if (history.commented.has(finding.fingerprint)) return { placement: "hidden", placementReason: "already commented on this pull request" }
  const anchor = anchorFinding(finding, diff)
  if (anchor === null && findChangedFile(finding, diff) === null) return summary("the file is not part of the change")
  if (finding.suppression !== undefined) return summary("a comment of the change gives a reason not to mend it")
  if (finding.severity === "nit") return summary("a nit, never an inline comment")
  if (compareSeverity(finding.severity, policy.comment_at) > 0) return summary(`below comment_at: ${policy.comment_at}`)
  if (finding.confidence === "low") return summary("low confidence")
  const reason = held.get(finding.fingerprint)
  if (reason !== undefined) return summary(reason)
  const isSaidEnough = finding.origin !== "model" && (room.byRule.get(finding.rule) ?? 0) >= commentsPerRule
  if (anchor === null) {
    const isWhole = finding.evidence === ""
    // Without its line a small thing costs more to look up than it is worth.
    if (!isWhole && compareSeverity(finding.severity, "medium") > 0) return summary("the line is not part of the diff")
    if (isSaidEnough) return summary(`the same rule has ${commentsPerRule} comments in this review`)
    countRule(room, finding)
    return { placement: "file", placementReason: isWhole ? "about the file as a whole" : "the line is not part of the diff" }
  }
  if (room.comments === 0) return summary(`more than max_comments: ${policy.max_comments}`)
  if (isSaidEnough) return summary(`the same rule has ${commentsPerRule} comments in this review`)
  if (isRepeated(finding, room)) return summary("the same is said of another line of this file")
  // Whoever mends the first looks at the line anyway, and reads the others in the report.
  if (room.lines.has(lineOf(anchor))) return summary("a more important comment stands on the same line")
  take(room, finding, anchor)
  return { placement: "inline", placementReason: isOwnLine(finding, anchor) ? "on a line of the diff" : "on its way through the diff" }
}

function take(room: Room, finding: Finding, anchor: Anchor): void {
  room.comments = Math.max(0, room.comments - 1)
  countRule(room, finding)
  room.lines.add(lineOf(anchor))
  room.said.add(sentenceOf(finding))
}

function countRule({ byRule }: Room, { rule }: Finding): void {
  byRule.set(rule, (byRule.get(rule) ?? 0) + 1)
}

// In the same words about the same file; each place where a grave defect hurts users is worth a comment of its own.
function isRepeated(finding: Finding, { said }: Room): boolean {
  const isGrave = compareSeverity(finding.severity, "high") <= 0 && finding.section !== "maintainability"
  return finding.origin !== "model" && !isGrave && said.has(sentenceOf(finding))
}

function sentenceOf({ rule, path, title }: Finding): string {
  return [rule, path, title].join("\0")
}

// Where a comment begins.
function lineOf({ path, side, startLine, line }: Anchor): string {
  return `${side} ${startLine ?? line} ${path}`
}

function isOwnLine({ path, startLine, endLine, side }: Finding, anchor: Anchor): boolean {
  return side === "LEFT" || (anchor.path === path && anchor.line >= startLine && (anchor.startLine ?? anchor.line) <= endLine)
}

function summary(placementReason: string): Place {
  return { placement: "summary", placementReason }
}
