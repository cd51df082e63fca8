import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { installationOctokit, refusal, tokenOctokit } from "../support/sandbox-octokit.ts"
import type { Shop } from "../support/sandbox-shop.ts"
import { numberedLines, openShop } from "../support/sandbox-shop.ts"

type Comment = { path: string; body: string; line?: number; side?: string; start_line?: number; start_side?: string; position?: number }

describe("anchors", () => {
  let shop: Shop
  beforeAll(async () => {
    shop = await openShop()
  })
  afterAll(() => shop[Symbol.asyncDispose]())

  test.each<{ name: string; anchor: Omit<Comment, "body">; position: number }>([
    { name: "an added line", anchor: { path: "src/list.ts", line: 5, side: "RIGHT" }, position: 5 },
    { name: "a context line of a hunk", anchor: { path: "src/list.ts", line: 2 }, position: 1 },
    { name: "a deleted line on the left", anchor: { path: "src/list.ts", line: 30, side: "LEFT" }, position: 13 },
    {
      name: "several lines of one hunk",
      anchor: { path: "src/list.ts", start_line: 3, start_side: "RIGHT", line: 5, side: "RIGHT" },
      position: 5,
    },
    {
      name: "from the deleted to the added line",
      anchor: { path: "src/list.ts", start_line: 5, start_side: "LEFT", line: 5, side: "RIGHT" },
      position: 5,
    },
    { name: "a new file", anchor: { path: "src/new.ts", line: 1 }, position: 1 },
    { name: "an old-fashioned position", anchor: { path: "src/list.ts", position: 5 }, position: 5 },
  ])("$name takes a comment", async ({ anchor, position }) => {
    const octokit = installationOctokit(shop.sandbox, shop.repository)
    const { data } = await octokit.pulls.createReview({
      ...shop.place,
      pull_number: 1,
      event: "COMMENT",
      body: "Read.",
      comments: [{ ...anchor, body: "Here." }],
    })
    const comments = await octokit.pulls.listCommentsForReview({ ...shop.place, pull_number: 1, review_id: data.id })
    expect(comments.data).toMatchObject([{ path: anchor.path, position }])
    expect(shop.sandbox.violations()).toEqual([])
  })

  test.each<{ name: string; anchor: Omit<Comment, "body">; error: RegExp }>([
    { name: "a line outside of every hunk", anchor: { path: "src/list.ts", line: 15 }, error: /^Line could not be resolved$/ },
    { name: "a line beyond the file", anchor: { path: "src/list.ts", line: 999 }, error: /^Line could not be resolved$/ },
    { name: "an added line on the left", anchor: { path: "src/new.ts", line: 1, side: "LEFT" }, error: /^Line could not be resolved$/ },
    { name: "an untouched file", anchor: { path: "README.md", line: 1 }, error: /^Path could not be resolved$/ },
    { name: "the old name of a renamed file", anchor: { path: "old.ts", line: 1 }, error: /^Path could not be resolved$/ },
    { name: "a binary file", anchor: { path: "logo.png", line: 1 }, error: /^Line could not be resolved$/ },
    { name: "a pure rename", anchor: { path: "moved.ts", line: 1 }, error: /^Line could not be resolved$/ },
    { name: "a range over two hunks", anchor: { path: "src/list.ts", start_line: 5, line: 31 }, error: /must be part of the same hunk/ },
    {
      name: "a range that ends before it starts",
      anchor: { path: "src/list.ts", start_line: 6, line: 4 },
      error: /must precede the end line/,
    },
    { name: "no line at all", anchor: { path: "src/list.ts" }, error: /^Line could not be resolved$/ },
  ])("$name is refused, and with it the whole review", async ({ anchor, error }) => {
    const octokit = installationOctokit(shop.sandbox, shop.repository)
    const before = shop.sandbox.read(shop.pullRequest)
    const good = { path: "src/list.ts", line: 5, body: "Good." }
    const answer = await refusal(
      octokit.pulls.createReview({
        ...shop.place,
        pull_number: 1,
        event: "COMMENT",
        body: "Read.",
        comments: [good, { ...anchor, body: "Bad." }],
      }),
    )
    expect(answer).toMatchObject({
      status: 422,
      body: { message: "Unprocessable Entity", errors: [expect.stringMatching(error)], status: "422" },
    })
    const after = shop.sandbox.read(shop.pullRequest)
    expect([after.reviews.length, after.threads.length]).toEqual([before.reviews.length, before.threads.length])
  })
})

