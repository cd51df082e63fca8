import { createHash } from "node:crypto"
import type { ChangedFile, Diff } from "../model/diff.ts"
import type { Finding, TraceStep } from "../model/finding.ts"
import type { Evidence } from "../model/ports.ts"
import type { Consultation } from "../model/review.ts"

/** What is kept of a consultation about a whole pull request, so that the model is asked about the next push for what that push changes. */
export interface EarlierReview {
  readonly headSha: string
  readonly consultation: Consultation
  /** What the pull request changed in each file, by path: a digest of the lines it added and deleted, wherever they stood. */
  readonly changes: ReadonlyMap<string, string>
  /** Blob ids at that head, by path. */
  readonly ids: ReadonlyMap<string, string>
}

/** What an earlier review saves the model from looking at again. */
export interface Resumption {
  readonly headSha: string
  /** Nothing is left to look at. */
  readonly isSame: boolean
  /** Changed files that are changed as they were. */
  readonly seen: readonly string[]
  /** What the model alone had found in them, at its present lines. Suggestions are those of the earlier head. */
  readonly carried: readonly Finding[]
}

type Change = Pick<Evidence, "diff" | "head">

/** Takes a complete consultation and what it was about, returns what to keep of it. */
export function keepReview(consultation: Consultation, { diff, head }: Change): EarlierReview {
  const paths = new Set(consultation.findings.flatMap(({ path, trace }) => [path, ...trace.map((step) => step.path)]))
  return {
    headSha: diff.headSha,
    consultation,
    changes: digestFiles(diff),
    ids: new Map([...paths].flatMap((path) => entryOf(head.entries.get(path)?.id, path))),
  }
}

function entryOf(id: string | undefined, path: string): [string, string][] {
  return id === undefined ? [] : [[path, id]]
}

/**
 * Takes an earlier review and the present change, returns what need not be looked at again: files in which the pull request adds and deletes the same
 * lines, whatever became of its base. `null` when less than half of the change is as it was: the model then understands more from the whole.
 */
export function resumeReview(earlier: EarlierReview, { diff, head }: Change): Resumption | null {
  const now = digestFiles(diff)
  const isSeen = ({ path }: ChangedFile) => earlier.changes.get(path) === now.get(path)
  const seen = diff.files.filter(isSeen)
  if (2 * linesIn(seen) < linesIn(diff.files)) return null
  const paths = new Set(seen.map(({ path }) => path))
  const carried = earlier.consultation.findings.flatMap((finding) => {
    if (finding.origin !== "model" || !paths.has(finding.path)) return []
    const here = findAgain(finding, earlier, head)
    return here === null ? [] : [here]
  })
  return { headSha: earlier.headSha, isSame: seen.length === diff.files.length, seen: [...paths], carried }
}

function linesIn(files: readonly ChangedFile[]): number {
  return files.reduce((sum, { additions, deletions }) => sum + additions + deletions, 0)
}

function digestFiles({ files }: Diff): ReadonlyMap<string, string> {
  return new Map(files.map((file) => [file.path, digestFile(file)]))
}

function digestFile({ status, kind, oldPath, newMode, newId, omitted, hunks }: ChangedFile): string {
  const hash = createHash("sha256").update(JSON.stringify([status, kind, oldPath, newMode, omitted]))
  // What has no lines to compare is the same only as a whole.
  if (hunks.length === 0) hash.update(newId)
  for (const { lines } of hunks)
    for (const { kind: side, text } of lines) if (side !== "context") hash.update(`${side === "added" ? "+" : "-"}${text}\n`)
  return hash.digest("base64url")
}

/** The finding where its code stands now; `null` when it cannot be told. Lines move when the base of the pull request does. */
function findAgain(finding: Finding, { ids }: EarlierReview, head: Change["head"]): Finding | null {
  const isUnmoved = (path: string) => ids.get(path) !== undefined && ids.get(path) === head.entries.get(path)?.id
  const keep = (steps: readonly TraceStep[]) => (steps.every(({ path }) => isUnmoved(path)) ? steps : [])
  if (isUnmoved(finding.path)) return { ...finding, trace: keep(finding.trace) }
  const text = head.files.get(finding.path)?.text
  const startLine = text === undefined ? null : lineOf(finding, text)
  if (startLine === null) return null
  return { ...finding, startLine, endLine: startLine + finding.endLine - finding.startLine, trace: [], suggestion: null }
}

function lineOf({ evidence, startLine }: Finding, text: string): number | null {
  const wanted = evidence.split("\n").map((line) => line.trim())
  if (wanted.every((line) => line === "")) return null
  const lines = text.split("\n").map((line) => line.trim())
  const places = [...lines.keys()].filter((at) => wanted.every((line, index) => lines[at + index] === line))
  const nearest = places.toSorted((a, b) => Math.abs(a + 1 - startLine) - Math.abs(b + 1 - startLine))[0]
  return nearest === undefined ? null : nearest + 1
}
