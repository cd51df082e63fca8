import { expect, test } from "vitest"
import { installationOctokit } from "../support/sandbox-octokit.ts"
import { openShop } from "../support/sandbox-shop.ts"
import { viewPullRequest } from "../../src/sandbox/page-view.ts"

test("the pages show the review where it was written", async () => {
  await using shop = await openShop()
  const { sandbox, pullRequest, repository, place } = shop
  const octokit = installationOctokit(sandbox, repository)
  const comments = [{ path: "src/list.ts", line: 5, side: "RIGHT", body: "Say it in digits." }]
  await octokit.pulls.createReview({ ...place, pull_number: 1, event: "COMMENT", body: "One remark.", comments })
  const output = {
    title: "One finding",
    summary: "Reviewed **4** files.",
    annotations: [{ path: "src/new.ts", start_line: 1, end_line: 1, annotation_level: "notice" as const, message: "New file." }],
  }
  await octokit.checks.create({ ...place, name: "Backend Expert", head_sha: pullRequest.headSha, conclusion: "neutral", output })
  const { data } = await octokit.issues.createComment({ ...place, issue_number: 1, body: "<script>alert(1)</script> Report" })
  await octokit.reactions.createForIssueComment({ ...place, comment_id: data.id, content: "eyes" })

  const read = async (path: string): Promise<string> => (await fetch(`${sandbox.url}${path}`)).text()
  expect(await read("/")).toContain("Change the list")
  const conversation = await read("/acme/shop/pull/1")
  expect(conversation).toContain("One remark.")
  expect(conversation).not.toContain("<script>alert(1)")
  expect(await read("/acme/shop/pull/1/files")).toContain("Say it in digits.")
  expect(await read("/acme/shop/pull/1/checks")).toContain("New file.")

  const view = await viewPullRequest(sandbox.world, pullRequest.record)
  expect(view).toMatchObject({
    state: "open",
    threads: [{ path: "src/list.ts", line: 5, side: "RIGHT", outdated: false, resolved: false }],
    checks: [
      {
        name: "Backend Expert",
        status: "completed",
        conclusion: "neutral",
        title: "One finding",
        annotations: [{ path: "src/new.ts", startLine: 1, level: "notice" }],
      },
    ],
    timeline: [
      { kind: "review", body: "One remark." },
      { kind: "comment", sticky: false, comment: { reactions: [{ emoji: "👀", count: 1, by: ["backend-expert[bot]"] }] } },
    ],
  })
})

test("the version grows with every change, and the page carries it", async () => {
  await using shop = await openShop()
  const version = async (): Promise<number> => Number(await (await fetch(`${shop.sandbox.url}/version`)).text())
  const before = await version()
  expect(await version()).toBe(before)
  shop.sandbox.comment({ pullRequest: shop.pullRequest, author: "dev", body: "Hello" })
  expect(await version()).toBeGreaterThan(before)
})

test.each([
  { path: "/acme/shop/pull/9", method: "GET", status: 404 },
  { path: "/acme/none/pull/1", method: "GET", status: 404 },
  { path: "/../../etc/passwd", method: "GET", status: 404 },
  { path: "/acme/shop/pull/1", method: "POST", status: 405 },
])("$method $path is $status", async ({ path, method, status }) => {
  await using shop = await openShop()
  const response = await fetch(`${shop.sandbox.url}${path}`, { method })
  expect(response.status).toBe(status)
  expect(response.headers.get("content-security-policy")).toContain("default-src 'none'")
})

test("a forced push tells its commits and what it replaced", async () => {
  await using shop = await openShop()
  const sha = await shop.repository.commit({ branch: null, parent: "main", files: { "src/list.ts": "1\n" }, message: "Start over" })
  await shop.sandbox.push({ pullRequest: shop.pullRequest, sha })
  const { timeline } = await viewPullRequest(shop.sandbox.world, shop.pullRequest.record)
  expect(timeline).toMatchObject([{ kind: "push", forced: true, commits: [{ sha, message: "Start over" }] }])
})
