import { expect, test } from "vitest"
import { installationOctokit, refusal } from "../support/sandbox-octokit.ts"
import { openShop } from "../support/sandbox-shop.ts"

test("lists are paged with GitHub's links", async () => {
  await using shop = await openShop()
  for (let number = 1; number <= 7; number++)
    shop.sandbox.comment({ pullRequest: shop.pullRequest, author: "dev", body: `Number ${number}` })
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  const page = await octokit.issues.listComments({ ...shop.place, issue_number: 1, per_page: 3, page: 2 })
  const base = `${shop.sandbox.apiUrl}/repositories/${shop.repository.id}/issues/1/comments?per_page=3&page=`
  expect(page.headers.link).toBe(`<${base}1>; rel="prev", <${base}3>; rel="next", <${base}3>; rel="last", <${base}1>; rel="first"`)
  expect(page.data.map((comment) => comment.body)).toEqual(["Number 4", "Number 5", "Number 6"])
  const all = await octokit.paginate(octokit.issues.listComments, { ...shop.place, issue_number: 1, per_page: 3 })
  expect(all).toHaveLength(7)
  expect(shop.sandbox.violations()).toEqual([])
})

test("a list that has not changed is answered with 304 and costs nothing", async () => {
  await using shop = await openShop()
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  const first = await octokit.pulls.listFiles({ ...shop.place, pull_number: 1 })
  const second = await refusal(
    octokit.pulls.listFiles({ ...shop.place, pull_number: 1, headers: { "if-none-match": first.headers.etag ?? "" } }),
  )
  expect(second.status).toBe(304)
  expect(second.headers["x-ratelimit-used"]).toBe(first.headers["x-ratelimit-used"])
  expect(first.headers).toMatchObject({
    "content-type": "application/json; charset=utf-8",
    "x-ratelimit-limit": "5000",
    "x-github-request-id": expect.any(String),
  })
})

test("a renamed repository is found by its old name", async () => {
  await using shop = await openShop()
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  await octokit.repos.get(shop.place)
  shop.sandbox.renameRepository(shop.repository, "store")
  const answer = await fetch(`${shop.sandbox.apiUrl}/repos/acme/shop/pulls?state=all`, { redirect: "manual" })
  expect([answer.status, answer.headers.get("location")]).toEqual([
    301,
    `${shop.sandbox.apiUrl}/repositories/${shop.repository.id}/pulls?state=all`,
  ])
  expect(
    (await fetch(`${shop.sandbox.apiUrl}/repos/acme/shop/issues/1/comments`, { method: "POST", body: "{}", redirect: "manual" })).status,
  ).toBe(307)
  expect((await octokit.repos.get({ ...shop.place })).data.full_name).toBe("acme/store")
})

test("files are told with their patches, and without where GitHub has none", async () => {
  await using shop = await openShop()
  const { data } = await installationOctokit(shop.sandbox, shop.repository).pulls.listFiles({ ...shop.place, pull_number: 1 })
  expect(
    data.map(({ filename, status, additions, deletions, previous_filename }) => ({
      filename,
      status,
      additions,
      deletions,
      previous_filename,
    })),
  ).toEqual([
    { filename: "logo.png", status: "modified", additions: 0, deletions: 0, previous_filename: undefined },
    { filename: "moved.ts", status: "renamed", additions: 0, deletions: 0, previous_filename: "old.ts" },
    { filename: "src/list.ts", status: "modified", additions: 1, deletions: 2, previous_filename: undefined },
    { filename: "src/new.ts", status: "added", additions: 1, deletions: 0, previous_filename: undefined },
  ])
  expect(data.map((file) => file.patch === undefined)).toEqual([true, true, false, false])
  expect(data[3]?.patch).toBe("@@ -0,0 +1 @@\n+export const one = 1")
})

