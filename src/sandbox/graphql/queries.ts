import { parseNodeId, select } from "../world.ts"
import { composeActor } from "./actor.ts"
import { composeIssueComment, composeReviewComment, composeThread } from "./comments.ts"
import type { Context } from "./context.ts"
import { failure, sees, viewerOf } from "./context.ts"
import { composePullRequest } from "./pull-request.ts"
import { composeRepository } from "./repository.ts"

/** Takes the request; returns the resolvers of `Query`. Objects carry functions for what costs work or takes arguments. */
export function createQueries(context: Context): Record<string, unknown> {
  const { world } = context
  return {
    viewer: () => composeActor(context, viewerOf(context)),
    repository({ owner, name }: { owner: string; name: string }) {
      const repository = world.findRepository(owner, name) ?? world.findRenamedRepository(owner, name)
      if (repository === undefined || !sees(context, repository))
        throw failure("NOT_FOUND", `Could not resolve to a Repository with the name '${owner}/${name}'.`)
      return composeRepository(context, repository)
    },
    node: ({ id }: { id: string }) => composeNode(context, id),
    rateLimit: () => ({ cost: 1, limit: 5000, remaining: 4999, used: 1, nodeCount: 1, resetAt: world.clock.iso() }),
  }
}

function composeNode(context: Context, id: string): unknown {
  const { world } = context
  const parsed = parseNodeId(id)
  const record =
    parsed === null
      ? undefined
      : { PR: world.pullRequests, PRRT: world.threads, IC: world.issueComments, PRRC: world.reviewComments, R: world.repositories }[
          parsed.prefix
        ]?.get(parsed.id)
  if (parsed === null || record === undefined) throw failure("NOT_FOUND", `Could not resolve to a node with the global id of '${id}'`)
  const number = parsed.id
  const [repository] = select(world.repositories, (candidate) => candidate.id === number)
  if (repository !== undefined) return sees(context, repository) ? composeRepository(context, repository) : null
  const pullRequest = world.pullRequests.get(number)
  if (pullRequest !== undefined) return composePullRequest(context, pullRequest)
  const thread = world.threads.get(number)
  if (thread !== undefined) return composeThread(context, thread)
  const issueComment = world.issueComments.get(number)
  if (issueComment !== undefined) return composeIssueComment(context, issueComment)
  const reviewComment = world.reviewComments.get(number)
  return reviewComment === undefined ? null : composeReviewComment(context, reviewComment)
}