test("a comment inside a review cannot be on a file as a whole", async () => {
  await using shop = await openShop()
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  const comments = [{ path: "logo.png", body: "Big.", subject_type: "file" } as Comment]
  const answer = await refusal(octokit.pulls.createReview({ ...shop.place, pull_number: 1, event: "COMMENT", body: "Read.", comments }))
  expect(answer).toMatchObject({ status: 422, body: { message: 'Invalid request.\n\n"subject_type" is not a permitted key.' } })
  expect(shop.sandbox.violations()).toMatchObject([{ kind: "request", operationId: "pulls/create-review" }])
})

test("a single comment can be on a file as a whole", async () => {
  await using shop = await openShop()
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  const { data } = await octokit.pulls.createReviewComment({
    ...shop.place,
    pull_number: 1,
    commit_id: shop.pullRequest.headSha,
    path: "logo.png",
    body: "Big.",
    subject_type: "file",
  } as never)
  expect(data).toMatchObject({ subject_type: "file", line: null })
  expect(shop.sandbox.violations()).toEqual([])
})

test("a pending review is seen by its author alone and stands in the way of another", async () => {
  await using shop = await openShop()
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  const pending = await octokit.pulls.createReview({
    ...shop.place,
    pull_number: 1,
    comments: [{ path: "src/list.ts", line: 5, body: "Wait." }],
  })
  expect(pending.data.state).toBe("PENDING")
  expect(pending.data.submitted_at).toBeUndefined()
  const second = await refusal(octokit.pulls.createReview({ ...shop.place, pull_number: 1, event: "COMMENT", body: "Read." }))
  expect(second).toMatchObject({ status: 422, body: { errors: ["User can only have one pending review per pull request"] } })
  const reader = tokenOctokit(shop.sandbox, shop.sandbox.createUser("reader").token)
  expect((await reader.pulls.listReviews({ ...shop.place, pull_number: 1 })).data).toEqual([])
  expect((await reader.pulls.listReviewComments({ ...shop.place, pull_number: 1 })).data).toEqual([])
  await octokit.pulls.deletePendingReview({ ...shop.place, pull_number: 1, review_id: pending.data.id })
  expect(shop.sandbox.read(shop.pullRequest)).toMatchObject({ reviews: [], threads: [] })
})

test("a pending review can be submitted once", async () => {
  await using shop = await openShop()
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  const { data } = await octokit.pulls.createReview({ ...shop.place, pull_number: 1, body: "Draft." })
  const submitted = await octokit.pulls.submitReview({ ...shop.place, pull_number: 1, review_id: data.id, event: "COMMENT", body: "Done." })
  expect(submitted.data).toMatchObject({ state: "COMMENTED", body: "Done." })
  expect((await refusal(octokit.pulls.submitReview({ ...shop.place, pull_number: 1, review_id: data.id, event: "COMMENT" }))).status).toBe(
    422,
  )
})

test.each([
  { name: "approves", event: "APPROVE" as const, error: "Can not approve your own pull request" },
  { name: "requests changes of", event: "REQUEST_CHANGES" as const, error: "Review Can not request changes on your own pull request" },
])("nobody $name the own pull request", async ({ event, error }) => {
  await using shop = await openShop()
  const author = tokenOctokit(shop.sandbox, shop.sandbox.createUser("dev").token)
  expect(await refusal(author.pulls.createReview({ ...shop.place, pull_number: 1, event, body: "Mine." }))).toMatchObject({
    status: 422,
    body: { errors: [error] },
  })
})

test("a body of 65,536 characters is taken and one more is refused", async () => {
  await using shop = await openShop()
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  await octokit.issues.createComment({ ...shop.place, issue_number: 1, body: "é".repeat(65_536) })
  const answer = await refusal(octokit.issues.createComment({ ...shop.place, issue_number: 1, body: "é".repeat(65_537) }))
  expect(answer).toMatchObject({
    status: 422,
    body: {
      message: "Validation Failed",
      errors: [
        { resource: "IssueComment", code: "unprocessable", field: "data", message: "Body is too long (maximum is 65536 characters)" },
      ],
    },
  })
  expect(shop.sandbox.read(shop.pullRequest).comments).toHaveLength(1)
})

