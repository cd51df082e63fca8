import { type Html, markup } from "./html.ts"
import { highlightLines, languageOf, renderLine } from "./highlight.ts"
import { markChanges } from "./mark-changes.ts"

/** The lines a suggestion would replace, as they stand on the head. */
export interface Anchor {
  readonly path: string
  readonly startLine: number
  readonly lines: readonly string[]
}

/**
 * A `suggestion` fence as the change it proposes: the anchored lines in red, the replacement in green.
 * Takes the fence's content with its final line end, so that an empty fence means "delete the lines".
 */
export function renderSuggestion(content: string, anchor: Anchor | null): Html {
  const replacement = content === "" ? [] : content.replace(/\n$/, "").split("\n")
  const language = anchor === null ? null : languageOf(anchor.path)
  const before = highlightLines(anchor?.lines.join("\n") ?? "", language)
  const after = highlightLines(replacement.join("\n"), language)
  const marks = markChanges(anchor?.lines ?? [], replacement)
  const first = anchor?.startLine ?? 1
  const rows = [
    ...(anchor?.lines ?? []).map((_, index) => renderRow("deleted", first + index, renderLine(before[index] ?? [], marks.deleted[index]))),
    ...replacement.map((_, index) => renderRow("added", first + index, renderLine(after[index] ?? [], marks.added[index]))),
  ]
  return markup`<figure class="suggestion"><figcaption>Suggested change</figcaption><div class="scroll"><table class="diff"><tbody>${rows}</tbody></table></div></figure>`
}

function renderRow(kind: "added" | "deleted", line: number, code: Html): Html {
  return markup`<tr class="${kind}"><td class="number" data-line="${line}"></td><td class="text">${code}</td></tr>`
}
