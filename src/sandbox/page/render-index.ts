import { renderCheckMark } from "./check-status.ts"
import { type Html, markup } from "./html.ts"
import { icon } from "./icons.ts"
import { renderPage, renderState } from "./layout.ts"
import { renderName } from "./person.ts"
import { renderTime } from "./time.ts"
import type { IndexView } from "./view.ts"

type Repository = IndexView["repositories"][number]
type Row = Repository["pullRequests"][number]

/** The page that lists repositories and their pull requests, as a whole HTML document. */
export function renderIndex(view: IndexView): string {
  const content = markup`<div class="heading"><h1>Repositories</h1>
<p class="meta soft">A small GitHub in one process. Everything here lives as long as the sandbox does.</p></div>
${view.repositories.length === 0 && markup`<p class="card empty">No repository yet. This page will show it as soon as there is one.</p>`}
${view.repositories.map((repository) => renderRepository(repository, view.now))}`
  return renderPage({
    title: "Sandbox",
    version: view.version,
    versionPath: view.paths.version,
    indexPath: view.paths.index,
    crumb: null,
    content,
  })
}

function renderRepository(repository: Repository, now: string): Html {
  return markup`<section class="repository"><h2><span class="soft">${repository.owner} /</span> ${repository.name}</h2>
${repository.description !== "" && markup`<p class="soft">${repository.description}</p>`}
<ul class="card rows">${
    repository.pullRequests.length === 0
      ? markup`<li class="soft">No pull request yet.</li>`
      : repository.pullRequests.map((row) => renderRow(row, now))
  }</ul></section>`
}

function renderRow(row: Row, now: string): Html {
  return markup`<li>${renderState(row.state)}<div class="row-main"><a class="row-title" href="${row.path}">${row.title}</a>
<p class="soft">#${row.number} opened ${renderTime(row.createdAt, now)} by ${renderName(row.author)} · <code class="ref">${row.headLabel}</code> into <code class="ref">${row.baseLabel}</code></p></div>
<span class="row-side">${row.checks.map(renderCheckMark)}<span class="soft" title="comments">${icon("comment")} ${row.comments}</span></span></li>`
}
