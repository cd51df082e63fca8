import { readDiffText } from "../diff.ts"
import { findMergeBase } from "../git.ts"
import type { Operation, RepositoryCall } from "../operation.ts"
import { numberParameter, repositoryOperation } from "../operation.ts"
import { replyPage } from "../paging.ts"
import { Refusal, notFound, reply } from "../reply.ts"
import { renderCommit, renderFileChange } from "../representations/commit.ts"
import { readChanges, readCommitIds, renderIssue, renderPullRequest, renderSimplePullRequest } from "../representations/pull-request.ts"
import type { Issue, PullRequest } from "../records.ts"
import { select } from "../world.ts"

/** GitHub lists this many files of a pull request and no more. */
const maxListedFiles = 3000

/** Above either the diff media type answers 406. */
const maxDiffFiles = 300
const maxDiffLines = 20_000

/** Pull requests themselves: reading them, their files, commits and diff. */
export const pullOperations: readonly Operation[] = [
  repositoryOperation("pulls/list", ["pull_requests=read"], (call) => {
    const { query, repository, world } = call
    const state = query.get("state") ?? "open"
    const head = query.get("head")
    const base = query.get("base")
    const found = select(
      world.pullRequests,
      (pullRequest) =>
        pullRequest.repositoryId === repository.id &&
        (state === "all" || pullRequest.state === state) &&
        (head === null || `${pullRequest.head.ownerLogin}:${pullRequest.head.ref}` === head) &&
        (base === null || pullRequest.base.ref === base),
    )
    const key = query.get("sort") === "updated" ? "updatedAt" : "createdAt"
    const rising = found.toSorted((a, b) => a[key].localeCompare(b[key]) || a.number - b.number)
    const falling = (query.get("direction") ?? (query.has("sort") ? "asc" : "desc")) === "desc"
    return replyPage(call, falling ? rising.toReversed() : rising, (page) =>
      page.map((pullRequest) => renderSimplePullRequest(call, pullRequest)),
    )
  }),

  repositoryOperation("pulls/get", ["pull_requests=read"], async (call) => {
    const pullRequest = requirePullRequest(call)
    if (/application\/vnd\.github\.(v3\.)?diff/.test(call.headers.accept ?? "")) return replyDiff(call, pullRequest)
    return reply(200, await renderPullRequest(call, pullRequest))
  }),

  repositoryOperation("pulls/list-files", ["pull_requests=read"], async (call) => {
    const pullRequest = requirePullRequest(call)
    const files = (await readChanges(call, pullRequest)).slice(0, maxListedFiles)
    return replyPage(call, files, (page) => page.map((file) => renderFileChange(call, call.repository, pullRequest.head.sha, file)))
  }),

  repositoryOperation("pulls/list-commits", ["pull_requests=read"], async (call) => {
    const pullRequest = requirePullRequest(call)
    const ids = await readCommitIds(call.repository, pullRequest)
    const rendered = await Promise.all(ids.map((sha) => renderCommit(call, call.repository, sha)))
    return replyPage(call, rendered, (page) => page)
  }),

  repositoryOperation("issues/get", ["issues=read", "pull_requests=read"], (call) =>
    reply(200, renderIssue(call, call.repository, requireSubject(call))),
  ),
]

/** Takes a call with `pull_number`; returns the pull request or refuses with 404. */
export function requirePullRequest(call: RepositoryCall): PullRequest {
  const pullRequest = call.world.findPullRequest(call.repository.id, numberParameter(call, "pull_number"))
  if (pullRequest === undefined) throw notFound()
  return pullRequest
}

/** Takes a call with `issue_number`; returns the issue or pull request of that number or refuses with 404. */
export function requireSubject(call: RepositoryCall): Issue | PullRequest {
  const number = numberParameter(call, "issue_number")
  const { world, repository } = call
  const subject =
    world.findPullRequest(repository.id, number) ??
    select(world.issues, (issue) => issue.repositoryId === repository.id && issue.number === number)[0]
  if (subject === undefined) throw notFound()
  return subject
}

async function replyDiff(call: RepositoryCall, pullRequest: PullRequest): Promise<ReturnType<typeof reply>> {
  const { gitDirectory } = call.repository
  const text = await readDiffText(
    gitDirectory,
    await findMergeBase(gitDirectory, pullRequest.base.sha, pullRequest.head.sha),
    pullRequest.head.sha,
  )
  const files = text.match(/^diff --git /gm)?.length ?? 0
  if (files > maxDiffFiles) throw tooLarge(`files (${maxDiffFiles})`)
  if (text.split("\n").length > maxDiffLines) throw tooLarge(`lines (${maxDiffLines})`)
  return reply(200, text, { "content-type": "application/vnd.github.diff; charset=utf-8" })
}

function tooLarge(what: string): Refusal {
  const message = `Sorry, the diff exceeded the maximum number of ${what}. Consider using 'List pull requests files' API or locally cloning the repository instead.`
  return new Refusal(406, message, { errors: [{ resource: "PullRequest", field: "diff", code: "too_large" }] })
}
