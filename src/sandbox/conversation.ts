import type { Newsroom } from "./events.ts"
import { announceIssueComment } from "./events.ts"
import { requireShortBody, validationFailed } from "./reply.ts"
import type { IssueComment, Reaction, ReactionContent, User } from "./records.ts"

/** Adds a comment to the conversation of an issue or pull request. */
export function addIssueComment(
  news: Newsroom,
  { repositoryId, number, author, body }: { repositoryId: number; number: number; author: User; body: string },
): IssueComment {
  const { world } = news.scene
  if (body.trim() === "")
    throw validationFailed({ resource: "IssueComment", code: "unprocessable", field: "data", message: "Body cannot be blank" })
  requireShortBody("IssueComment", body)
  const now = world.clock.iso()
  const comment: IssueComment = { id: world.nextId(), repositoryId, number, author, body, createdAt: now, updatedAt: now, minimized: null }
  world.issueComments.set(comment.id, comment)
  const pullRequest = world.findPullRequest(repositoryId, number)
  if (pullRequest !== undefined) pullRequest.updatedAt = now
  announceIssueComment(news, { comment, action: "created", sender: author })
  return comment
}

/** Edits a comment; who edits it need not be who wrote it. */
export function editIssueComment(news: Newsroom, comment: IssueComment, body: string, sender: User): void {
  requireShortBody("IssueComment", body)
  const changes = { body: { from: comment.body } }
  comment.body = body
  comment.updatedAt = news.scene.world.clock.iso()
  announceIssueComment(news, { comment, action: "edited", sender, extra: { changes } })
}

/** Adds a reaction once; a second one of the same person and kind is the first one again. */
export function addReaction(
  news: Newsroom,
  reaction: { readonly subject: Reaction["subject"]; readonly subjectId: number; readonly user: User; readonly content: ReactionContent },
): { readonly reaction: Reaction; readonly isNew: boolean } {
  const { world } = news.scene
  const known = world.reactions
    .values()
    .find(
      (other) =>
        other.subject === reaction.subject &&
        other.subjectId === reaction.subjectId &&
        other.user.id === reaction.user.id &&
        other.content === reaction.content,
    )
  if (known !== undefined) return { reaction: known, isNew: false }
  const added = { ...reaction, id: world.nextId(), createdAt: world.clock.iso() }
  world.reactions.set(added.id, added)
  return { reaction: added, isNew: true }
}
