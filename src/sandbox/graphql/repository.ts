import { findRole } from "../actor.ts"
import type { PullRequest, Repository } from "../records.ts"
import { fullName, nodeId, select } from "../world.ts"
import { composeActor } from "./actor.ts"
import type { PageArguments } from "./connection.ts"
import { connect } from "./connection.ts"
import type { Context } from "./context.ts"
import { failure } from "./context.ts"
import { composePullRequest, stateOf } from "./pull-request.ts"

interface PullRequestFilter extends PageArguments {
  readonly states?: readonly string[] | null
  readonly labels?: readonly string[] | null
  readonly headRefName?: string | null
  readonly baseRefName?: string | null
  readonly orderBy?: { readonly field: string; readonly direction: "ASC" | "DESC" } | null
}

/** Takes a repository; returns its GraphQL object. */
export function composeRepository(context: Context, repository: Repository): Record<string, unknown> {
  const { world, links, actor } = context
  const parent = repository.parentId === null ? undefined : world.repositories.get(repository.parentId)
  const findNumber = (number: number): PullRequest | undefined => world.findPullRequest(repository.id, number)
  return {
    __typename: "Repository",
    id: nodeId("R", repository.id),
    databaseId: repository.id,
    name: repository.name,
    nameWithOwner: fullName(repository),
    owner: composeActor(context, repository.owner),
    url: `${links.web}/${fullName(repository)}`,
    description: repository.description,
    isPrivate: repository.private,
    isFork: repository.parentId !== null,
    isArchived: false,
    hasIssuesEnabled: true,
    viewerPermission: actor.kind === "user" ? (findRole(repository, actor.user)?.toUpperCase() ?? null) : null,
    mergeCommitAllowed: true,
    rebaseMergeAllowed: true,
    squashMergeAllowed: true,
    defaultBranchRef: { id: nodeId("REF", repository.id), name: repository.defaultBranch, prefix: "refs/heads/", target: null },
    parent: parent === undefined ? null : () => composeRepository(context, parent),
    pullRequest({ number }: { number: number }) {
      const pullRequest = findNumber(number)
      if (pullRequest === undefined) throw failure("NOT_FOUND", `Could not resolve to a PullRequest with the number of ${number}.`)
      return composePullRequest(context, pullRequest)
    },
    issue: ({ number }: { number: number }) => composeIssue(context, repository, number),
    issueOrPullRequest({ number }: { number: number }) {
      const pullRequest = findNumber(number)
      return pullRequest === undefined ? composeIssue(context, repository, number) : composePullRequest(context, pullRequest)
    },
    pullRequests(filter: PullRequestFilter) {
      const found = select(
        world.pullRequests,
        (pullRequest) =>
          pullRequest.repositoryId === repository.id &&
          (filter.states == null || filter.states.includes(stateOf(pullRequest))) &&
          (filter.labels == null || filter.labels.some((label) => pullRequest.labels.includes(label))) &&
          (filter.headRefName == null || pullRequest.head.ref === filter.headRefName) &&
          (filter.baseRefName == null || pullRequest.base.ref === filter.baseRefName),
      )
      const ordered = filter.orderBy?.direction === "DESC" ? found.toReversed() : found
      return connect(
        ordered.map((pullRequest) => composePullRequest(context, pullRequest)),
        filter,
      )
    },
  }
}

function composeIssue(context: Context, repository: Repository, number: number): Record<string, unknown> {
  const [issue] = select(context.world.issues, (candidate) => candidate.repositoryId === repository.id && candidate.number === number)
  if (issue === undefined) throw failure("NOT_FOUND", `Could not resolve to an issue or pull request with the number of ${number}.`)
  return {
    __typename: "Issue",
    id: nodeId("I", issue.id),
    number,
    title: issue.title,
    state: issue.state.toUpperCase(),
    url: `${context.links.web}/${fullName(repository)}/issues/${number}`,
    body: issue.body ?? "",
    author: composeActor(context, issue.author),
    createdAt: issue.createdAt,
  }
}
