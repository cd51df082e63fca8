import { beforeEach, describe, expect, test } from "vitest"
import type { CommandJob } from "../../src/model/job.ts"
import type { GitHubDoor } from "../../src/model/ports.ts"
import { createGitHubDoor } from "../../src/publish/github-door.ts"
import { bot, FakeGitHub, headSha, person, ref } from "./fake-github.ts"

let github: FakeGitHub
let door: GitHubDoor

beforeEach(() => {
  github = new FakeGitHub()
  door = createGitHubDoor(github.clients, { readBackDelayMs: 0 })
})

function aJob(commentKind: CommandJob["commentKind"]): CommandJob {
  return { kind: "run-command", ...ref, commentKind, commentId: 31, body: "/expert help", sender: { id: 1, login: "sam" } }
}

describe.each(["conversation", "review-thread"] as const)("a command in a %s", (kind) => {
  const list = () => (kind === "conversation" ? github.comments : github.reviewComments)

  test("gets one reply, however often it is answered", async () => {
    await door.postReply(aJob(kind), "hello")
    await door.postReply(aJob(kind), "hello")
    expect(github.writes).toHaveLength(1)
    expect(list()).toMatchObject([{ body: "<!-- nodejs-backend-expert:reply v1 31 -->\nhello" }])
  })

  test("gets its reply edited when there is more to say", async () => {
    await door.postReply(aJob(kind), "reviewing")
    await door.postReply(aJob(kind), "reviewed")
    expect(list()).toMatchObject([{ body: expect.stringContaining("reviewed") }])
  })

  test("gets no second reply after a lost answer", async () => {
    github.faults.push({ on: /POST/, answer: [502, ""], applied: true })
    await door.postReply(aJob(kind), "hello")
    expect(list()).toHaveLength(1)
  })

  test("gets a reaction", async () => {
    await door.react(aJob(kind), "eyes")
    expect(github.writes).toEqual([`POST /${kind === "conversation" ? "issues" : "pulls"}/comments/31/reactions`])
  })

  test("that was deleted is read as nothing", async () => {
    expect(await door.readComment(aJob(kind))).toBeNull()
  })

  test("is read as it stands now", async () => {
    const path = `GET /repos/acme/orders/${kind === "conversation" ? "issues" : "pulls"}/comments/31`
    github.answers.set(path, [200, { id: 31, body: "/expert review", user: { id: 1, login: "sam" } }])
    expect(await door.readComment(aJob(kind))).toEqual({ body: "/expert review", author: { id: 1, login: "sam" } })
  })
})

describe("the finding of a thread", () => {
  const read = (id: number) => `GET /repos/acme/orders/pulls/comments/${id}`
  const marked = "<!-- nodejs-backend-expert:finding v1 1a2b3c4d -->\nWhat is wrong"
  const root = (changes: object = {}) =>
    [200, { id: 30, body: marked, user: bot, line: 9, start_line: 7, side: "RIGHT", ...changes }] as const

  beforeEach(() => {
    github.answers.set(read(31), [200, { id: 31, body: "/expert explain", user: person, in_reply_to_id: 30 }])
  })

  test("is told by the mark of its first comment, with the lines it stands on", async () => {
    github.answers.set(read(30), root())
    expect(await door.readThreadFinding(aJob("review-thread"))).toEqual({ fingerprint: "1a2b3c4d", line: 9, startLine: 7 })
  })

  test.each([
    { name: "outdated", changes: { line: null, start_line: null } },
    { name: "on the base", changes: { side: "LEFT" } },
  ])("has no line in a thread that is $name", async ({ changes }) => {
    github.answers.set(read(30), root(changes))
    expect(await door.readThreadFinding(aJob("review-thread"))).toMatchObject({ fingerprint: "1a2b3c4d", line: null })
  })

  test("is not believed when somebody else wrote the mark", async () => {
    github.answers.set(read(30), root({ user: person }))
    expect(await door.readThreadFinding(aJob("review-thread"))).toBeNull()
  })

  test("is not there in a thread that a person began, nor in the conversation", async () => {
    github.answers.set(read(31), [200, { id: 31, body: "/expert explain", user: person }])
    expect(await door.readThreadFinding(aJob("review-thread"))).toBeNull()
    expect(await door.readThreadFinding(aJob("conversation"))).toBeNull()
  })
})

describe("the comment with proven changes", () => {
  test("is written once for a head, and edited when there are others", async () => {
    await door.postFixes(ref, headSha, "one change")
    await door.postFixes(ref, headSha, "one change")
    await door.postFixes(ref, headSha, "two changes")
    expect(github.writes).toEqual(["POST /issues/5/comments", expect.stringMatching(/^PATCH \/issues\/comments\/\d+$/)])
    await door.postFixes(ref, "b".repeat(40), "another head")
    expect(github.comments.map(({ body }) => String(body).split("\n")[1])).toEqual(["two changes", "another head"])
  })

  test("is not written twice when the answer was lost", async () => {
    github.faults.push({ on: /POST/, answer: [502, ""], applied: true })
    await door.postFixes(ref, headSha, "one change")
    expect(github.comments).toHaveLength(1)
  })
})
