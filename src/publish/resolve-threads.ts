import { withGitHubErrors } from "../github/classify-error.ts"
import type { Publishing } from "./publishing.ts"

interface ListedThreads {
  readonly repository: {
    readonly pullRequest: {
      readonly reviewThreads: {
        readonly nodes: readonly {
          readonly id: string
          readonly isResolved: boolean
          readonly viewerCanResolve: boolean
          readonly comments: { readonly nodes: readonly { readonly databaseId: number | null }[] }
        }[]
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
      }
    } | null
  } | null
}

const listThreads = `query ($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      reviewThreads(first: 100, after: $after) {
        nodes { id isResolved viewerCanResolve comments(first: 1) { nodes { databaseId } } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`

const resolveThread = `mutation ($threadId: ID!) { resolveReviewThread(input: { threadId: $threadId }) { thread { isResolved } } }`

/**
 * Resolves the threads that start with these comments. GitHub lets an App do so only where it may write contents, which ours does not ask for by
 * itself: where it may not, nothing happens, for the reply has said what there is to say.
 */
export async function resolveThreads({ api, pullRequest, fence }: Publishing, commentIds: ReadonlySet<number>): Promise<void> {
  await withGitHubErrors("resolve threads of ours", async () => {
    try {
      for (const threadId of await findResolvable({ api, pullRequest }, commentIds)) {
        await fence()
        await api.graphql(resolveThread, { threadId })
      }
    } catch (error) {
      if (!isForbidden(error)) throw error
    }
  })
}

// REST knows no threads; they are told by their first comment.
async function findResolvable(
  { api, pullRequest: { owner, name, number } }: Pick<Publishing, "api" | "pullRequest">,
  commentIds: ReadonlySet<number>,
): Promise<string[]> {
  const found: string[] = []
  for (let after: string | null = null; ;) {
    const answer: ListedThreads = await api.graphql<ListedThreads>(listThreads, { owner, name, number, after })
    const page = answer.repository?.pullRequest?.reviewThreads
    if (page === undefined) return found
    for (const { id, isResolved, viewerCanResolve, comments } of page.nodes) {
      if (!isResolved && viewerCanResolve && commentIds.has(comments.nodes[0]?.databaseId ?? 0)) found.push(id)
    }
    if (!page.pageInfo.hasNextPage) return found
    after = page.pageInfo.endCursor
  }
}

// GraphQL refuses in an answer with status 200.
function isForbidden(error: unknown): boolean {
  if (typeof error !== "object" || error === null || !("errors" in error) || !Array.isArray(error.errors)) return false
  return error.errors.some((each: { readonly type?: unknown }) => each.type === "FORBIDDEN")
}
