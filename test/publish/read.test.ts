import { beforeEach, describe, expect, test } from "vitest"
import { SupersededError, UserError } from "../../src/errors.ts"
import { renderMarker } from "../../src/model/marker.ts"
import type { GitHubDoor } from "../../src/model/ports.ts"
import { createGitHubDoor } from "../../src/publish/github-door.ts"
import { bot, FakeGitHub, headSha, person, ref } from "./fake-github.ts"

let github: FakeGitHub
let door: GitHubDoor

beforeEach(() => {
  github = new FakeGitHub()
  door = createGitHubDoor(github.clients)
})

const pullPath = "GET /repos/acme/orders/pulls/5"

describe("the pull request", () => {
  test("is read with what a review needs", async () => {
    expect(await door.readPullRequest(ref)).toMatchInlineSnapshot(`
      {
        "author": {
          "id": 1,
          "isBot": false,
          "login": "sam",
        },
        "base": {
          "ref": "main",
          "sha": "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
        },
        "body": "",
        "changedFiles": 1,
        "cloneUrl": "https://github.test/acme/orders.git",
        "draft": false,
        "fromFork": false,
        "head": {
          "ref": "x",
          "sha": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        },
        "htmlUrl": "https://github.test/acme/orders/pull/5",
        "installationId": 7,
        "labels": [],
        "name": "orders",
        "number": 5,
        "owner": "acme",
        "repositoryId": 42,
        "state": "open",
        "title": "t",
      }
    `)
  })

  test("of a deleted fork and a deleted author is still read", async () => {
    const pull = github.pull()
    github.answers.set(pullPath, [200, { ...pull, user: null, head: { ...pull.head, repo: null } }])
    expect(await door.readPullRequest(ref)).toMatchObject({ fromFork: true, author: { login: "ghost" } })
  })

  test("that is gone ends the job", async () => {
    github.answers.set(pullPath, [404, { message: "Not Found" }])
    await expect(door.readPullRequest(ref)).rejects.toBeInstanceOf(SupersededError)
  })

  test("of another repository that took the name ends the job", async () => {
    const pull = github.pull()
    github.answers.set(pullPath, [200, { ...pull, base: { ...pull.base, repo: { ...pull.base.repo, id: 43 } } }])
    await expect(door.readPullRequest(ref)).rejects.toBeInstanceOf(SupersededError)
  })
})

test.each([
  { name: "a suspended installation", answer: [403, { message: "This installation has been suspended" }] as const },
  { name: "an installation that is gone", answer: [404, { message: "Not Found" }] as const },
])("$name ends the job without a write", async ({ answer }) => {
  github.answers.set("POST /app/installations/7/access_tokens", answer)
  await expect(door.readPullRequest(ref)).rejects.toBeInstanceOf(SupersededError)
  expect(github.writes).toEqual([])
})

describe("the merge base", () => {
  const path = `GET /repos/acme/orders/compare/${"b".repeat(40)}...${headSha}`

  test("is what GitHub compares with", async () => {
    github.answers.set(path, [200, { merge_base_commit: { sha: "d".repeat(40) } }])
    expect(await door.readMergeBase(await door.readPullRequest(ref))).toBe("d".repeat(40))
  })

  test("is unknown when there is no common history", async () => {
    expect(await door.readMergeBase(await door.readPullRequest(ref))).toBeNull()
  })
})

describe("blob sizes", () => {
  test("come from the tree of the head, truncated or not", async () => {
    const tree = [
      { path: "a", type: "blob", sha: "1", size: 5 },
      { path: "d", type: "tree", sha: "2" },
      { path: "m", type: "commit", sha: "3" },
    ]
    github.answers.set(`GET /repos/acme/orders/git/trees/${headSha}`, [200, { sha: headSha, truncated: true, tree }])
    expect([...(await door.readBlobSizes(await door.readPullRequest(ref)))]).toEqual([["1", 5]])
  })

  test("are empty when GitHub does not know the commit", async () => {
    expect((await door.readBlobSizes(await door.readPullRequest(ref))).size).toBe(0)
  })
})