test("a comment moves with its line and is outdated once the line changes", async () => {
  await using shop = await openShop()
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  const comments = [{ path: "src/list.ts", line: 5, side: "RIGHT", body: "Here." }]
  await octokit.pulls.createReview({ ...shop.place, pull_number: 1, event: "COMMENT", body: "Read.", comments })
  const lineAfter = async (content: string): Promise<unknown> => {
    const sha = await shop.repository.commit({
      branch: null,
      parent: shop.pullRequest.headSha,
      files: { "src/list.ts": content },
      message: "Next",
    })
    await shop.sandbox.push({ pullRequest: shop.pullRequest, sha })
    return (await octokit.pulls.listReviewComments({ ...shop.place, pull_number: 1 })).data[0]
  }
  expect(await lineAfter(`first\n${numberedLines({ 5: "line five", 30: null })}`)).toMatchObject({
    line: 6,
    original_line: 5,
    commit_id: shop.pullRequest.headSha,
  })
  expect(await lineAfter(numberedLines({ 5: "line fünf", 30: null }))).toMatchObject({ line: null, original_line: 5 })
  expect(shop.sandbox.read(shop.pullRequest).threads).toMatchObject([{ isOutdated: true }])
  expect(shop.sandbox.violations()).toEqual([])
})

test("a review of an earlier head is anchored there and outdated where the line has changed since", async () => {
  await using shop = await openShop()
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  const reviewed = shop.pullRequest.headSha
  const sha = await shop.repository.commit({
    branch: "feature",
    files: { "src/list.ts": numberedLines({ 6: "line six" }) },
    message: "Next",
  })
  await shop.sandbox.push({ pullRequest: shop.pullRequest, sha })
  const comments = [
    { path: "src/list.ts", line: 5, body: "Gone." },
    { path: "src/new.ts", line: 1, body: "Here." },
  ]
  await octokit.pulls.createReview({ ...shop.place, pull_number: 1, commit_id: reviewed, event: "COMMENT", body: "Read.", comments })
  expect(shop.sandbox.read(shop.pullRequest).threads).toMatchObject([
    { path: "src/list.ts", line: null, isOutdated: true },
    { path: "src/new.ts", line: 1, isOutdated: false },
  ])
  const unknown = octokit.pulls.createReview({ ...shop.place, pull_number: 1, commit_id: "a".repeat(40), event: "COMMENT", body: "Read." })
  expect((await refusal(unknown)).status).toBe(422)
})

test("answers join the thread of the first comment", async () => {
  await using shop = await openShop()
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  await octokit.pulls.createReview({
    ...shop.place,
    pull_number: 1,
    event: "COMMENT",
    body: "Read.",
    comments: [{ path: "src/list.ts", line: 5, body: "Why?" }],
  })
  const [root] = shop.sandbox.read(shop.pullRequest).threads[0]?.comments ?? []
  if (root === undefined) throw new Error("no comment was made")
  const answer = shop.sandbox.replyInThread({ comment: root, author: "dev", body: "Because." })
  await octokit.pulls.createReplyForReviewComment({ ...shop.place, pull_number: 1, comment_id: answer.id, body: "Fixed." })
  expect(shop.sandbox.read(shop.pullRequest).threads).toMatchObject([
    { comments: [{ body: "Why?" }, { body: "Because.", inReplyToId: root.id }, { body: "Fixed.", inReplyToId: root.id }] },
  ])
})

test("another's comment can neither be found nor changed through a wrong number", async () => {
  await using shop = await openShop()
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  expect((await refusal(octokit.pulls.getReviewComment({ ...shop.place, comment_id: 1 }))).status).toBe(404)
  expect((await refusal(octokit.pulls.getReview({ ...shop.place, pull_number: 1, review_id: 1 }))).status).toBe(404)
  expect((await refusal(octokit.pulls.get({ ...shop.place, pull_number: 99 }))).status).toBe(404)
})
