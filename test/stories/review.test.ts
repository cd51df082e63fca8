import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { SandboxRepository } from "../../src/sandbox/sandbox-repository.ts"
import { openStory, ordersRepaired, ordersWithInjection, writesOf } from "./story.ts"
import type { Story } from "./story.ts"

let story: Story
beforeAll(async () => {
  story = await openStory()
})
afterAll(async () => {
  await story[Symbol.asyncDispose]()
})

const sqlInjection = "no-sql-injection"

describe("a pull request that is opened", () => {
  test("gets a concluded check, one review and one report", async () => {
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection() })
    const { checkRuns, reviews, threads, comments } = await story.reviewed(pullRequest)

    expect(checkRuns.map(({ name, status }) => [name, status])).toEqual([["Backend Expert", "completed"]])
    expect(reviews.map(({ state }) => state)).toEqual(["COMMENTED"])
    expect(threads.filter(({ comments: [comment] }) => comment?.body.includes(sqlInjection)).map(({ path, line }) => [path, line])).toEqual(
      [["src/orders.js", 8]],
    )
    expect(comments).toHaveLength(1)
    expect(story.sandbox.violations()).toEqual([])
  })

  test("is reviewed once although GitHub delivers the event twice", async () => {
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection() })
    await story.reviewed(pullRequest)
    const before = writesOf(story, pullRequest).length
    const delivery = story.sandbox
      .deliveries()
      .findLast(({ event, repositoryId }) => event === "pull_request" && repositoryId === pullRequest.repository.id)
    await story.sandbox.redeliver(delivery?.guid ?? "")
    await story.sandbox.settled()
    // A job that should not be there would be taken at once; the next review proves that the queue had time.
    await story.reviewed(await story.open({ "README.md": "# Shop\n" }))
    expect(writesOf(story, pullRequest).slice(before)).toEqual([])
  })

  test("from a fork that was deleted since is still reviewed", async () => {
    let fork: SandboxRepository | undefined
    const pullRequest = await story.open(
      { "src/orders.js": ordersWithInjection() },
      { fork: async (repository) => (fork = await story.sandbox.forkRepository(repository, "stranger")) },
    )
    await story.reviewed(pullRequest)
    if (fork !== undefined) story.sandbox.deleteRepository(fork)
    story.sandbox.comment({ pullRequest, author: "mara", body: "/expert review" })
    await story.until(
      "the second review",
      () => story.sandbox.read(pullRequest).checkRuns.filter(({ status }) => status === "completed").length === 2,
    )

    const { threads, checkRuns } = story.sandbox.read(pullRequest)
    expect(threads.some(({ comments: [comment] }) => comment?.body.includes(sqlInjection))).toBe(true)
    expect(checkRuns.map(({ conclusion }) => conclusion)).toEqual([checkRuns[0]?.conclusion, checkRuns[0]?.conclusion])
  })

  test("as a draft waits until it is ready", async () => {
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection() }, { draft: true })
    const draft = await story.reviewed(pullRequest)
    expect(draft.checkRuns.map(({ conclusion }) => conclusion)).toEqual(["skipped"])
    expect(draft.reviews).toEqual([])

    await story.sandbox.setDraft(pullRequest, false)
    await story.until("the review of the ready pull request", () => story.sandbox.read(pullRequest).reviews.length === 1)
  })

  test("without any change is told so", async () => {
    const pullRequest = await story.open({})
    const { checkRuns, reviews, comments } = await story.reviewed(pullRequest)
    expect(checkRuns[0]?.conclusion).toMatch(/neutral|success/)
    expect(reviews).toEqual([])
    expect(comments.length).toBeLessThanOrEqual(1)
  })
})

