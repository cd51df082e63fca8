import { decideCommands } from "../commands/decide-commands.ts"
import { commands } from "../commands/index.ts"
import type { CommandJob, ReviewJob } from "../model/job.ts"
import type { Enqueue, GitHubDoor } from "../model/ports.ts"

export interface CommandEdges {
  readonly github: GitHubDoor
  readonly enqueue: Enqueue
}

/**
 * Answers the `/expert` lines of one comment: a reaction at once, then a reply, a review, or both.
 * Repeating it changes nothing: the reaction and the reply are found again, the review is queued under the comment's own id.
 */
export async function runCommand(job: CommandJob, { github, enqueue }: CommandEdges): Promise<void> {
  const [pullRequest, permission, comment] = await Promise.all([
    github.readPullRequest(job),
    github.readPermission(job, job.sender.login),
    github.readComment(job),
  ])
  // Somebody with write access can put words into another's mouth by editing; what was not said in the event is not done.
  if (comment === null || comment.author.id !== job.sender.id || comment.body !== job.body) return
  await github.react(job, "eyes")
  const isAuthor = pullRequest.author.id === job.sender.id
  const outcome = decideCommands(job.body, { commands, state: pullRequest.state, permission, isAuthor })
  if (outcome.reply !== null) await github.postReply(job, outcome.reply)
  if (outcome.review !== null) await enqueue(toReview(job), `command/${job.commentKind}/${job.commentId}`)
}

function toReview({ installationId, repositoryId, owner, name, number }: CommandJob): ReviewJob {
  return { kind: "review-pull-request", installationId, repositoryId, owner, name, number, again: true, asked: true }
}
