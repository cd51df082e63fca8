import { type Html, markup } from "./html.ts"
import { icon } from "./icons.ts"
import type { AnnotationView } from "./view.ts"

const tones = { notice: "calm", warning: "warn", failure: "bad" } as const

/** One annotation; `from` names the check where the page around it does not. */
export function renderAnnotation(annotation: AnnotationView, options: { from?: string; href?: string } = {}): Html {
  const { startLine, endLine } = annotation
  const place = markup`${startLine === endLine ? `line ${startLine}` : `lines ${startLine} to ${endLine}`}`
  return markup`<div class="annotation ${tones[annotation.level]}">
<p class="annotation-title">${icon(annotation.level === "notice" ? "dash" : "warning")}<strong>${annotation.title ?? annotation.level}</strong> <span class="soft">${
    options.href === undefined ? place : markup`<a href="${options.href}">${place}</a>`
  }${options.from !== undefined && ` · ${options.from}`}</span></p>
<p class="annotation-message">${annotation.message}</p></div>
`
}