describe("the settings file", () => {
  const path = "GET /repos/acme/orders/contents/.github%2Fexpert.yml"

  test("is read as text", async () => {
    github.answers.set(path, [200, { type: "file", encoding: "base64", content: Buffer.from("gate: high # ü\n").toString("base64") }])
    expect(await door.readPolicyFile(await door.readPullRequest(ref))).toBe("gate: high # ü\n")
  })

  test.each([
    { name: "is absent when there is none", answer: [404, { message: "Not Found" }] as const },
    { name: "is absent when it is a folder", answer: [200, []] as const },
  ])("$name", async ({ answer }) => {
    github.answers.set(path, answer)
    expect(await door.readPolicyFile(await door.readPullRequest(ref))).toBeNull()
  })
})

test("history is read from our own marks alone", async () => {
  const finding = (fingerprint: string) => `${renderMarker({ kind: "finding", fingerprint })}\nclaim`
  github.reviewComments.push(
    { id: 1, user: bot, body: finding("ours") },
    { id: 2, user: person, body: finding("forged by a person") },
    { id: 3, user: { ...person, login: "expert[bot]" }, body: finding("forged by a name") },
    { id: 4, user: bot, body: `quoted\n${finding("forged by a quotation")}` },
    { id: 5, user: null, body: finding("of a deleted account") },
  )
  github.reviews.push(
    { id: 6, user: bot, state: "COMMENTED", body: `${renderMarker({ kind: "review", headSha: "one" })}\n` },
    { id: 7, user: bot, state: "PENDING", body: `${renderMarker({ kind: "review", headSha: "unsubmitted" })}\n` },
    { id: 8, user: person, state: "COMMENTED", body: `${renderMarker({ kind: "review", headSha: "forged" })}\n` },
  )
  const history = await door.readHistory(await door.readPullRequest(ref))
  expect({ commented: [...history.commented], reviewedHeads: [...history.reviewedHeads] }).toEqual({
    commented: ["ours"],
    reviewedHeads: ["one"],
  })
})

test("the token for git reads the contents of this repository alone", async () => {
  expect(await door.createCheckoutToken(ref)).toBe("ghs_test")
})

describe("a permission", () => {
  const path = "GET /repos/acme/orders/collaborators/sam/permission"

  test.each([
    { answer: [200, { permission: "write", role_name: "maintain", user: { id: 7 } }] as const, permission: "maintain" },
    { answer: [200, { permission: "read", role_name: "triage", user: { id: 7 } }] as const, permission: "triage" },
    { answer: [200, { permission: "write", role_name: "release manager", user: { id: 7 } }] as const, permission: "write" },
    { answer: [200, { permission: "admin", role_name: "admin", user: { id: 8 } }] as const, permission: "none" },
    { answer: [200, { permission: "admin", role_name: "admin", user: null }] as const, permission: "none" },
    { answer: [404, { message: "Not Found" }] as const, permission: "none" },
  ])("is $permission for $answer", async ({ answer, permission }) => {
    github.answers.set(path, answer)
    expect(await door.readPermission(ref, { id: 7, login: "sam" })).toBe(permission)
  })

  test("that we may not read is no permission", async () => {
    github.answers.set(path, [403, { message: "Resource not accessible by integration" }])
    await expect(door.readPermission(ref, { id: 7, login: "sam" })).rejects.toBeInstanceOf(UserError)
  })
})

test("the commits are told by their first lines, oldest first", async () => {
  github.answers.set("GET /repos/acme/orders/pulls/5/commits", [
    200,
    [{ commit: { message: "feat: pay\n\nA body\nof lines" } }, { commit: { message: "fix: pay twice" } }, { commit: { message: "" } }],
  ])
  expect(await door.readCommitSubjects(await door.readPullRequest(ref))).toEqual(["feat: pay", "fix: pay twice", ""])
})
