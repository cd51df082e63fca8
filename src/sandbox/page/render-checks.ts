import { renderAnnotation } from "./annotation.ts"
import { fileAnchor, lineAnchor } from "./anchors.ts"
import { lookOf, renderCheckMark } from "./check-status.ts"
import { type Html, markup } from "./html.ts"
import { renderPullRequestPage } from "./layout.ts"
import { renderMarkdown } from "./markdown.ts"
import { renderTime, sayDuration } from "./time.ts"
import type { AnnotationView, CheckView, PullRequestView } from "./view.ts"

/** The checks tab, as a whole HTML document. */
export function renderChecks(view: PullRequestView): string {
  const content =
    view.checks.length === 0
      ? markup`<p class="card empty">No check has reported on <code class="ref">${view.head.sha.slice(0, 7)}</code> yet.</p>`
      : markup`${view.checks.length > 1 && renderList(view.checks)}${view.checks.map((check) => renderCheck(check, view))}`
  return renderPullRequestPage(view, "checks", content)
}

function renderList(checks: readonly CheckView[]): Html {
  return markup`<ul class="card check-list">${checks.map((check) => markup`<li>${renderCheckMark(check)}<a href="#check-${check.id}">${check.name}</a> <span class="soft">${lookOf(check).word}</span></li>`)}</ul>`
}

function renderCheck(check: CheckView, view: PullRequestView): Html {
  const look = lookOf(check)
  const duration = sayDuration(check.startedAt, check.completedAt)
  return markup`<article class="check card" id="check-${check.id}">
<header>${renderCheckMark(check)}<div class="check-name"><h2>${check.name}</h2><p class="soft">${check.app} · at <code class="ref">${check.headSha.slice(0, 7)}</code>${
    check.startedAt !== null && markup` · started ${renderTime(check.startedAt, view.now)}`
  }${duration !== null && ` · took ${duration}`}</p></div><span class="verdict ${look.tone}">${look.word}</span>
${check.actions.length > 0 && markup`<div class="actions">${check.actions.map(({ label, description }) => markup`<button type="button" disabled title="${description}">${label}</button>`)}</div>`}</header>
<div class="check-body">
${check.title !== null && markup`<h3 class="check-title">${check.title}</h3>`}
${check.summary !== null && renderMarkdown(check.summary)}
${check.text !== null && markup`<div class="check-text">${renderMarkdown(check.text)}</div>`}
${check.annotations.length > 0 && renderAnnotations(check.annotations, view)}
${check.title === null && check.summary === null && markup`<p class="soft">Nothing to read yet.</p>`}
</div></article>`
}

function renderAnnotations(annotations: readonly AnnotationView[], view: PullRequestView): Html {
  const byPath = Map.groupBy(annotations, ({ path }) => path)
  return markup`<section class="annotations"><h3>Annotations <span class="count">${annotations.length}</span></h3>
${[...byPath].map(([path, list]) => {
  const index = view.files.findIndex((file) => file.path === path)
  const heading = index < 0 ? markup`${path}` : markup`<a href="${view.paths.files}#${fileAnchor(index)}">${path}</a>`
  return markup`<h4 class="path">${heading}</h4>${list.map((annotation) =>
    renderAnnotation(annotation, index < 0 ? {} : { href: `${view.paths.files}#${lineAnchor(index, annotation.endLine)}` }),
  )}`
})}</section>`
}
