import type { DiffLine } from "../../model/diff.ts"
import { renderComment } from "./comment.ts"
import { renderDiffLines } from "./diff-lines.ts"
import { renderDiffRow } from "./diff-row.ts"
import { type Html, markup } from "./html.ts"
import { icon } from "./icons.ts"
import { parsePatch } from "./parse-patch.ts"
import type { Anchor } from "./suggestion.ts"
import type { ThreadView } from "./view.ts"

// As many lines as GitHub shows above the line that is talked about.
const contextLines = 3

/** A thread as the conversation shows it: where, the code above it, the comments. A resolved one is folded. */
export function renderThread(thread: ThreadView, now: string, filesPath: string): Html {
  const place = thread.subject === "file" ? "on the file" : saySpan(thread)
  const heading = markup`<span class="path">${thread.path}</span> <span class="soft">${place}</span>${renderThreadBadges(thread)}`
  const link = markup`<a class="to-diff" href="${filesPath}#thread-${thread.id}">View in diff</a>`
  const content = markup`${renderContext(thread)}${renderThreadComments(thread, now)}`
  if (thread.resolved) return markup`<details class="thread card"><summary>${heading}</summary>${content}</details>`
  return markup`<section class="thread card" aria-label="Thread on ${thread.path}"><header>${heading}${!thread.outdated && link}</header>${content}</section>`
}

/** The comments alone, as they stand under their line in the diff. */
export function renderThreadComments(thread: ThreadView, now: string): Html {
  const anchor = anchorOf(thread)
  return markup`<div class="thread-comments">${thread.comments.map((comment) => renderComment(comment, now, { anchor }))}</div>`
}

export function renderThreadBadges(thread: ThreadView): Html {
  return markup`${thread.outdated && markup` <span class="badge">outdated</span>`}${thread.resolved && markup` <span class="badge good">${icon("check")} resolved</span>`}`
}

/** "line 12", "lines 10 to 12", and on which side where that is not the head. */
function saySpan(thread: ThreadView): string {
  const { first, last } = spanOf(thread)
  const lines = first === last ? `line ${last}` : `lines ${first} to ${last}`
  return thread.side === "LEFT" ? `${lines}, before the change` : lines
}

function renderContext(thread: ThreadView): Html | null {
  const lines = parsePatch(thread.diffHunk).at(-1)?.lines ?? []
  if (lines.length === 0) return null
  const firstAnchored = lines.findIndex((line) => isAnchored(line, thread))
  const start = Math.max(0, (firstAnchored < 0 ? lines.length - 1 : firstAnchored) - contextLines)
  // The whole hunk is coloured, not only the visible end, because a string may begin above.
  const visible = renderDiffLines(lines, thread.path).slice(start)
  return markup`<div class="scroll"><table class="diff"><tbody>${visible.map((rendered) =>
    renderDiffRow(rendered, { anchored: isAnchored(rendered.line, thread) }),
  )}</tbody></table></div>`
}

function anchorOf(thread: ThreadView): Anchor | null {
  if (thread.subject === "file" || thread.side === "LEFT") return null
  const lines = parsePatch(thread.diffHunk).at(-1)?.lines ?? []
  const anchored = lines.filter((line) => line.kind !== "deleted" && isAnchored(line, thread))
  return { path: thread.path, startLine: spanOf(thread).first, lines: anchored.map(({ text }) => text) }
}

function isAnchored(line: DiffLine, thread: ThreadView): boolean {
  const { first, last } = spanOf(thread)
  const number = thread.side === "LEFT" ? line.oldLine : line.newLine
  return number !== null && first <= number && number <= last
}

// The hunk was cut when the comment was written, so its line numbers are the original ones.
function spanOf(thread: ThreadView): { first: number; last: number } {
  const last = thread.originalLine ?? thread.line ?? 0
  return { first: (thread.originalLine === null ? thread.startLine : thread.originalStartLine) ?? last, last }
}
