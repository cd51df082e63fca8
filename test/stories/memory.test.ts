import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import type { SandboxPullRequest } from "../../src/sandbox/sandbox.ts"
import { parseMarker } from "../../src/model/marker.ts"
import { openStory, ordersRepaired, ordersWithInjection, writesOf } from "./story.ts"
import type { Story } from "./story.ts"

let story: Story
beforeAll(async () => {
  story = await openStory()
})
afterEach(() => {
  story.sandbox.faults.clear()
})
afterAll(async () => {
  await story[Symbol.asyncDispose]()
})

/** Fingerprints of our comments on findings, in the order in which they were written. */
function commentsOf(pullRequest: SandboxPullRequest): string[] {
  return story.sandbox.read(pullRequest).threads.flatMap(({ comments: [root] }) => {
    const marker = parseMarker(root?.body ?? "")
    return marker?.kind === "finding" ? [marker.fingerprint] : []
  })
}

/** What stands below the comment on the injection. */
function repliesOf(pullRequest: SandboxPullRequest): string[] {
  const thread = story.sandbox.read(pullRequest).threads.find(({ comments: [root] }) => root?.body.includes("no-sql-injection"))
  return (thread?.comments ?? []).slice(1).map(({ body }) => body.replace(/<!--.*-->\n/, "").replace(/\[`.*\)/, "SHA"))
}

const fileReader = `import { Router } from "express"
import { readFile } from "node:fs/promises"

export const files = Router()

files.get("/:name", async (request, response) => {
  response.send(await readFile("exports/" + request.params.name))
})
`

describe("a pull request of ten pushes", () => {
  test("with a rebase, a revert and a force-push in between repeats nothing", async () => {
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection() })
    await story.reviewed(pullRequest)
    const rounds = [commentsOf(pullRequest).length]
    const step = async (push: () => Promise<unknown>) => {
      await push()
      await story.reviewed(pullRequest)
      rounds.push(commentsOf(pullRequest).length)
    }
    const both = { "src/orders.js": ordersWithInjection(), "src/files.js": fileReader }
    await step(() => story.push(pullRequest, { "src/notes.js": "export const notes = []\n" }))
    await step(() => story.push(pullRequest, { "src/notes.js": null }))
    await story.commitToBase(pullRequest, { "src/other.js": "export const other = 1\n" })
    await step(() => story.rebase(pullRequest, { "src/orders.js": ordersWithInjection() }))
    await step(() => story.push(pullRequest, { "src/files.js": fileReader }))
    await step(() => story.push(pullRequest, { "src/orders.js": ordersRepaired }))
    await step(() => story.push(pullRequest, { "src/orders.js": ordersWithInjection() }))
    await step(() => story.rebase(pullRequest, both))
    await step(() => story.rebase(pullRequest, { ...both, "src/orders.js": `// orders\n\n${ordersWithInjection()}` }))
    await step(() => story.push(pullRequest, { "README.md": "# Shop\n" }))
    await step(() => story.push(pullRequest, { "src/orders.js": null, "src/moved-orders.js": ordersWithInjection() }))

    const comments = commentsOf(pullRequest)
    const repeats = comments.length - new Set(comments).size
    expect({ pushes: rounds.length - 1, comments: comments.length, repeats, byRound: rounds }).toMatchInlineSnapshot(`
      {
        "byRound": [
          1,
          1,
          1,
          1,
          2,
          2,
          2,
          2,
          2,
          2,
          2,
        ],
        "comments": 2,
        "pushes": 10,
        "repeats": 0,
      }
    `)
    expect(repliesOf(pullRequest)).toEqual(["Fixed in SHA.", "Found again in SHA."])
    expect(writesOf(story, pullRequest)).toMatchInlineSnapshot(`
      [
        "checks/create 201 (queued)",
        "pulls/create-review 200 (1 comments)",
        "issues/create-comment 201",
        "checks/update 200 (completed, neutral, 1 finding (critical))",
        "checks/create 201 (queued)",
        "issues/update-comment 200",
        "checks/update 200 (completed, neutral, 1 finding (critical))",
        "checks/create 201 (queued)",
        "issues/update-comment 200",
        "checks/update 200 (completed, neutral, 1 finding (critical))",
        "checks/create 201 (queued)",
        "issues/update-comment 200",
        "checks/update 200 (completed, neutral, 1 finding (critical))",
        "checks/create 201 (queued)",
        "pulls/create-review 200 (1 comments)",
        "issues/update-comment 200",
        "checks/update 200 (completed, neutral, 2 findings: 1 critical, 1 high)",
        "checks/create 201 (queued)",
        "pulls/create-reply-for-review-comment 201",
        "issues/update-comment 200",
        "checks/update 200 (completed, neutral, 1 finding (high))",
        "checks/create 201 (queued)",
        "pulls/create-reply-for-review-comment 201",
        "issues/update-comment 200",
        "checks/update 200 (completed, neutral, 2 findings: 1 critical, 1 high)",
        "checks/create 201 (queued)",
        "issues/update-comment 200",
        "checks/update 200 (completed, neutral, 2 findings: 1 critical, 1 high)",
        "checks/create 201 (queued)",
        "issues/update-comment 200",
        "checks/update 200 (completed, neutral, 2 findings: 1 critical, 1 high)",
        "checks/create 201 (queued)",
        "issues/update-comment 200",
        "checks/update 200 (completed, neutral, 2 findings: 1 critical, 1 high)",
        "checks/create 201 (queued)",
        "issues/update-comment 200",
        "checks/update 200 (completed, neutral, 2 findings: 1 critical, 1 high)",
      ]
    `)
    expect(story.sandbox.violations()).toEqual([])
  }, 180_000)
})

