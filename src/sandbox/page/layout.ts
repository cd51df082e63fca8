import { createHash } from "node:crypto"
import { lookOf, renderCheckMark } from "./check-status.ts"
import { Html, markup } from "./html.ts"
import { icon } from "./icons.ts"
import { renderAvatar, renderName } from "./person.ts"
import { refreshScript } from "./refresh-script.ts"
import { style } from "./style.ts"
import { renderTime } from "./time.ts"
import type { PullRequestState, PullRequestView } from "./view.ts"

/**
 * The header to send with every page: only this style and this script, by their hashes, and only our own server. Whatever
 * hostile markup might slip through would still load, run and send nothing.
 */
export const pageContentSecurityPolicy = [
  "default-src 'none'",
  `style-src '${hashOf(style)}'`,
  `script-src '${hashOf(refreshScript)}'`,
  "connect-src 'self'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ")

const favicon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' fill='%230b6e69'/%3E%3Cpath d='M4 8.5 7 11.5 12 5' fill='none' stroke='white' stroke-width='2'/%3E%3C/svg%3E"

export interface PageFrame {
  readonly title: string
  readonly version: number
  readonly versionPath: string
  readonly indexPath: string
  /** What stands behind the sandbox's name in the top bar. */
  readonly crumb: Html | null
  readonly content: Html
}

/** A whole document around the content. */
export function renderPage({ title, version, versionPath, indexPath, crumb, content }: PageFrame): string {
  const page = markup`<!doctype html>
<html lang="en" data-version="${version}" data-version-path="${versionPath}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="${favicon}">
<style>${new Html(style)}</style>
</head>
<body>
<header class="top"><a class="brand" href="${indexPath}">sandbox</a>${crumb}<span class="live" title="This page follows the pull request by itself">live</span></header>
<main>
${content}
</main>
<script>${new Html(refreshScript)}</script>
</body>
</html>
`
  return page.markup
}

/** A page of one pull request: title, tabs, content. */
export function renderPullRequestPage(view: PullRequestView, tab: "conversation" | "files" | "checks", content: Html): string {
  const names = { conversation: "Conversation", files: "Files changed", checks: "Checks" }
  return renderPage({
    title: `${tab === "conversation" ? "" : `${names[tab]} · `}${view.title} · #${view.number} · ${view.owner}/${view.name}`,
    version: view.version,
    versionPath: view.paths.version,
    indexPath: view.paths.index,
    crumb: markup`<span class="crumb"><span class="owner">${view.owner} /</span> ${view.name}</span>`,
    content: markup`${renderHeading(view)}${renderTabs(view, tab)}<div class="tab tab-${tab}">${content}</div>`,
  })
}

/** "Open", "Draft", "Merged" or "Closed" as a pill. */
export function renderState(state: PullRequestState): Html {
  return markup`<span class="state state-${state}">${icon("branch")} ${state[0]?.toUpperCase()}${state.slice(1)}</span>`
}

function renderHeading(view: PullRequestView): Html {
  const count = view.commits.length
  return markup`<div class="heading">
<h1>${view.title} <span class="soft">#${view.number}</span></h1>
<p class="meta">${renderState(view.state)} <span>${renderAvatar(view.author)} ${renderName(view.author)} wants to merge ${count} commit${count === 1 ? "" : "s"} into <code class="ref">${view.base.label}</code> from <code class="ref">${view.head.label}</code></span> <span class="soft">opened ${renderTime(view.createdAt, view.now)}</span></p>
${view.labels.length > 0 && markup`<ul class="labels">${view.labels.map((label) => markup`<li>${label}</li>`)}</ul>`}
</div>`
}

function renderTabs(view: PullRequestView, current: string): Html {
  const comments =
    view.timeline.filter(({ kind }) => kind === "comment").length + view.threads.reduce((sum, thread) => sum + thread.comments.length, 0)
  const worst = [...view.checks].sort((a, b) => rank(a) - rank(b))[0]
  const additions = view.files.reduce((sum, file) => sum + file.additions, 0)
  const deletions = view.files.reduce((sum, file) => sum + file.deletions, 0)
  const tab = (name: "conversation" | "files" | "checks", words: string, mark: Html, count: number) =>
    markup`<a href="${view.paths[name]}"${name === current && new Html(' aria-current="page"')}>${mark}${words} <span class="count">${count}</span></a>`
  return markup`<nav class="tabs" aria-label="Pull request">
${tab("conversation", "Conversation", icon("comment"), comments)}
${tab("files", "Files changed", icon("file"), view.files.length)}
${tab("checks", "Checks", worst ? renderCheckMark(worst) : icon("check"), view.checks.length)}
<span class="stat"><span class="plus">+${additions}</span> <span class="minus">−${deletions}</span></span>
</nav>`
}

const tones = ["bad", "warn", "busy", "calm", "good"]

function rank(check: Parameters<typeof lookOf>[0]): number {
  return tones.indexOf(lookOf(check).tone)
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`
}
