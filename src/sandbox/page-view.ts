import { parseMarker } from "../model/marker.ts"
import type { FileChange } from "./diff.ts"
import { readCommit } from "./representations/commit.ts"
import { readChanges, readCommitIds } from "./representations/pull-request.ts"
import { readGit } from "./git.ts"
import type {
  CheckView,
  CommentView,
  CommitView,
  FileView,
  IndexView,
  Person,
  PullRequestState,
  PullRequestView,
  Reaction,
  ThreadView,
  TimelineEntry,
} from "./page/view.ts"
import type { CheckRun, IssueComment, PullRequest, Repository, ReviewComment, User } from "./records.ts"
import type { World } from "./world.ts"
import { fullName, select } from "./world.ts"

const emojis = { "+1": "👍", "-1": "👎", laugh: "😄", confused: "😕", heart: "❤️", hooray: "🎉", rocket: "🚀", eyes: "👀" } as const

const versionPath = "/version"

/** Takes the world; returns what the first page lists. */
export function viewIndex(world: World): IndexView {
  return {
    paths: { index: "/", version: versionPath },
    version: world.version,
    now: world.clock.iso(),
    repositories: [...world.repositories.values()].map((repository) => ({
      owner: repository.owner.login,
      name: repository.name,
      description: repository.description ?? "",
      pullRequests: select(world.pullRequests, (pullRequest) => pullRequest.repositoryId === repository.id)
        .toReversed()
        .map((pullRequest) => ({
          number: pullRequest.number,
          title: pullRequest.title,
          state: viewState(pullRequest),
          author: viewPerson(pullRequest.author),
          createdAt: pullRequest.createdAt,
          headLabel: headLabel(world, pullRequest),
          baseLabel: pullRequest.base.ref,
          comments: select(
            world.issueComments,
            (comment) => comment.repositoryId === repository.id && comment.number === pullRequest.number,
          ).length,
          checks: latestRuns(world, pullRequest).map(({ name, status, conclusion }) => ({ name, status, conclusion })),
          path: pathOf(repository, pullRequest),
        })),
    })),
  }
}

/** Takes a pull request; returns everything its pages show, with the diff computed by git. */
export async function viewPullRequest(world: World, pullRequest: PullRequest): Promise<PullRequestView> {
  const repository = world.repositoryOf(pullRequest)
  const path = pathOf(repository, pullRequest)
  const [files, commits] = await Promise.all([
    readChanges({ world }, pullRequest),
    readCommitIds(repository, pullRequest).then((ids) => viewCommits(repository, ids)),
  ])
  return {
    paths: { index: "/", conversation: path, files: `${path}/files`, checks: `${path}/checks`, version: versionPath },
    version: world.version,
    now: world.clock.iso(),
    owner: repository.owner.login,
    name: repository.name,
    number: pullRequest.number,
    title: pullRequest.title,
    state: viewState(pullRequest),
    author: viewPerson(pullRequest.author),
    createdAt: pullRequest.createdAt,
    labels: pullRequest.labels,
    base: { label: pullRequest.base.ref, sha: pullRequest.base.sha },
    head: { label: headLabel(world, pullRequest), sha: pullRequest.head.sha },
    description: {
      id: pullRequest.id,
      author: viewPerson(pullRequest.author),
      createdAt: pullRequest.createdAt,
      editedAt: null,
      body: pullRequest.body ?? "",
      reactions: [],
      minimized: null,
    },
    commits,
    timeline: await viewTimeline(world, repository, pullRequest),
    threads: viewThreads(world, pullRequest),
    files: files.map(viewFile),
    checks: latestRuns(world, pullRequest).map((run) => viewCheck(world, run)),
  }
}

function viewState(pullRequest: PullRequest): PullRequestState {
  if (pullRequest.merged) return "merged"
  return pullRequest.state === "closed" ? "closed" : pullRequest.draft ? "draft" : "open"
}

function viewPerson(user: User): Person {
  return { login: user.login, isBot: user.type === "Bot" }
}

function headLabel(world: World, pullRequest: PullRequest): string {
  return pullRequest.head.repositoryId === world.repositoryOf(pullRequest).id
    ? pullRequest.head.ref
    : `${pullRequest.head.ownerLogin}:${pullRequest.head.ref}`
}

function pathOf(repository: Repository, pullRequest: PullRequest): string {
  return `/${fullName(repository)}/pull/${pullRequest.number}`
}

async function viewCommits(repository: Repository, ids: readonly string[]): Promise<CommitView[]> {
  const commits = await Promise.all(ids.map((id) => readCommit(repository, id)))
  return commits.map((commit) => ({ sha: commit.sha, message: commit.message, author: commit.author.name, at: commit.author.date }))
}

