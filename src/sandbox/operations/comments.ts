import { requireAuthor } from "../actor.ts"
import { addIssueComment, addReaction, editIssueComment } from "../conversation.ts"
import { announceIssueComment } from "../events.ts"
import type { Operation, RepositoryCall } from "../operation.ts"
import { numberParameter, repositoryOperation } from "../operation.ts"
import { replyPage } from "../paging.ts"
import { Refusal, notFound, reply } from "../reply.ts"
import { renderIssueComment, renderReaction } from "../representations/comment.ts"
import { requireReviewComment } from "../reviews.ts"
import type { IssueComment, ReactionContent } from "../records.ts"
import { select } from "../world.ts"
import { requireSubject } from "./pulls.ts"

/** Writing to a pull request's conversation needs the right to its pull requests; issues alone are not enough. */
const reading = ["issues=read", "pull_requests=read"]
const writing = ["issues=write", "pull_requests=write"]

/** The conversation of a pull request, and reactions. */
export const commentOperations: readonly Operation[] = [
  repositoryOperation("issues/list-comments", reading, (call) => {
    const subject = requireSubject(call)
    const since = call.query.get("since")
    const comments = select(
      call.world.issueComments,
      (comment) =>
        comment.repositoryId === call.repository.id && comment.number === subject.number && (since === null || comment.updatedAt >= since),
    )
    return replyPage(call, comments, (page) => page.map((comment) => renderIssueComment(call, comment)))
  }),

  repositoryOperation("issues/create-comment", writing, (call) => {
    const subject = requireSubject(call)
    requireConversationRight(call, "head" in subject)
    const { body } = call.body as { body: string }
    const comment = addIssueComment(call.news, {
      repositoryId: call.repository.id,
      number: subject.number,
      author: requireAuthor(call.world, call.actor),
      body,
    })
    return reply(201, renderIssueComment(call, comment))
  }),

  repositoryOperation("issues/get-comment", reading, (call) => reply(200, renderIssueComment(call, requireIssueComment(call)))),

  repositoryOperation("issues/update-comment", writing, (call) => {
    const comment = requireIssueComment(call)
    requireConversationRight(call, call.world.findPullRequest(call.repository.id, comment.number) !== undefined)
    editIssueComment(call.news, comment, (call.body as { body: string }).body, requireAuthor(call.world, call.actor))
    return reply(200, renderIssueComment(call, comment))
  }),

  repositoryOperation("issues/delete-comment", writing, (call) => {
    const comment = requireIssueComment(call)
    announceIssueComment(call.news, { comment, action: "deleted", sender: requireAuthor(call.world, call.actor) })
    call.world.issueComments.delete(comment.id)
    return reply(204, null)
  }),

  repositoryOperation("reactions/list-for-issue-comment", reading, (call) => {
    const comment = requireIssueComment(call)
    const reactions = select(call.world.reactions, (reaction) => reaction.subject === "issue-comment" && reaction.subjectId === comment.id)
    return replyPage(call, reactions, (page) => page.map((reaction) => renderReaction(call, reaction)))
  }),

  repositoryOperation("reactions/create-for-issue-comment", ["pull_requests=write"], (call) =>
    react(call, "issue-comment", requireIssueComment(call).id),
  ),

  repositoryOperation("reactions/delete-for-issue-comment", ["pull_requests=write"], (call) => {
    requireIssueComment(call)
    if (!call.world.reactions.delete(numberParameter(call, "reaction_id"))) throw notFound()
    return reply(204, null)
  }),

  repositoryOperation("reactions/create-for-pull-request-review-comment", ["pull_requests=write"], (call) => {
    const author = requireAuthor(call.world, call.actor)
    return react(
      call,
      "review-comment",
      requireReviewComment(call.world, call.repository.id, numberParameter(call, "comment_id"), author).id,
    )
  }),
]

function react(call: RepositoryCall, subject: "issue-comment" | "review-comment", subjectId: number): ReturnType<typeof reply> {
  const { content } = call.body as { content: ReactionContent }
  const { reaction, isNew } = addReaction(call.news, { subject, subjectId, user: requireAuthor(call.world, call.actor), content })
  return reply(isNew ? 201 : 200, renderReaction(call, reaction))
}

function requireIssueComment(call: RepositoryCall): IssueComment {
  const comment = call.world.issueComments.get(numberParameter(call, "comment_id"))
  if (comment === undefined || comment.repositoryId !== call.repository.id) throw notFound()
  return comment
}

function requireConversationRight(call: RepositoryCall, isPullRequest: boolean): void {
  if (call.actor.kind !== "installation") return
  const permission = isPullRequest ? "pull_requests" : "issues"
  if (call.actor.token.permissions[permission] === "write") return
  throw new Refusal(403, "Resource not accessible by integration", { headers: { "x-accepted-github-permissions": writing.join("; ") } })
}