describe("a finding that is fixed", () => {
  test("is told so on its thread, which stays open where the App may not resolve it", async () => {
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection() }, { base: wanting })
    await story.reviewed(pullRequest)
    await story.push(pullRequest, { "src/orders.js": ordersRepaired })
    const { threads } = await story.reviewed(pullRequest)
    expect(repliesOf(pullRequest)).toEqual(["Fixed in SHA."])
    expect(threads.filter(({ isResolved }) => isResolved)).toEqual([])
    expect(writesOf(story, pullRequest)).toMatchInlineSnapshot(`
      [
        "checks/create 201 (queued)",
        "pulls/create-review 200 (1 comments)",
        "issues/create-comment 201",
        "checks/update 200 (completed, neutral, 1 finding (critical))",
        "checks/create 201 (queued)",
        "pulls/create-reply-for-review-comment 201",
        "issues/update-comment 200",
        "checks/update 200 (completed, success, No findings in 1 file)",
      ]
    `)
  })

  test("is resolved where the settings want it and the installation grants it, and opened by nobody when it is back", async () => {
    const pullRequest = await story.open(
      { "src/orders.js": ordersWithInjection() },
      {
        base: wanting,
        owner: "generous",
        prepare: (repository) => {
          const installation = story.sandbox.installationOf(repository)
          Object.assign(installation, { permissions: { ...installation.permissions, contents: "write" } })
        },
      },
    )
    await story.reviewed(pullRequest)
    await story.push(pullRequest, { "src/orders.js": ordersRepaired })
    const { threads } = await story.reviewed(pullRequest)
    expect(threads.filter(({ isResolved }) => isResolved).map(({ path }) => path)).toEqual(["src/orders.js"])
    expect(writesOf(story, pullRequest)).toMatchInlineSnapshot(`
      [
        "checks/create 201 (queued)",
        "pulls/create-review 200 (1 comments)",
        "issues/create-comment 201",
        "checks/update 200 (completed, neutral, 1 finding (critical))",
        "checks/create 201 (queued)",
        "pulls/create-reply-for-review-comment 201",
        "issues/update-comment 200",
        "checks/update 200 (completed, success, No findings in 1 file)",
      ]
    `)
    expect(story.sandbox.writes().filter(({ path }) => path.endsWith("/graphql"))).toHaveLength(1)
  })

  test("whose thread somebody answered is left to people", async () => {
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection() })
    const { threads } = await story.reviewed(pullRequest)
    for (const thread of threads) story.sandbox.replyInThread({ comment: thread.comments[0]!, author: "mara", body: "On it." })
    await story.push(pullRequest, { "src/orders.js": ordersRepaired })
    await story.reviewed(pullRequest)
    expect(repliesOf(pullRequest)).toEqual(["On it."])
    expect(writesOf(story, pullRequest)).toMatchInlineSnapshot(`
      [
        "checks/create 201 (queued)",
        "pulls/create-review 200 (1 comments)",
        "issues/create-comment 201",
        "checks/update 200 (completed, neutral, 1 finding (critical))",
        "checks/create 201 (queued)",
        "issues/update-comment 200",
        "checks/update 200 (completed, success, No findings in 1 file)",
      ]
    `)
  })
})

const wanting = { ".github/expert.yml": "version: 1\nresolve_threads: true\n" }

