import type { FileChange, PatchHunk, PatchLine } from "./diff.ts"
import { parsePatch } from "./diff.ts"
import { runGit } from "./git.ts"
import { unprocessable, validationFailed } from "./reply.ts"
import type { Anchor } from "./records.ts"

/** The anchor as a request writes it. */
export interface RequestedAnchor {
  readonly path: string
  readonly line?: number | undefined
  readonly side?: string | undefined
  readonly start_line?: number | undefined
  readonly start_side?: string | undefined
  /** GitHub's older way: the number of the line below the first hunk header. */
  readonly position?: number | undefined
}

export interface PlacedAnchor {
  readonly anchor: Anchor
  readonly position: number
  /** The header and the lines of the hunk up to the anchor. */
  readonly diffHunk: string
}

type Side = "LEFT" | "RIGHT"

/** Takes an anchor and the pull request's real diff; returns where it lands. Refuses, in GitHub's words, what is outside of it. */
export function placeAnchor(requested: RequestedAnchor, files: readonly FileChange[]): PlacedAnchor {
  const file = files.find((candidate) => candidate.filename === requested.path)
  if (file === undefined) throw unprocessable("Path could not be resolved")
  const hunks = file.patch === null ? [] : parsePatch(file.patch)
  if (requested.line === undefined && requested.position !== undefined) return placePosition(requested.position, hunks)
  if (requested.line === undefined) throw unprocessable("Line could not be resolved")
  const side = readSide(requested.side)
  const hit = findLine(hunks, side, requested.line)
  if (hit === null) throw unprocessable("Line could not be resolved")
  if (requested.start_line === undefined) {
    return {
      anchor: { side, line: requested.line, startLine: null, startSide: null },
      position: hit.line.position,
      diffHunk: cutHunk(hit.hunk, hit.line),
    }
  }
  const startSide = requested.start_side === undefined ? side : readSide(requested.start_side)
  const start = findLine(hunks, startSide, requested.start_line)
  if (start === null) throw unprocessable("Start line could not be resolved")
  if (start.hunk !== hit.hunk) throw unprocessable("Pull request review thread start line must be part of the same hunk as the line.")
  if (start.line.position >= hit.line.position) throw unprocessable("Pull request review thread start line must precede the end line.")
  return {
    anchor: { side, line: requested.line, startLine: requested.start_line, startSide },
    position: hit.line.position,
    diffHunk: cutHunk(hit.hunk, hit.line),
  }
}

/** Takes an anchor written at one commit; returns where the same line stands at another, or `null` when it changed. */
export async function carryAnchor(
  gitDirectory: string,
  { anchor, path, from, to }: { anchor: Anchor; path: string; from: string; to: string },
): Promise<Anchor | null> {
  // A deleted line belongs to the merge base, which a push does not move.
  if (anchor.side === "LEFT" || from === to) return anchor
  const text = (await runGit(gitDirectory, ["diff-tree", "-r", "-p", "-U0", "--text", "--no-ext-diff", from, to, "--", path])).toString()
  let shift = 0
  const first = anchor.startLine ?? anchor.line
  for (const match of text.matchAll(/^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@/gm)) {
    const removed = Number(match[2] ?? 1)
    const added = Number(match[3] ?? 1)
    // With nothing removed the header names the line before the insertion.
    const start = removed === 0 ? Number(match[1]) + 1 : Number(match[1])
    if (start > anchor.line) break
    if (start + removed > first || (removed === 0 && start > first)) return null
    shift += added - removed
  }
  return { ...anchor, line: anchor.line + shift, startLine: anchor.startLine === null ? null : anchor.startLine + shift }
}

function readSide(text: string | undefined): Side {
  if (text === undefined) return "RIGHT"
  if (text !== "LEFT" && text !== "RIGHT") throw validationFailed({ resource: "PullRequestReviewComment", code: "invalid", field: "side" })
  return text
}

function placePosition(position: number, hunks: readonly PatchHunk[]): PlacedAnchor {
  for (const hunk of hunks) {
    const line = hunk.lines.find((candidate) => candidate.position === position)
    if (line === undefined) continue
    const side = line.kind === "deleted" ? "LEFT" : "RIGHT"
    return {
      anchor: { side, line: (side === "LEFT" ? line.oldLine : line.newLine) ?? 0, startLine: null, startSide: null },
      position,
      diffHunk: cutHunk(hunk, line),
    }
  }
  throw unprocessable("Position could not be resolved")
}

function findLine(hunks: readonly PatchHunk[], side: Side, number: number): { readonly hunk: PatchHunk; readonly line: PatchLine } | null {
  for (const hunk of hunks) {
    const line = hunk.lines.find((candidate) => (side === "LEFT" ? candidate.oldLine : candidate.newLine) === number)
    if (line !== undefined) return { hunk, line }
  }
  return null
}

function cutHunk(hunk: PatchHunk, last: PatchLine): string {
  return [hunk.header, ...hunk.lines.filter((line) => line.position <= last.position).map((line) => line.raw)].join("\n")
}
