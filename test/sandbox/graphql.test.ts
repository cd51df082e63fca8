import { afterAll, beforeAll, expect, test } from "vitest"
import { installationOctokit, tokenOctokit } from "../support/sandbox-octokit.ts"
import type { Shop } from "../support/sandbox-shop.ts"
import { openShop } from "../support/sandbox-shop.ts"

const threadsQuery = `query ($owner: String!, $repo: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $repo) { pullRequest(number: $number) { reviewThreads(first: 2, after: $after) {
    nodes { id isResolved isOutdated path line startLine diffSide viewerCanResolve resolvedBy { login } comments(first: 10) { nodes { databaseId body author { login __typename } } } }
    pageInfo { hasNextPage endCursor }
  } } }
}`

interface Threads {
  readonly repository: {
    readonly pullRequest: {
      readonly reviewThreads: {
        readonly nodes: readonly {
          readonly id: string
          readonly isResolved: boolean
          readonly viewerCanResolve: boolean
          readonly line: number
        }[]
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string }
      }
    }
  }
}

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
  const comments = [2, 5, 6].map((line) => ({ path: "src/list.ts", line, side: "RIGHT", body: `On ${line}.` }))
  await installationOctokit(shop.sandbox, shop.repository).pulls.createReview({
    ...shop.place,
    pull_number: 1,
    event: "COMMENT",
    body: "Read.",
    comments,
  })
})
afterAll(() => shop[Symbol.asyncDispose]())

test("review threads are read page by page", async () => {
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  const first = (await octokit.graphql<Threads>(threadsQuery, { ...shop.place, number: 1 })).repository.pullRequest.reviewThreads
  expect(first.nodes).toMatchObject([
    {
      isResolved: false,
      isOutdated: false,
      path: "src/list.ts",
      line: 2,
      diffSide: "RIGHT",
      viewerCanResolve: false,
      comments: { nodes: [{ body: "On 2.", author: { login: "backend-expert", __typename: "Bot" } }] },
    },
    { line: 5 },
  ])
  const rest = (await octokit.graphql<Threads>(threadsQuery, { ...shop.place, number: 1, after: first.pageInfo.endCursor })).repository
    .pullRequest.reviewThreads
  expect([first.pageInfo.hasNextPage, rest.nodes.map((node) => node.line), rest.pageInfo.hasNextPage]).toEqual([true, [6], false])
})

test("an App without the right to write contents cannot resolve a thread", async () => {
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  const [thread] = (await octokit.graphql<Threads>(threadsQuery, { ...shop.place, number: 1 })).repository.pullRequest.reviewThreads.nodes
  const mutation = "mutation ($id: ID!) { resolveReviewThread(input: { threadId: $id }) { thread { isResolved } } }"
  await expect(octokit.graphql(mutation, { id: thread?.id })).rejects.toMatchObject({
    errors: [{ type: "FORBIDDEN", message: "Resource not accessible by integration", path: ["resolveReviewThread"] }],
  })
  expect(shop.sandbox.read(shop.pullRequest).threads[0]?.isResolved).toBe(false)
})

test("a person with the role to write resolves and unresolves, and the App hears of it", async () => {
  const dev = tokenOctokit(shop.sandbox, shop.sandbox.createUser("dev").token)
  const [thread] = (await dev.graphql<Threads>(threadsQuery, { ...shop.place, number: 1 })).repository.pullRequest.reviewThreads.nodes
  expect(thread?.viewerCanResolve).toBe(true)
  await dev.graphql("mutation ($id: ID!) { resolveReviewThread(input: { threadId: $id }) { thread { isResolved } } }", { id: thread?.id })
  expect(shop.sandbox.read(shop.pullRequest).threads[0]?.isResolved).toBe(true)
  await dev.graphql("mutation ($id: ID!) { unresolveReviewThread(input: { threadId: $id }) { thread { isResolved } } }", { id: thread?.id })
  await shop.sandbox.settled()
  expect(shop.sandbox.read(shop.pullRequest).threads[0]?.isResolved).toBe(false)
  expect(
    shop.sandbox
      .deliveries()
      .slice(-2)
      .map((delivery) => delivery.action),
  ).toEqual(["resolved", "unresolved"])
})

test("a comment is minimised with its reason", async () => {
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  const { data } = await octokit.issues.createComment({ ...shop.place, issue_number: 1, body: "Old report" })
  await octokit.graphql(
    "mutation ($id: ID!) { minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) { minimizedComment { isMinimized } } }",
    { id: data.node_id },
  )
  expect(shop.sandbox.read(shop.pullRequest).comments[0]?.minimized).toBe("outdated")
})

test.each([
  {
    name: "a repository that is not there",
    query: 'query { repository(owner: "acme", name: "none") { id } }',
    error: { type: "NOT_FOUND", message: "Could not resolve to a Repository with the name 'acme/none'." },
  },
  {
    name: "a pull request that is not there",
    query: 'query { repository(owner: "acme", name: "shop") { pullRequest(number: 9) { id } } }',
    error: { type: "NOT_FOUND" },
  },
  {
    name: "a field that GitHub does not have",
    query: "query { viewer { shoeSize } }",
    error: { message: expect.stringContaining("shoeSize") },
  },
  {
    name: "a foreign id",
    query: 'mutation { resolveReviewThread(input: { threadId: "PRRT_x" }) { clientMutationId } }',
    error: { type: "NOT_FOUND" },
  },
])("$name is an error in a 200", async ({ query, error }) => {
  const token = shop.sandbox.createUser("dev").token
  const response = await fetch(`${shop.sandbox.url}/api/graphql`, {
    method: "POST",
    headers: { authorization: `bearer ${token}` },
    body: JSON.stringify({ query }),
  })
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ errors: [error] })
})

test("nobody asks without credentials", async () => {
  const response = await fetch(`${shop.sandbox.url}/api/graphql`, {
    method: "POST",
    body: JSON.stringify({ query: "query { viewer { login } }" }),
  })
  expect(response.status).toBe(401)
})
