import { z } from "zod"
import { parseCommands } from "../commands/parse-commands.ts"
import type { Job } from "../model/job.ts"
import { accept, createHandler, decideBy, ignore } from "./event.ts"
import type { Decision } from "./event.ts"
import { Id, InRepository, pullRequestIdentity, Sender } from "./payload.ts"

const CommentEvent = InRepository.extend({
  action: z.string(),
  sender: Sender,
  comment: z.object({ id: Id, body: z.string().nullish() }),
})
type CommentEvent = z.infer<typeof CommentEvent>

const ConversationEvent = CommentEvent.extend({ issue: z.object({ number: Id, pull_request: z.unknown().optional() }) })
const ReviewThreadEvent = CommentEvent.extend({ pull_request: z.object({ number: Id }) })

/** A comment below a pull request. Plain issues send the same event. */
export const decideIssueComment = decideBy(ConversationEvent, (payload) => {
  if (!payload.issue.pull_request) return ignore("comment on an issue")
  return decideComment(payload, "conversation", payload.issue.number)
})

/** A comment on a line of the diff. */
export const decideReviewComment = decideBy(ReviewThreadEvent, (payload) =>
  decideComment(payload, "review-thread", payload.pull_request.number),
)

export const onIssueComment = createHandler(decideIssueComment)
export const onReviewComment = createHandler(decideReviewComment)

function decideComment(payload: CommentEvent, commentKind: (Job & { kind: "run-command" })["commentKind"], number: number): Decision {
  // An edited comment may have another editor than author, so that its command would be nobody's.
  if (payload.action !== "created") return ignore("comment not new")
  // Our own replies come back as events, and two bots answering each other never stop.
  if (payload.sender.type === "Bot") return ignore("comment of a bot")
  const body = payload.comment.body ?? ""
  if (parseCommands(body).length === 0) return ignore("no command")
  const { id, login } = payload.sender
  return accept({
    kind: "run-command",
    ...pullRequestIdentity(payload, number),
    commentKind,
    commentId: payload.comment.id,
    body,
    sender: { id, login },
  })
}