async function viewTimeline(world: World, repository: Repository, pullRequest: PullRequest): Promise<TimelineEntry[]> {
  const comments = select(world.issueComments, (comment) => comment.repositoryId === repository.id && comment.number === pullRequest.number)
  // The review that GitHub makes around an answer in a thread has nothing to say by itself.
  const reviews = select(
    world.reviews,
    (review) =>
      review.pullRequestId === pullRequest.id && (review.body !== "" || review.state !== "COMMENTED" || startsThread(world, review.id)),
  )
  const happened = await Promise.all(
    pullRequest.history.map(async (entry): Promise<TimelineEntry> => {
      if (entry.kind === "event") return { kind: "event", actor: viewPerson(entry.actor), at: entry.at, what: entry.what }
      const ids = (
        await readGit(repository.gitDirectory, [
          "rev-list",
          "--reverse",
          "--max-count=250",
          entry.after,
          `^${entry.before}`,
          `^${pullRequest.base.sha}`,
        ])
      )
        .split("\n")
        .filter((id) => id !== "")
      return {
        kind: "push",
        actor: viewPerson(entry.actor),
        at: entry.at,
        commits: await viewCommits(repository, ids),
        forced: entry.forced,
      }
    }),
  )
  const entries: TimelineEntry[] = [
    ...happened,
    ...comments.map((comment): TimelineEntry => ({
      kind: "comment",
      comment: viewComment(world, comment, "issue-comment"),
      sticky: comment.author.type === "Bot" && parseMarker(comment.body)?.kind === "report",
    })),
    ...reviews.map((review): TimelineEntry => ({
      kind: "review",
      id: review.id,
      author: viewPerson(review.author),
      at: review.submittedAt ?? review.updatedAt,
      state: review.state,
      body: review.body,
      commitSha: review.commitSha,
    })),
  ]
  // Times are whole seconds; within one, a review comes before the report that sums it up.
  return entries.toSorted((a, b) => momentOf(a).localeCompare(momentOf(b)) || Number(a.kind === "comment") - Number(b.kind === "comment"))
}

function startsThread(world: World, reviewId: number): boolean {
  return world.reviewComments.values().some((comment) => comment.reviewId === reviewId && comment.inReplyToId === null)
}

function momentOf(entry: TimelineEntry): string {
  return entry.kind === "comment" ? entry.comment.createdAt : entry.at
}

function viewThreads(world: World, pullRequest: PullRequest): ThreadView[] {
  return select(world.threads, (thread) => thread.pullRequestId === pullRequest.id).flatMap((thread): ThreadView[] => {
    const comments = select(world.reviewComments, (comment) => comment.threadId === thread.id)
    const root = comments[0]
    if (root === undefined) return []
    return [
      {
        id: root.id,
        reviewId: root.reviewId,
        path: root.path,
        subject: root.subjectType,
        side: root.original?.side ?? "RIGHT",
        line: root.current?.line ?? null,
        startLine: root.current?.startLine ?? null,
        originalLine: root.original?.line ?? null,
        originalStartLine: root.original?.startLine ?? null,
        diffHunk: root.diffHunk,
        outdated: root.subjectType === "line" && root.current === null,
        resolved: thread.resolvedBy !== null,
        comments: comments.map((comment) => viewComment(world, comment, "review-comment")),
      },
    ]
  })
}

function viewComment(world: World, comment: IssueComment | ReviewComment, subject: "issue-comment" | "review-comment"): CommentView {
  return {
    id: comment.id,
    author: viewPerson(comment.author),
    createdAt: comment.createdAt,
    editedAt: comment.updatedAt === comment.createdAt ? null : comment.updatedAt,
    body: comment.body,
    reactions: viewReactions(world, comment.id, subject),
    minimized: comment.minimized,
  }
}

function viewReactions(world: World, subjectId: number, subject: "issue-comment" | "review-comment"): Reaction[] {
  const given = select(world.reactions, (reaction) => reaction.subject === subject && reaction.subjectId === subjectId)
  return [...Map.groupBy(given, (reaction) => reaction.content)].map(([content, reactions]) => ({
    emoji: emojis[content],
    count: reactions.length,
    by: reactions.map((reaction) => reaction.user.login),
  }))
}

function viewFile(file: FileChange): FileView {
  return {
    path: file.filename,
    oldPath: file.previousFilename,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    patch: file.patch,
  }
}

function latestRuns(world: World, pullRequest: PullRequest): CheckRun[] {
  const runs = select(world.checkRuns, (run) => run.repositoryId === pullRequest.repositoryId && run.headSha === pullRequest.head.sha)
  return [...new Map(runs.map((run) => [run.name, run])).values()]
}

function viewCheck(world: World, run: CheckRun): CheckView {
  return {
    id: run.id,
    name: run.name,
    app: world.app.name,
    headSha: run.headSha,
    status: run.status,
    conclusion: run.conclusion,
    startedAt: run.startedAt,
    completedAt: run.completedAt,
    ...run.output,
    annotations: run.annotations.map((annotation) => ({
      path: annotation.path,
      startLine: annotation.start_line,
      endLine: annotation.end_line,
      level: annotation.annotation_level,
      title: annotation.title,
      message: annotation.message,
    })),
    actions: run.actions,
  }
}
