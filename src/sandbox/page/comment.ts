import { type Html, type HtmlValue, markup } from "./html.ts"
import { icon } from "./icons.ts"
import { renderMarkdown } from "./markdown.ts"
import { renderAvatar, renderName } from "./person.ts"
import type { Anchor } from "./suggestion.ts"
import { renderTime } from "./time.ts"
import type { CommentView } from "./view.ts"

/** One comment with author, time, text and reactions; folded when it is minimised. */
export function renderComment(comment: CommentView, now: string, options: { anchor?: Anchor | null; badges?: HtmlValue } = {}): Html {
  const body = markup`<div class="comment-body">
${comment.body.trim() === "" ? markup`<p class="soft">No description provided.</p>` : renderMarkdown(comment.body, options.anchor ?? null)}
${renderReactions(comment)}</div>`
  return markup`<article class="comment" id="comment-${comment.id}">
<header>${renderAvatar(comment.author)}<span class="who">${renderName(comment.author)} <a class="soft" href="#comment-${comment.id}">${renderTime(comment.createdAt, now)}</a>${
    comment.editedAt !== null && markup` <span class="soft">· edited ${renderTime(comment.editedAt, now)}</span>`
  }</span><span class="badges">${options.badges}</span></header>
${comment.minimized === null ? body : markup`<details class="minimized"><summary>Hidden as ${comment.minimized.toLowerCase()}</summary>${body}</details>`}
</article>`
}

/** The badge of the report that the App edits in place. */
export function renderStickyBadge(): Html {
  return markup`<span class="badge sticky-badge">${icon("pin")} report, edited in place</span>`
}

function renderReactions({ reactions }: CommentView): HtmlValue {
  const given = reactions.filter(({ count }) => count > 0)
  if (given.length === 0) return null
  return markup`<ul class="reactions">${given.map(({ emoji, count, by }) => markup`<li title="${by.join(", ")}">${emoji} ${count}</li>`)}</ul>`
}
