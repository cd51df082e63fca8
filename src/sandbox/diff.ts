import { runGit } from "./git.ts"

/** One line of a hunk with its numbers on either side, and its place in GitHub's old counting of positions. */
export interface PatchLine {
  readonly kind: "context" | "added" | "deleted"
  readonly oldLine: number | null
  readonly newLine: number | null
  readonly position: number
  /** With its leading marker. */
  readonly raw: string
}

export interface PatchHunk {
  readonly header: string
  readonly lines: readonly PatchLine[]
}

/** A changed file as the REST API tells it. */
export interface FileChange {
  readonly filename: string
  readonly previousFilename: string | null
  readonly status: "added" | "removed" | "modified" | "renamed" | "copied" | "changed"
  /** Blob id at the head, or at the base for a removed file. */
  readonly sha: string
  readonly additions: number
  readonly deletions: number
  /** Hunks without the file header; `null` for binary files, pure renames and mode changes. */
  readonly patch: string | null
}

const statusWords: Readonly<Record<string, FileChange["status"]>> = {
  A: "added",
  D: "removed",
  M: "modified",
  R: "renamed",
  C: "copied",
  T: "changed",
}

/** GitHub leaves the patch of a file out above this many bytes (500 KB a file, "Repository limits"). */
const maxPatchBytes = 500_000

/** Takes two commits; returns the changed files in git's order, computed by git itself. */
export async function diffCommits(directory: string, base: string, head: string): Promise<FileChange[]> {
  const range = ["--no-color", "--no-ext-diff", "--no-textconv", "--find-renames", "--no-abbrev", base, head]
  const [rawOutput, patchOutput] = await Promise.all([
    runGit(directory, ["diff-tree", "-r", "--raw", "-z", ...range]),
    runGit(directory, ["diff-tree", "-r", "-p", "-U3", ...range]),
  ])
  const sections = patchOutput
    .toString()
    .split(/^(?=diff --git )/m)
    .filter((section) => section.startsWith("diff --git "))
  const fields = rawOutput.toString().split("\0")
  const changes: FileChange[] = []
  while (fields.length > 1) {
    const [, , oldId = "", newId = "", letters = ""] = (fields.shift() ?? "").split(" ")
    const letter = letters.charAt(0)
    const first = fields.shift() ?? ""
    const second = letter === "R" || letter === "C" ? (fields.shift() ?? "") : null
    // A type change is printed as a deletion followed by an addition.
    const patches = sections.splice(0, letter === "T" ? 2 : 1).map(cutPatch)
    const patch = patches.filter((part) => part !== null).join("\n") || null
    const lines = patch === null ? [] : parsePatch(patch).flatMap((hunk) => hunk.lines)
    changes.push({
      filename: second ?? first,
      previousFilename: second === null ? null : first,
      status: statusWords[letter] ?? "modified",
      sha: letter === "D" ? oldId : newId,
      additions: lines.filter((line) => line.kind === "added").length,
      deletions: lines.filter((line) => line.kind === "deleted").length,
      patch: patch !== null && Buffer.byteLength(patch) > maxPatchBytes ? null : patch,
    })
  }
  return changes
}

/** Takes two commits; returns the whole diff as text, as the diff media type gives it. */
export async function readDiffText(directory: string, base: string, head: string): Promise<string> {
  return (
    await runGit(directory, ["diff-tree", "-r", "-p", "-U3", "--no-color", "--no-ext-diff", "--no-textconv", "--find-renames", base, head])
  ).toString()
}

// Everything before the first hunk is the file header, which the REST field does not have.
function cutPatch(section: string): string | null {
  const start = section.search(/^@@ /m)
  return start < 0 ? null : section.slice(start).replace(/\n$/, "")
}

/** Takes the hunks of one file; returns them with line numbers. Position 1 is the line below the first header. */
export function parsePatch(patch: string): PatchHunk[] {
  const hunks: { header: string; lines: PatchLine[] }[] = []
  let oldLine = 0
  let newLine = 0
  let position = -1
  for (const raw of patch.split("\n")) {
    const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(raw)
    position += 1
    if (header !== null) {
      oldLine = Number(header[1])
      newLine = Number(header[2])
      hunks.push({ header: raw, lines: [] })
      continue
    }
    const lines = hunks.at(-1)?.lines
    if (lines === undefined) continue
    if (raw.startsWith("+")) lines.push({ kind: "added", oldLine: null, newLine: newLine++, position, raw })
    else if (raw.startsWith("-")) lines.push({ kind: "deleted", oldLine: oldLine++, newLine: null, position, raw })
    else if (!raw.startsWith("\\")) lines.push({ kind: "context", oldLine: oldLine++, newLine: newLine++, position, raw })
  }
  return hunks
}
