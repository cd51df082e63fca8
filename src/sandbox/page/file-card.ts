import type { DiffLine } from "../../model/diff.ts"
import { renderAnnotation } from "./annotation.ts"
import { fileAnchor, lineAnchor } from "./anchors.ts"
import { renderDiffLines } from "./diff-lines.ts"
import { renderDiffRow } from "./diff-row.ts"
import { type Html, markup } from "./html.ts"
import { type PatchHunk, parsePatch } from "./parse-patch.ts"
import { renderThreadBadges, renderThreadComments } from "./thread.ts"
import type { AnnotationView, FileView, ThreadView } from "./view.ts"

/** What stands in one file's diff besides code. */
export interface PlacedOnFile {
  readonly threads: readonly ThreadView[]
  readonly annotations: readonly { readonly annotation: AnnotationView; readonly from: string }[]
}

interface Card {
  readonly file: FileView
  readonly index: number
  readonly placed: PlacedOnFile
  readonly now: string
}

// A person opens these when they want them; unfolded they would bury the change.
const generated = /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?)$/
const maxUnfoldedLines = 600

/** One changed file: header, file comments, hunks with threads and annotations under their lines, and whatever had no line to stand under. */
export function renderFile(card: Card): Html {
  const { file, index, placed } = card
  const hunks = parsePatch(file.patch ?? "")
  const notes = placed.threads.length + placed.annotations.length
  const folded = notes === 0 && (generated.test(file.path) || file.additions + file.deletions > maxUnfoldedLines)
  return markup`<details class="file card" id="${fileAnchor(index)}"${!folded && markup` open`}><summary><span class="path">${file.oldPath !== null && file.oldPath !== file.path && markup`<span class="soft">${file.oldPath} → </span>`}${file.path}</span>${
    file.status !== "modified" && markup` <span class="badge">${file.status}</span>`
  }${file.additions + file.deletions > 0 && markup`<span class="stat"><span class="plus">+${file.additions}</span> <span class="minus">−${file.deletions}</span></span>`}</summary>
${renderTop(card, hunks)}
${hunks.length === 0 ? markup`<p class="soft no-diff">${whyEmpty(file)}</p>` : markup`<table class="diff"><tbody>${hunks.map((hunk) => renderHunk(hunk, card))}</tbody></table>`}
</details>
`
}

function renderTop(card: Card, hunks: readonly PatchHunk[]): Html {
  const shown = new Set(hunks.flatMap(({ lines }) => lines.flatMap((line) => placesOf(line))))
  const threads = card.placed.threads.filter((thread) => !shown.has(placeOfThread(thread)))
  const annotations = card.placed.annotations.filter(({ annotation }) => !shown.has(`RIGHT ${annotation.endLine}`))
  return markup`${threads.map((thread) => renderThreadHere(thread, card.now, thread.subject === "file" ? "Comment on the whole file" : "Comment outside the shown lines"))}${annotations.map(
    ({ annotation, from }) => renderAnnotation(annotation, { from }),
  )}`
}

function renderHunk(hunk: PatchHunk, card: Card): Html {
  const ranges = card.placed.threads.filter(({ subject }) => subject === "line")
  return markup`<tr class="hunk"><td class="number"></td><td class="number"></td><td class="text">@@ −${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@ ${hunk.heading}</td></tr>
${renderDiffLines(hunk.lines, card.file.path).map((rendered) => {
  const { line } = rendered
  const anchored = ranges.some((thread) => covers(thread, line))
  const id = line.newLine === null ? null : lineAnchor(card.index, line.newLine)
  return markup`${renderDiffRow(rendered, { anchored, id })}${renderUnder(line, card)}`
})}`
}

function renderUnder(line: DiffLine, { placed, now }: Card): Html | null {
  const places = placesOf(line)
  const threads = placed.threads.filter((thread) => places.includes(placeOfThread(thread)))
  const annotations = placed.annotations.filter(({ annotation }) => places.includes(`RIGHT ${annotation.endLine}`))
  if (threads.length + annotations.length === 0) return null
  return markup`<tr class="inline"><td colspan="3">${annotations.map(({ annotation, from }) => renderAnnotation(annotation, { from }))}${threads.map((thread) => renderThreadHere(thread, now, null))}</td></tr>
`
}

function renderThreadHere(thread: ThreadView, now: string, title: string | null): Html {
  const comments = markup`${title !== null && markup`<p class="thread-title soft">${title}</p>`}${renderThreadComments(thread, now)}`
  if (!thread.resolved) return markup`<section class="thread card" id="thread-${thread.id}" aria-label="Thread">${comments}</section>`
  return markup`<details class="thread card" id="thread-${thread.id}"><summary>Thread${renderThreadBadges(thread)}</summary>${comments}</details>`
}

/** A line exists on one side or on both; a thread or annotation stands under it on the side it was written for. */
function placesOf({ oldLine, newLine }: DiffLine): string[] {
  return [oldLine === null ? "" : `LEFT ${oldLine}`, newLine === null ? "" : `RIGHT ${newLine}`].filter((place) => place !== "")
}

function placeOfThread({ subject, side, line }: ThreadView): string {
  return subject === "file" || line === null ? "nowhere" : `${side} ${line}`
}

function covers({ side, startLine, line }: ThreadView, { oldLine, newLine }: DiffLine): boolean {
  const number = side === "LEFT" ? oldLine : newLine
  return number !== null && line !== null && (startLine ?? line) <= number && number <= line
}

function whyEmpty(file: FileView): string {
  if (file.additions + file.deletions > 0) return "Too large to be shown."
  if (file.status === "renamed") return "Renamed without changes."
  return "No text to show: binary, empty, or only its mode changed."
}