describe("what max_comments held back in the first round", () => {
  test("does not come later, push after push", async () => {
    const pullRequest = await story.open(
      { "src/orders.js": ordersWithInjection(), "src/files.js": fileReader },
      { base: { ".github/expert.yml": "version: 1\nmax_comments: 1\n" } },
    )
    await story.reviewed(pullRequest)
    for (const note of [1, 2]) {
      await story.push(pullRequest, { "src/notes.js": `export const notes = ${note}\n` })
      await story.reviewed(pullRequest)
    }
    expect(writesOf(story, pullRequest)).toMatchInlineSnapshot(`
      [
        "checks/create 201 (queued)",
        "pulls/create-review 200 (1 comments)",
        "issues/create-comment 201",
        "checks/update 200 (completed, neutral, 2 findings: 1 critical, 1 high)",
        "checks/create 201 (queued)",
        "issues/update-comment 200",
        "checks/update 200 (completed, neutral, 2 findings: 1 critical, 1 high)",
        "checks/create 201 (queued)",
        "issues/update-comment 200",
        "checks/update 200 (completed, neutral, 2 findings: 1 critical, 1 high)",
      ]
    `)
  })
})

describe("two deliveries of one event at once", () => {
  test("make one review", async () => {
    story.sandbox.faults.add({ kind: "slow", operationId: "repos/get-content", delayMs: 1_000 })
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection() })
    await story.sandbox.settled()
    const delivery = story.sandbox
      .deliveries()
      .findLast(({ event, repositoryId }) => event === "pull_request" && repositoryId === pullRequest.repository.id)
    await Promise.all([1, 2].map(() => story.sandbox.redeliver(delivery?.guid ?? "")))
    await story.reviewed(pullRequest)
    expect(writesOf(story, pullRequest)).toMatchInlineSnapshot(`
      [
        "checks/create 201 (queued)",
        "pulls/create-review 200 (1 comments)",
        "issues/create-comment 201",
        "checks/update 200 (completed, neutral, 1 finding (critical))",
      ]
    `)
  })
})

describe("a push during a review", () => {
  test("ends it, and the review of the new head counts as the first", async () => {
    story.sandbox.faults.add({ kind: "slow", operationId: "repos/get-content", delayMs: 2_000 })
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection() })
    await story.until("the first check", () => story.sandbox.read(pullRequest).checkRuns.length === 1)
    await story.push(pullRequest, { "src/files.js": fileReader })
    await story.reviewed(pullRequest)
    await story.until("the old check's end", () => story.sandbox.read(pullRequest).checkRuns.every(({ status }) => status === "completed"))
    expect(writesOf(story, pullRequest).toSorted()).toMatchInlineSnapshot(`
      [
        "checks/create 201 (queued)",
        "checks/create 201 (queued)",
        "checks/update 200 (completed, cancelled, Superseded by a newer push)",
        "checks/update 200 (completed, neutral, 2 findings: 1 critical, 1 high)",
        "issues/create-comment 201",
        "pulls/create-review 200 (2 comments)",
      ]
    `)
    expect(commentsOf(pullRequest)).toHaveLength(new Set(commentsOf(pullRequest)).size)
  })
})

describe("a failure", () => {
  test("after GitHub has written a review, a reply and the report writes none of them again", async () => {
    story.sandbox.faults.add({ kind: "status-after", operationId: "pulls/create-review" })
    story.sandbox.faults.add({ kind: "status-after", operationId: "issues/create-comment" })
    story.sandbox.faults.add({ kind: "status-after", operationId: "pulls/create-reply-for-review-comment" })
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection() })
    await story.reviewed(pullRequest)
    await story.push(pullRequest, { "src/orders.js": ordersRepaired })
    const { reviews, comments } = await story.reviewed(pullRequest)
    expect(story.sandbox.faults.remaining()).toBe(0)
    // GitHub counts a reply as a review without a text.
    expect([reviews.filter(({ body }) => body !== "").length, comments.length, repliesOf(pullRequest)]).toEqual([1, 1, ["Fixed in SHA."]])
    expect(writesOf(story, pullRequest)).toMatchInlineSnapshot(`
      [
        "checks/create 201 (queued)",
        "pulls/create-review 502 (1 comments)",
        "issues/create-comment 502",
        "checks/update 200 (completed, neutral, 1 finding (critical))",
        "checks/create 201 (queued)",
        "pulls/create-reply-for-review-comment 502",
        "issues/update-comment 200",
        "checks/update 200 (completed, success, No findings in 1 file)",
      ]
    `)
  })

  test("of one anchor for no visible reason costs the comments their lines but nothing is lost or sent one by one", async () => {
    const fault = { kind: "status-before" as const, status: 422, errors: ["Line could not be resolved"] }
    story.sandbox.faults.add({ ...fault, operationId: "pulls/create-review" })
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection(), "src/files.js": fileReader })
    const { checkRuns, threads } = await story.reviewed(pullRequest)
    expect(writesOf(story, pullRequest)).toMatchInlineSnapshot(`
      [
        "checks/create 201 (queued)",
        "pulls/create-review 422 (2 comments)",
        "pulls/create-review 200 (0 comments)",
        "issues/create-comment 201",
        "checks/update 200 (completed, neutral, 2 findings: 1 critical, 1 high)",
      ]
    `)
    expect(threads.filter(({ comments: [root] }) => root?.body.includes("no-sql-injection"))).toEqual([])
    expect(checkRuns[0]?.annotations.some(({ message }) => message.includes("no-sql-injection"))).toBe(true)
  })

  test("by the secondary limit in the middle of publishing comes back later and repeats nothing", async () => {
    story.sandbox.faults.add({ kind: "secondary-limit", operationId: "issues/create-comment", retryAfterSeconds: 1 })
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection() })
    await story.reviewed(pullRequest)
    expect(writesOf(story, pullRequest)).toMatchInlineSnapshot(`
      [
        "checks/create 201 (queued)",
        "pulls/create-review 200 (1 comments)",
        "issues/create-comment 403",
        "issues/create-comment 201",
        "checks/update 200 (completed, neutral, 1 finding (critical))",
      ]
    `)
  })
})