describe("a push", () => {
  test("edits the report in place and speaks only of what is new", async () => {
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection() })
    const first = await story.reviewed(pullRequest)
    const report = first.comments[0]?.body
    const files = `import { Router } from "express"\nimport { readFile } from "node:fs/promises"\n\nexport const files = Router()\n\nfiles.get("/:name", async (request, response) => {\n  response.send(await readFile("exports/" + request.params.name))\n})\n`
    await story.push(pullRequest, { "src/files.js": files })
    const second = await story.reviewed(pullRequest)

    expect(second.comments.map(({ id }) => id)).toEqual(first.comments.map(({ id }) => id))
    expect(second.comments[0]?.body).not.toEqual(report)
    expect(second.threads.filter(({ comments: [comment] }) => comment?.body.includes(sqlInjection))).toHaveLength(1)
    expect(second.threads.some(({ path }) => path === "src/files.js")).toBe(true)
  })

  test("that repairs everything leaves a green check and no new comment", async () => {
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection(), "test/orders.test.js": ordersTest })
    const first = await story.reviewed(pullRequest)
    await story.push(pullRequest, { "src/orders.js": ordersRepaired })
    const second = await story.reviewed(pullRequest)
    expect(second.threads).toHaveLength(first.threads.length)
    expect(second.checkRuns.at(-1)?.conclusion).toBe("success")
  })

  test("during a review stops it; only the newest head is published", async () => {
    story.sandbox.faults.add({ kind: "slow", operationId: "repos/get-content", delayMs: 3_000 })
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection() })
    await story.until("the first check", () => story.sandbox.read(pullRequest).checkRuns.length === 1)
    await story.push(pullRequest, { "src/notes.js": "export const notes = []\n" })
    const { checkRuns, reviews, comments, pullRequest: record } = await story.reviewed(pullRequest)
    await story.until("the old check's end", () => story.sandbox.read(pullRequest).checkRuns.every(({ status }) => status === "completed"))

    expect(story.sandbox.read(pullRequest).checkRuns.find(({ headSha }) => headSha !== record.head.sha)?.conclusion).toBe("cancelled")
    expect(checkRuns.find(({ headSha }) => headSha === record.head.sha)?.conclusion).not.toBe("cancelled")
    expect(reviews).toHaveLength(1)
    expect(comments).toHaveLength(1)
  })
})

describe("a pull request that is closed", () => {
  test("during its review gets a cancelled check and no review", async () => {
    story.sandbox.faults.add({ kind: "slow", operationId: "repos/get-content", delayMs: 3_000 })
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection() })
    await story.until("the check", () => story.sandbox.read(pullRequest).checkRuns.length === 1)
    await story.sandbox.close(pullRequest)
    const { checkRuns, reviews } = await story.reviewed(pullRequest)
    expect(checkRuns.map(({ conclusion, output }) => [conclusion, output.title])).toEqual([
      ["cancelled", "Stopped: the pull request was closed"],
    ])
    expect(reviews).toEqual([])
  })
})

describe("people", () => {
  test("re-run the check from the Checks tab and read no comment twice", async () => {
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection() })
    const first = await story.reviewed(pullRequest)
    const run = first.checkRuns[0]
    if (run === undefined) throw new Error("no check")
    story.sandbox.rerequestCheckRun(run, "mara")
    await story.until(
      "a second check",
      () => story.sandbox.read(pullRequest).checkRuns.filter(({ status }) => status === "completed").length === 2,
    )
    const second = story.sandbox.read(pullRequest)
    expect(second.threads).toHaveLength(first.threads.length)
    expect(second.reviews).toHaveLength(1)
    expect(second.comments).toHaveLength(1)
  })

  test("re-run all checks of a fork's pull request, which the event does not name", async () => {
    const pullRequest = await story.open(
      { "src/orders.js": ordersWithInjection() },
      { fork: (repository) => story.sandbox.forkRepository(repository, "stranger") },
    )
    const first = await story.reviewed(pullRequest)
    const suite = story.sandbox.world.checkSuites.get(first.checkRuns[0]?.suiteId ?? 0)
    if (suite === undefined) throw new Error("no suite")
    await story.sandbox.rerequestSuite(suite, "mara")
    await story.until(
      "a second check",
      () => story.sandbox.read(pullRequest).checkRuns.filter(({ status }) => status === "completed").length === 2,
    )
    expect(story.sandbox.read(pullRequest).threads).toHaveLength(first.threads.length)
  })

  test("ask for a review of a draft with a command", async () => {
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection() }, { draft: true })
    await story.reviewed(pullRequest)
    story.sandbox.comment({ pullRequest, author: "mara", body: "/expert review" })
    await story.until("the review", () => story.sandbox.read(pullRequest).reviews.length === 1)
    expect(story.sandbox.read(pullRequest).reactions.map(({ content }) => content)).toEqual(["eyes"])
  })

  test("get the help where they asked, and no review when they may only read", async () => {
    const pullRequest = await story.open({ "README.md": "# Shop\n" })
    await story.reviewed(pullRequest)
    story.sandbox.comment({ pullRequest, author: "reader", body: "/expert review\n/expert help" })
    await story.until("the answer", () => story.sandbox.read(pullRequest).comments.length === 3)
    const answer = story.sandbox.read(pullRequest).comments.at(-1)?.body
    expect(answer).toContain("`/expert review` is for people with triage access")
    expect(answer).toContain("| `/expert help` |")
    expect(story.sandbox.read(pullRequest).checkRuns).toHaveLength(1)
  })
})

const ordersTest = `import request from "supertest"
import { expect, test } from "vitest"
import { app } from "../src/app.js"

test("lists the orders of a customer", async () => {
  const response = await request(app).get("/orders").query({ customer: "7" })
  expect(response.status).toBe(200)
})
`
