import { beforeEach, describe, expect, test } from "vitest"
import type { CommandJob } from "../../src/model/job.ts"
import type { GitHubDoor } from "../../src/model/ports.ts"
import { createGitHubDoor } from "../../src/publish/github-door.ts"
import { FakeGitHub, ref } from "./fake-github.ts"

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