describe("a review with a hundred findings", () => {
  test("sends its annotations by fifty", async () => {
    const route = (index: number) =>
      `orders.get("/by-${index}", async (request, response) => {\n  const result = await pool.query("select id from orders where field_${index} = '" + request.query.value + "' limit 50")\n  response.json(result.rows)\n})\n`
    const file = (first: number) =>
      `import { Router } from "express"\nimport { pool } from "./database.js"\n\nexport const orders = Router()\n\n${Array.from({ length: 36 }, (_, index) => route(first + index)).join("\n")}`
    const pullRequest = await story.open({
      "src/orders.js": file(0),
      "src/app.js": `import express from "express"\n${[0, 1, 2].map((index) => `import { orders as more${index} } from "./more-${index}.js"\n`).join("")}import { orders } from "./orders.js"\n\nexport const app = express()\napp.use("/orders", orders, more0, more1, more2)\n`,
      ...Object.fromEntries([0, 1, 2].map((index) => [`src/more-${index}.js`, file(36 * (index + 1))])),
    })
    const { checkRuns } = await story.reviewed(pullRequest)
    expect(checkRuns[0]?.annotations.length).toBeGreaterThan(100)
    expect(writesOf(story, pullRequest)).toMatchInlineSnapshot(`
      [
        "checks/create 201 (queued)",
        "pulls/create-review 200 (2 comments)",
        "issues/create-comment 201",
        "checks/update 200 (in_progress, 144 findings: 144 critical)",
        "checks/update 200 (in_progress, 144 findings: 144 critical)",
        "checks/update 200 (completed, neutral, 144 findings: 144 critical)",
      ]
    `)
  })
})

describe("a database that is lost between two pushes", () => {
  test("repeats no comment, no report and no reply, and still tells what was fixed", async () => {
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection(), "src/files.js": fileReader })
    await story.reviewed(pullRequest)
    const before = commentsOf(pullRequest)
    await story.loseDatabase()
    await story.push(pullRequest, { "src/notes.js": "export const notes = []\n" })
    await story.reviewed(pullRequest)
    expect(commentsOf(pullRequest)).toEqual(before)
    await story.loseDatabase()
    await story.push(pullRequest, { "src/orders.js": ordersRepaired })
    const { comments } = await story.reviewed(pullRequest)
    expect([commentsOf(pullRequest), comments.length, repliesOf(pullRequest)]).toEqual([before, 1, ["Fixed in SHA."]])
    expect(writesOf(story, pullRequest)).toMatchInlineSnapshot(`
      [
        "checks/create 201 (queued)",
        "pulls/create-review 200 (2 comments)",
        "issues/create-comment 201",
        "checks/update 200 (completed, neutral, 2 findings: 1 critical, 1 high)",
        "checks/create 201 (queued)",
        "issues/update-comment 200",
        "checks/update 200 (completed, neutral, 2 findings: 1 critical, 1 high)",
        "checks/create 201 (queued)",
        "pulls/create-reply-for-review-comment 201",
        "issues/update-comment 200",
        "checks/update 200 (completed, neutral, 1 finding (high))",
      ]
    `)
  }, 180_000)
})

describe("an event that comes while the App is away", () => {
  test("is asked for again at the start, and its pull request is reviewed", async () => {
    story.sandbox.setWebhookUrl("http://127.0.0.1:9/")
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection() })
    await story.sandbox.settled()
    await story.loseDatabase()
    await story.reviewed(pullRequest)
    expect(writesOf(story, pullRequest)).toMatchInlineSnapshot(`
      [
        "checks/create 201 (queued)",
        "pulls/create-review 200 (1 comments)",
        "issues/create-comment 201",
        "checks/update 200 (completed, neutral, 1 finding (critical))",
      ]
    `)
    expect(
      story.sandbox
        .deliveries()
        .some(({ redelivery, repositoryId, status }) => redelivery && repositoryId === pullRequest.repository.id && status === "OK"),
    ).toBe(true)
  }, 180_000)
})
