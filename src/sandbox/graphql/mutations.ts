import { addIssueComment } from "../conversation.ts"
import { announceThread } from "../events.ts"
import { Refusal } from "../reply.ts"
import { pullRequestOf } from "../representations/comment.ts"
import { createReview } from "../reviews.ts"
import type { IssueComment, PullRequest, Repository, ReviewComment, Thread } from "../records.ts"
import { parseNodeId } from "../world.ts"
import { composeIssueComment, composeReview, composeReviewComment, composeThread } from "./comments.ts"
import type { Context } from "./context.ts"
import { failure, may, sees, viewerOf } from "./context.ts"

type Input<Fields> = { readonly input: Fields & { readonly clientMutationId?: string } }

/** Takes the request; returns the resolvers of `Mutation`. */
export function createMutations(context: Context): Record<string, unknown> {
  const { news } = context
  return {
    addComment: ({ input }: Input<{ subjectId: string; body: string }>) => {
      const pullRequest = requirePullRequest(context, input.subjectId)
      requireTalk(context, context.world.repositoryOf(pullRequest))
      const comment = refusing(() =>
        addIssueComment(news, {
          repositoryId: pullRequest.repositoryId,
          number: pullRequest.number,
          author: viewerOf(context),
          body: input.body,
        }),
      )
      return {
        clientMutationId: input.clientMutationId ?? null,
        commentEdge: { cursor: "", node: composeIssueComment(context, comment) },
        subject: null,
      }
    },

    addPullRequestReview: async ({
      input,
    }: Input<{
      pullRequestId: string
      body?: string
      event?: "COMMENT" | "APPROVE" | "REQUEST_CHANGES" | "DISMISS"
      commitOID?: string
    }>) => {
      const pullRequest = requirePullRequest(context, input.pullRequestId)
      requireTalk(context, context.world.repositoryOf(pullRequest))
      const event = input.event === undefined || input.event === "DISMISS" ? null : input.event
      const review = await createReview(news, {
        pullRequest,
        author: viewerOf(context),
        commitSha: input.commitOID,
        body: input.body ?? "",
        event,
        comments: [],
      }).catch(translate)
      return { clientMutationId: input.clientMutationId ?? null, pullRequestReview: composeReview(context, review) }
    },

    resolveReviewThread: ({ input }: Input<{ threadId: string }>) => setResolved(context, input, true),
    unresolveReviewThread: ({ input }: Input<{ threadId: string }>) => setResolved(context, input, false),

    minimizeComment: ({ input }: Input<{ subjectId: string; classifier: string }>) => ({
      clientMutationId: input.clientMutationId ?? null,
      minimizedComment: setMinimized(context, input.subjectId, input.classifier.toLowerCase().replace("_", "-")),
    }),
    unminimizeComment: ({ input }: Input<{ subjectId: string }>) => ({
      clientMutationId: input.clientMutationId ?? null,
      unminimizedComment: setMinimized(context, input.subjectId, null),
    }),
  }
}

function setResolved(
  context: Context,
  input: { readonly threadId: string; readonly clientMutationId?: string },
  resolved: boolean,
): Record<string, unknown> {
  const thread = requireRecord<Thread>(context.world.threads, "PRRT", input.threadId)
  const repository = context.world.repositoryOf(pullRequestOf(context.world, thread))
  // An installation needs the right to write contents, although nothing is written there.
  if (!may(context, repository, "contents=write")) throw failure("FORBIDDEN", "Resource not accessible by integration")
  const viewer = viewerOf(context)
  thread.resolvedBy = resolved ? viewer : null
  announceThread(context.news, thread, resolved ? "resolved" : "unresolved", viewer)
  return { clientMutationId: input.clientMutationId ?? null, thread: composeThread(context, thread) }
}

function setMinimized(context: Context, subjectId: string, reason: string | null): Record<string, unknown> {
  const { world } = context
  if (parseNodeId(subjectId)?.prefix === "IC") {
    const comment = requireRecord<IssueComment>(world.issueComments, "IC", subjectId)
    requireTalk(context, world.repositoryOf(comment))
    comment.minimized = reason
    return composeIssueComment(context, comment)
  }
  const comment = requireRecord<ReviewComment>(world.reviewComments, "PRRC", subjectId)
  requireTalk(context, world.repositoryOf(pullRequestOf(world, comment)))
  comment.minimized = reason
  return composeReviewComment(context, comment)
}

function requirePullRequest(context: Context, id: string): PullRequest {
  const pullRequest = requireRecord<PullRequest>(context.world.pullRequests, "PR", id)
  if (!sees(context, context.world.repositoryOf(pullRequest))) throw unresolved(id)
  return pullRequest
}

function requireRecord<Item>(items: ReadonlyMap<number, Item>, prefix: string, id: string): Item {
  const parsed = parseNodeId(id)
  const record = parsed?.prefix === prefix ? items.get(parsed.id) : undefined
  if (record === undefined) throw unresolved(id)
  return record
}

function unresolved(id: string): Error {
  return failure("NOT_FOUND", `Could not resolve to a node with the global id of '${id}'`)
}

// Whoever can see a repository may talk in it; an App needs the permission.
function requireTalk(context: Context, repository: Repository): void {
  if (context.actor.kind === "user" ? sees(context, repository) : may(context, repository, "pull_requests=write")) return
  throw failure("FORBIDDEN", "Resource not accessible by integration")
}

function refusing<Result>(act: () => Result): Result {
  try {
    return act()
  } catch (error) {
    return translate(error)
  }
}

/** What REST refuses with 422, GraphQL tells as an error of its own. */
function translate(error: unknown): never {
  if (!(error instanceof Refusal)) throw error
  const { errors } = error.reply.body as { errors?: readonly (string | { message?: string })[] }
  const first = errors?.[0]
  throw failure("UNPROCESSABLE", (typeof first === "string" ? first : first?.message) ?? error.message)
}
