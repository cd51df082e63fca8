import type { ChangedFile, Diff, Hunk } from "../model/diff.ts"
import type { Finding } from "../model/finding.ts"

/** Where a comment on a finding can stand; lines are of the finding's side. */
export interface Anchor {
  readonly path: string
  readonly line: number
  /** First line of a multi-line anchor; `null` for one line. */
  readonly startLine: number | null
  readonly side: "RIGHT" | "LEFT"
}

// GitHub prints every anchored line above the comment; a whole function there hides the claim.
const longestAnchor = 12

/** Takes a finding, returns the changed file it belongs to or `null` when the diff does not touch that file. */
export function findChangedFile(finding: Pick<Finding, "path" | "side">, diff: Diff): ChangedFile | null {
  return diff.files.find((file) => file.path === finding.path || (finding.side === "LEFT" && file.oldPath === finding.path)) ?? null
}

/**
 * Takes a finding and the diff, returns the lines of the finding that a comment may stand on, or else the last added line on the way of its data;
 * `null` when the change holds neither. Start and end are always in one hunk. Never moves a comment to a line that is not the finding's or on its way.
 */
export function anchorFinding(finding: Finding, diff: Diff): Anchor | null {
  // An empty quotation is how a finding says that it is about the file as a whole.
  if (finding.evidence === "") return null
  const file = findChangedFile(finding, diff)
  return (file === null ? null : anchorOn(finding, file)) ?? anchorOnWay(finding, diff)
}

function anchorOn(finding: Finding, file: ChangedFile): Anchor | null {
  const at = { path: file.path, side: finding.side }
  const replaced = replacedLines(finding, file)
  if (replaced !== null) return { ...at, ...replaced }
  const hunk = file.hunks.find((candidate) => hasLine(candidate, finding.endLine, finding.side))
  const single = (line: number): Anchor => ({ ...at, line, startLine: null })
  if (hunk !== undefined && hasLine(hunk, finding.startLine, finding.side)) {
    if (finding.endLine === finding.startLine) return single(finding.endLine)
    if (finding.endLine - finding.startLine >= longestAnchor) return single(finding.startLine)
    return { ...at, line: finding.endLine, startLine: finding.startLine }
  }
  const line = firstLineInside(file.hunks, finding)
  if (line !== null) return single(line)
  return file.hunks.some((candidate) => hasLine(candidate, finding.startLine, finding.side)) ? single(finding.startLine) : null
}

// A change that leads data to where they did harm to nobody before is told so where it does. What a model says of a way chooses no line.
function anchorOnWay({ trace, origin, side }: Finding, diff: Diff): Anchor | null {
  if (origin === "model" || side !== "RIGHT") return null
  const step = trace.findLast(({ path, line }) => addedLines(diff).get(path)?.has(line))
  return step ? { path: step.path, line: step.line, startLine: null, side } : null
}

const linesOf = new WeakMap<Diff, ReadonlyMap<string, ReadonlySet<number>>>()

/** The added lines of each file; found once, for every finding may ask for every step of its way. */
function addedLines(diff: Diff): ReadonlyMap<string, ReadonlySet<number>> {
  let lines = linesOf.get(diff)
  if (lines === undefined) {
    lines = new Map(
      diff.files.map(({ path, hunks }) => [
        path,
        new Set(
          hunks.flatMap((hunk) => hunk.lines.flatMap(({ kind, newLine }) => (kind === "added" && newLine !== null ? [newLine] : []))),
        ),
      ]),
    )
    linesOf.set(diff, lines)
  }
  return lines
}

// GitHub replaces exactly the anchored lines, so a suggestion decides where its comment stands, as long as that is on the finding.
function replacedLines(
  { suggestion, startLine, endLine, side }: Finding,
  { hunks }: ChangedFile,
): Pick<Anchor, "line" | "startLine"> | null {
  if (suggestion === null || side !== "RIGHT") return null
  if (suggestion.startLine > endLine || suggestion.endLine < startLine) return null
  const isPrinted = hunks.some((hunk) => hasLine(hunk, suggestion.startLine, side) && hasLine(hunk, suggestion.endLine, side))
  if (!isPrinted) return null
  return { line: suggestion.endLine, startLine: suggestion.startLine === suggestion.endLine ? null : suggestion.startLine }
}

/** True when `line` of that side is printed in the hunk: added or unchanged on the right, deleted on the left. */
function hasLine(hunk: Hunk, line: number, side: "RIGHT" | "LEFT"): boolean {
  return hunk.lines.some((candidate) =>
    side === "RIGHT"
      ? candidate.newLine === line && candidate.kind !== "deleted"
      : candidate.oldLine === line && candidate.kind === "deleted",
  )
}

function firstLineInside(hunks: readonly Hunk[], { startLine, endLine, side }: Finding): number | null {
  const lines = hunks.flatMap((hunk) => hunk.lines).filter((line) => (side === "RIGHT" ? line.kind === "added" : line.kind === "deleted"))
  const inside = lines
    .map((line) => (side === "RIGHT" ? line.newLine : line.oldLine))
    .filter((line) => line !== null && line >= startLine && line <= endLine)
  return inside[0] ?? null
}
