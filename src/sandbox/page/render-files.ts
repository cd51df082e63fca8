import { renderAnnotation } from "./annotation.ts"
import { fileAnchor } from "./anchors.ts"
import { type PlacedOnFile, renderFile } from "./file-card.ts"
import { type Html, markup } from "./html.ts"
import { renderPullRequestPage } from "./layout.ts"
import type { FileView, PullRequestView } from "./view.ts"

// More names than this would push the first diff off the screen.
const maxOpenList = 20

// GitHub stops here as well; a page of thousands of diffs would not open.
const maxShownDiffs = 300

/** The files tab, as a whole HTML document. */
export function renderFiles(view: PullRequestView): string {
  const annotations = view.checks.flatMap((check) => check.annotations.map((annotation) => ({ annotation, from: check.name })))
  const placed = (file: FileView): PlacedOnFile => ({
    threads: view.threads.filter(({ path, outdated }) => path === file.path && !outdated),
    annotations: annotations.filter(({ annotation }) => annotation.path === file.path),
  })
  const paths = new Set(view.files.map(({ path }) => path))
  const elsewhere = annotations.filter(({ annotation }) => !paths.has(annotation.path))
  const shown = view.files.map((file, index) => ({ file, index, placed: placed(file), now: view.now }))
  const cards = shown.filter(
    ({ index, placed: { threads, annotations } }) => index < maxShownDiffs || threads.length + annotations.length > 0,
  )
  const content = markup`<div class="with-files">${renderFileList(view, placed)}
<div class="files">${cards.map(renderFile)}
${cards.length < view.files.length && markup`<p class="card empty">${view.files.length - cards.length} more files are changed; their diffs are too many to be shown.</p>`}
${view.files.length === 0 && markup`<p class="card empty">This pull request changes no file.</p>`}
${elsewhere.length > 0 && markup`<section class="card elsewhere"><h2>Annotations on files not changed here</h2>${elsewhere.map(({ annotation, from }) => markup`<h3 class="path">${annotation.path}</h3>${renderAnnotation(annotation, { from })}`)}</section>`}
</div></div>`
  return renderPullRequestPage(view, "files", content)
}

function renderFileList(view: PullRequestView, placed: (file: FileView) => PlacedOnFile): Html {
  const open = view.files.length <= maxOpenList ? markup` open` : null
  return markup`<nav class="file-list" aria-label="Changed files"><details${open}><summary>${view.files.length} file${view.files.length === 1 ? "" : "s"}</summary><ul>${view.files.map(
    (file, index) => {
      const cut = file.path.lastIndexOf("/") + 1
      const notes = placed(file).threads.length + placed(file).annotations.length
      return markup`<li><a href="#${fileAnchor(index)}" title="${file.path}"><span class="folder">${file.path.slice(0, cut)}</span><span class="file-name">${file.path.slice(cut)}</span></a>${notes > 0 && markup`<span class="count" title="comments and annotations">${notes}</span>`}</li>`
    },
  )}</ul></details></nav>`
}
