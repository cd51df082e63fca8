import { lookOf, renderCheckMark } from "./check-status.ts"
import { renderComment, renderStickyBadge } from "./comment.ts"
import { type Html, markup } from "./html.ts"
import { icon } from "./icons.ts"
import { renderPullRequestPage } from "./layout.ts"
import { renderMarkdown } from "./markdown.ts"
import { renderAvatar, renderName } from "./person.ts"
import { renderThread } from "./thread.ts"
import { renderTime } from "./time.ts"
import type { CommitView, PullRequestView, TimelineEntry } from "./view.ts"

/** The tab a pull request opens with, as a whole HTML document. */
export function renderConversation(view: PullRequestView): string {
  return renderPullRequestPage(
    view,
    "conversation",
    markup`<div class="with-aside"><div class="timeline">
${renderComment(view.description, view.now)}
${view.timeline.map((entry) => renderEntry(entry, view))}
${renderLooseThreads(view)}
${renderChecksBox(view)}
</div>${renderAside(view)}</div>`,
  )
}

function renderEntry(entry: TimelineEntry, view: PullRequestView): Html {
  switch (entry.kind) {
    case "comment":
      return renderComment(entry.comment, view.now, { badges: entry.sticky && renderStickyBadge() })
    case "review":
      return renderReview(entry, view)
    case "push":
      return markup`<section class="event"><p>${renderAvatar(entry.actor)} ${renderName(entry.actor)} ${entry.forced ? "force-pushed" : "pushed"} ${entry.commits.length} commit${
        entry.commits.length === 1 ? "" : "s"
      } <span class="soft">${renderTime(entry.at, view.now)}</span></p>${renderCommits(entry.commits)}</section>`
    case "event":
      return markup`<section class="event"><p>${renderAvatar(entry.actor)} ${renderName(entry.actor)} ${entry.what} <span class="soft">${renderTime(entry.at, view.now)}</span></p></section>`
    default:
      return entry satisfies never
  }
}

const reviewWords = {
  COMMENTED: "reviewed",
  APPROVED: "approved these changes",
  CHANGES_REQUESTED: "requested changes",
  DISMISSED: "left a review that was dismissed",
  PENDING: "started a review",
} as const

function renderReview(entry: Extract<TimelineEntry, { kind: "review" }>, view: PullRequestView): Html {
  const threads = view.threads.filter(({ reviewId }) => reviewId === entry.id)
  return markup`<section class="review" id="review-${entry.id}">
<p class="review-title"><span class="node">${icon("eye")}</span>${renderAvatar(entry.author)} <span>${renderName(entry.author)} ${reviewWords[entry.state]} <span class="soft">at <code class="ref">${entry.commitSha.slice(0, 7)}</code> ${renderTime(entry.at, view.now)}</span></span></p>
${entry.body.trim() !== "" && markup`<div class="card review-body">${renderMarkdown(entry.body)}</div>`}
${threads.map((thread) => renderThread(thread, view.now, view.paths.files))}
</section>`
}

// A thread outside any review, or of a review that is not in the timeline, is still something somebody said.
function renderLooseThreads(view: PullRequestView): Html {
  const reviews = new Set(view.timeline.flatMap((entry) => (entry.kind === "review" ? [entry.id] : [])))
  const loose = view.threads.filter(({ reviewId }) => reviewId === null || !reviews.has(reviewId))
  return markup`${loose.map((thread) => renderThread(thread, view.now, view.paths.files))}`
}

function renderCommits(commits: readonly CommitView[]): Html {
  return markup`<ul class="commits">${commits.map(
    ({ sha, message }) => markup`<li><code class="ref">${sha.slice(0, 7)}</code> ${message.split("\n", 1)[0]}</li>`,
  )}</ul>`
}

function renderChecksBox(view: PullRequestView): Html {
  if (view.checks.length === 0)
    return markup`<section class="card checks-box"><p class="soft">No check has reported on <code class="ref">${view.head.sha.slice(0, 7)}</code> yet.</p></section>`
  return markup`<section class="card checks-box" aria-label="Checks"><ul>${view.checks.map(
    (check) =>
      markup`<li>${renderCheckMark(check)}<span><strong>${check.name}</strong> <span class="soft">${lookOf(check).word.toLowerCase()}${check.title !== null && ` · ${check.title}`}</span></span><a href="${view.paths.checks}#check-${check.id}">Details</a></li>`,
  )}</ul></section>`
}

function renderAside(view: PullRequestView): Html {
  const reviewers = new Map(
    view.timeline.flatMap((entry) => (entry.kind === "review" ? [[entry.author.login, entry.author] as const] : [])),
  )
  const unresolved = view.threads.filter(({ resolved, outdated }) => !resolved && !outdated).length
  return markup`<aside>
<h2>Reviewers</h2>
${reviewers.size === 0 ? markup`<p class="soft">None yet</p>` : markup`<ul>${[...reviewers.values()].map((person) => markup`<li>${renderAvatar(person)} ${renderName(person)}</li>`)}</ul>`}
<h2>Open threads</h2><p>${unresolved === 0 ? markup`<span class="soft">None</span>` : markup`<a href="${view.paths.files}">${unresolved} in the diff</a>`}</p>
<h2>Commits</h2>${renderCommits(view.commits)}
<h2>Head</h2><p><code class="ref">${view.head.sha.slice(0, 12)}</code></p>
</aside>`
}