test("comparing tells the merge base, not the tip of the base branch", async () => {
  await using shop = await openShop()
  const before = await shop.repository.resolve("main")
  await shop.repository.commit({ branch: "main", files: { "elsewhere.ts": "1\n" }, message: "Meanwhile" })
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  const { data } = await octokit.repos.compareCommitsWithBasehead({ ...shop.place, basehead: `main...${shop.pullRequest.headSha}` })
  expect(data).toMatchObject({ status: "diverged", ahead_by: 1, behind_by: 1, merge_base_commit: { sha: before } })
  expect(data.files?.map((file) => file.filename)).not.toContain("elsewhere.ts")
  expect(shop.sandbox.violations()).toEqual([])
})

test("contents come as JSON or raw, and a wrong path or ref is 404", async () => {
  await using shop = await openShop()
  await shop.repository.commit({ branch: "main", files: { "a b/ü#.yml": "x: 1\n" }, message: "Odd names" })
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  const { data } = await octokit.repos.getContent({ ...shop.place, path: "a b/ü#.yml" })
  expect(data).toMatchObject({ type: "file", path: "a b/ü#.yml", content: Buffer.from("x: 1\n").toString("base64") })
  expect((await octokit.repos.getContent({ ...shop.place, path: "a b/ü#.yml", mediaType: { format: "raw" } })).data).toBe("x: 1\n")
  expect((await octokit.repos.getContent({ ...shop.place, path: "src" })).data).toMatchObject([{ type: "file", path: "src/list.ts" }])
  for (const request of [
    { path: "none" },
    { path: "src/list.ts", ref: "none" },
    { path: "src/list.ts", ref: "--help" },
    { path: "src/list.ts/x" },
  ]) {
    expect((await refusal(octokit.repos.getContent({ ...shop.place, ...request }))).status).toBe(404)
  }
  expect(shop.sandbox.violations()).toEqual([])
})

test("a diff over three hundred files is refused as too large", async () => {
  await using shop = await openShop()
  const files = Object.fromEntries(Array.from({ length: 301 }, (_, index) => [`many/${index}.ts`, "1\n"]))
  await shop.sandbox.push({
    pullRequest: shop.pullRequest,
    sha: await shop.repository.commit({ branch: "feature", files, message: "Many" }),
  })
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  const answer = await refusal(octokit.pulls.get({ ...shop.place, pull_number: 1, mediaType: { format: "diff" } }))
  expect(answer).toMatchObject({ status: 406, body: { errors: [{ resource: "PullRequest", field: "diff", code: "too_large" }] } })
  expect((await octokit.repos.compareCommitsWithBasehead({ ...shop.place, basehead: "main...feature" })).data.files).toHaveLength(300)
})

test("an operation that GitHub has and the sandbox has not is told, not invented", async () => {
  await using shop = await openShop()
  const answer = await refusal(installationOctokit(shop.sandbox, shop.repository).pulls.merge({ ...shop.place, pull_number: 1 }))
  expect(answer.status).toBe(404)
  expect(shop.sandbox.violations()).toMatchObject([{ kind: "undocumented-operation", method: "PUT" }])
})

test("broken JSON is a bad request", async () => {
  await using shop = await openShop()
  const response = await fetch(`${shop.sandbox.apiUrl}/repos/acme/shop/issues/1/comments`, {
    method: "POST",
    body: "{",
    headers: { authorization: `token ${shop.sandbox.createUser("dev").token}` },
  })
  expect([response.status, ((await response.json()) as { message: string }).message]).toEqual([400, "Problems parsing JSON"])
})

test("writes are told apart from reads", async () => {
  await using shop = await openShop()
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  await octokit.pulls.get({ ...shop.place, pull_number: 1 })
  await octokit.issues.createComment({ ...shop.place, issue_number: 1, body: "Hello" })
  await octokit.graphql("query { viewer { login } }")
  expect(shop.sandbox.writes()).toMatchObject([
    { method: "POST", path: "/repos/acme/shop/issues/1/comments", status: 201, body: { body: "Hello" } },
  ])
})
