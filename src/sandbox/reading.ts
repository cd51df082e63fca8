import type { CheckRun, IssueComment, PullRequest, Reaction, Review, ReviewComment } from "./records.ts"
import type { World } from "./world.ts"
import { select } from "./world.ts"

/** One thread with where it stands now. */
interface ThreadReading {
  readonly id: number
  readonly path: string
  readonly subjectType: "line" | "file"
  readonly side: "LEFT" | "RIGHT"
  /** At the current head; `null` when outdated or on the file. */
  readonly line: number | null
  readonly startLine: number | null
  readonly isResolved: boolean
  readonly isOutdated: boolean
  readonly comments: readonly ReviewComment[]
}

/** Everything written on a pull request, for tests and summaries. Oldest first. */
export interface PullRequestReading {
  readonly pullRequest: PullRequest
  readonly comments: readonly IssueComment[]
  readonly reviews: readonly Review[]
  readonly threads: readonly ThreadReading[]
  /** Of every head there was. */
  readonly checkRuns: readonly CheckRun[]
  readonly reactions: readonly Reaction[]
}

/** Takes a pull request; returns what is on it now. */
export function readPullRequest(world: World, pullRequest: PullRequest): PullRequestReading {
  const comments = select(
    world.issueComments,
    (comment) => comment.repositoryId === pullRequest.repositoryId && comment.number === pullRequest.number,
  )
  const reviewComments = select(world.reviewComments, (comment) => comment.pullRequestId === pullRequest.id)
  const heads = new Set([
    pullRequest.head.sha,
    ...pullRequest.history.flatMap((entry) => (entry.kind === "push" ? [entry.before, entry.after] : [])),
  ])
  const subjects = new Set([...comments, ...reviewComments].map((comment) => comment.id))
  return {
    pullRequest,
    comments,
    reviews: select(world.reviews, (review) => review.pullRequestId === pullRequest.id),
    threads: select(world.threads, (thread) => thread.pullRequestId === pullRequest.id).flatMap((thread) => {
      const own = reviewComments.filter((comment) => comment.threadId === thread.id)
      return own[0] === undefined ? [] : [readThread(thread.id, thread.resolvedBy !== null, own[0], own)]
    }),
    checkRuns: select(world.checkRuns, (run) => run.repositoryId === pullRequest.repositoryId && heads.has(run.headSha)),
    reactions: select(world.reactions, (reaction) => subjects.has(reaction.subjectId)),
  }
}

function readThread(id: number, isResolved: boolean, root: ReviewComment, comments: readonly ReviewComment[]): ThreadReading {
  return {
    id,
    path: root.path,
    subjectType: root.subjectType,
    side: root.original?.side ?? "RIGHT",
    line: root.current?.line ?? null,
    startLine: root.current?.startLine ?? null,
    isResolved,
    isOutdated: root.subjectType === "line" && root.current === null,
    comments,
  }
}
