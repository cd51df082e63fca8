import { type Html, markup } from "./html.ts"
import type { RenderedLine } from "./diff-lines.ts"

/** One line of a diff; numbers are drawn by the style sheet, so that copying code copies only code. */
export function renderDiffRow({ line, code }: RenderedLine, options: { anchored?: boolean; id?: string | null } = {}): Html {
  const identity = options.id ? markup` id="${options.id}"` : null
  return markup`<tr class="${line.kind}${options.anchored ? " anchored" : ""}"${identity}><td class="number" data-line="${line.oldLine ?? ""}"></td><td class="number" data-line="${line.newLine ?? ""}"></td><td class="text">${code}</td></tr>
`
}
