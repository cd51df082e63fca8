import { mayUse } from "../commands/command.ts"
import { commands } from "../commands/index.ts"
import type { CommandOutcome } from "../commands/command.ts"
import { decideCommands } from "../commands/decide-commands.ts"
import type { CommandJob } from "../model/job.ts"
import type { Enqueue, GitHubDoor, Ledger } from "../model/ports.ts"
import { editedAnswer } from "../report/answers/confirm.ts"
import { openAnswering } from "./answer-command.ts"
import type { Answering, RuleReader } from "./answer-command.ts"
import type { AskingEdges } from "./ask-model.ts"
import type { StudyEdges } from "./study-head.ts"

export interface CommandEdges extends StudyEdges, AskingEdges {
  readonly github: GitHubDoor
  readonly ledger: Ledger
  readonly enqueue: Enqueue
  readonly readRule: RuleReader
  /** The wall clock. */
  readonly now: () => Date
}

/**
 * Answers the `/expert` lines of one comment: a reaction at once, then what was asked for, then one reply with everything there is to say.
 * Repeating it changes nothing but the bill: the reaction and the reply are found again, a review is queued under the comment's own id. `id` is that
 * of the job, `attempt` begins at 1.
 */
export async function runCommand(
  job: CommandJob,
  { id, attempt, signal }: { readonly id: string; readonly attempt: number; readonly signal: AbortSignal },
  edges: CommandEdges,
): Promise<void> {
  const { github, ledger } = edges
  const comment = await github.readComment(job)
  // Deleted: whoever wrote it no longer wants it.
  if (comment === null || comment.author.id !== job.sender.id) return
  // Somebody with write access can put words into another's mouth by editing; what was not said in the event is not done.
  if (comment.body !== job.body) {
    await github.react(job, "confused")
    return github.postReply(job, editedAnswer)
  }
  const [, pullRequest, permission, findings, thread] = await Promise.all([
    github.react(job, "eyes"),
    github.readPullRequest(job),
    github.readPermission(job, job.sender),
    ledger.listFindings(job),
    github.readThreadFinding(job),
  ])
  const isAuthor = pullRequest.author.id === job.sender.id
  const outcomes = decideCommands(job.body, {
    commands,
    state: pullRequest.state,
    permission,
    isAuthor,
    findings,
    thread: thread?.fingerprint ?? null,
  })
  const isTrusted = mayUse("triage", { permission, isAuthor: false })
  await using answering = openAnswering({ job, pullRequest, findings, thread, isTrusted, id, attempt, signal }, edges)
  const answers: string[] = []
  for (const outcome of outcomes) {
    const answer = await answering.answer(outcome)
    if (answer !== null) answers.push(answer)
  }
  if (answers.length > 0) await github.postReply(job, joinAnswers(answers))
  await queueReview(job, outcomes, answering, edges)
}

// One review serves all that was asked for in the comment, and sees what the other commands have changed.
async function queueReview(
  job: CommandJob,
  outcomes: readonly CommandOutcome[],
  answering: Answering,
  { enqueue }: CommandEdges,
): Promise<void> {
  const asked = outcomes.filter((outcome) => outcome.kind === "review")
  if (asked.length === 0 && answering.follows === null) return
  const isAsked = asked.length > 0 || answering.follows === "again"
  const { installationId, repositoryId, owner, name, number } = job
  const full = asked.some((outcome) => outcome.full)
  await enqueue(
    {
      kind: "review-pull-request",
      installationId,
      repositoryId,
      owner,
      name,
      number,
      again: isAsked,
      asked: isAsked,
      ...(full ? { full: true as const } : {}),
    },
    `command/${job.commentKind}/${job.commentId}`,
  )
}

function joinAnswers(answers: readonly string[]): string {
  return [...new Set(answers)].join("\n\n---\n\n")
}
