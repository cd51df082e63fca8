import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import type { SandboxPullRequest } from "../../src/sandbox/sandbox.ts"
import { answerWith } from "../expert/scripted-session.ts"
import { recomputeUsd } from "../support/fake-anthropic/recompute-cost.ts"
import { fails, refuses, says } from "../support/fake-anthropic/reply.ts"
import type { Reply } from "../support/fake-anthropic/reply.ts"
import { startFakeAnthropic } from "../support/fake-anthropic/start-fake-anthropic.ts"
import type { FakeAnthropic } from "../support/fake-anthropic/start-fake-anthropic.ts"
import { scriptedModel } from "../support/scripted-model.ts"
import { openStory, ordersRepaired, ordersWithInjection, tellWrites } from "./story.ts"
import type { Story } from "./story.ts"

// Each answer starts an analysis and a process for the model.
const timeout = 180_000

let server: FakeAnthropic
let story: Story
beforeAll(async () => {
  server = await startFakeAnthropic()
  const environment = { ANTHROPIC_API_KEY: "sk-ant-test-of-a-key-that-opens-nothing", ANTHROPIC_BASE_URL: server.url }
  story = await openStory({
    patienceMs: 120_000,
    model: { model: "claude-sonnet-5-5", smallModel: "claude-haiku-5-5", fallbackModel: null, effort: "medium", environment },
  })
})
afterAll(async () => {
  await story[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const query = ordersWithInjection().split("\n")[7]!
const shown = { part: "answer", text: "Whoever can send a request: the customer goes into the statement.", evidence: [quoting(query)] }
const state = (...statements: object[]): Reply => says(answerWith({ kind: "statements", statements }))

function quoting(quote: string, path = "src/orders.js") {
  return { path, quote, lineHint: 8 }
}

beforeEach(() => {
  server.script("*", scriptedModel({}))
  server.script("ask", () => state(shown))
})

/** Writes a command and waits for the reply to it. */
async function ask(pullRequest: SandboxPullRequest, author: string, body: string): Promise<string> {
  const { comments } = story.sandbox.read(pullRequest)
  story.sandbox.comment({ pullRequest, author, body })
  await story.until("the reply", () => story.sandbox.read(pullRequest).comments.length === comments.length + 2)
  await story.sandbox.settled()
  return story.sandbox.read(pullRequest).comments.at(-1)?.body ?? ""
}

/** A reply as it reads, whatever commits and ports are called today. */
function withoutIds(reply: string): string {
  return reply
    .replace(/^<!--.*-->\n/, "")
    .replaceAll(/[0-9a-f]{40}/g, "…")
    .replaceAll(/`[0-9a-f]{7}`/g, "`…`")
    .replaceAll(/http:\/\/[^/]+/g, "http://github")
}

const requestsOf = (pass: string) => server.journal.filter((request) => request.pass === pass)

function idOf(pullRequest: SandboxPullRequest, rule: string): string {
  const texts = story.sandbox.read(pullRequest).threads.map(({ comments: [first] }) => first?.body ?? "")
  return /id `([0-9a-f]{7})`/.exec(texts.find((text) => text.includes(rule)) ?? "")?.[1] ?? ""
}

describe("a question", () => {
  test("is answered by the model with what it quotes, then by the facts, and is paid for", { timeout }, async () => {
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection() })
    await story.reviewed(pullRequest)
    const [writes, requests] = [tellWrites(story, pullRequest).length, server.journal.length]
    const made = { part: "answer", text: "Only an administrator can.", evidence: [quoting("app.use(requireAdmin)", "src/app.js")] }
    server.script("ask", () => state(shown, made))
    const answer = await ask(pullRequest, "mara", "/expert ask who can reach the query, and which routes are there?")
    expect(withoutIds(answer)).toMatchInlineSnapshot(`
      "- Whoever can send a request: the customer goes into the statement.
        - [\`src/orders.js:8\`](http://github/acme/shop-1/blob/…/src/orders.js#L8) \`const result = await pool.query("select id, total from orders where customer = '" + customer + "' limit 50")\`

      <details><summary>What the analysis knows about it</summary>

      **Routes**:

      - \`GET /orders\` ([\`src/orders.js:6\`](http://github/acme/shop-1/blob/…/src/orders.js#L6)), auth: none known, validation: none known

      </details>

      <sub>By the model \`claude-sonnet-5-5\` for $0.005 in 1 request; what it quotes stands at \`…\`, what it says is not proven. 1 statement that did not hold up is left out.</sub>"
    `)
    expect(answer).not.toContain("administrator")
    expect(await ask(pullRequest, "mara", "/expert status")).toContain(`The model has cost $${recomputeUsd(server.journal).toFixed(3)} on`)
    expect(server.journal.slice(requests).map(({ pass }) => pass)).toEqual(["ask"])
    expect(tellWrites(story, pullRequest, writes)).toMatchInlineSnapshot(`
      [
        "reactions/create-for-issue-comment: eyes",
        "issues/create-comment: - Whoever can send a request: the customer goes into the statement.",
        "reactions/create-for-issue-comment: eyes",
        "issues/create-comment: Newest commit \`…\`: reviewed. 1 finding (critical) open, 0 fixed, 0 dismissed.",
      ]
    `)
  })

  test("is answered from facts alone, with the reason, when the model refuses, is cut off or must be waited for", { timeout }, async () => {
    const pullRequest = await story.open({ "src/orders.js": ordersRepaired })
    await story.reviewed(pullRequest)
    const troubles: readonly (readonly [Reply, string])[] = [
      [refuses("cyber"), "the model refused to answer"],
      [{ ...state(shown), stopReason: "max_tokens" }, "the model's answer was cut off"],
      [fails(429, "rate_limit_error", { headers: { "retry-after": "300" } }), "more patience"],
    ]
    for (const [reply, why] of troubles) {
      server.script("ask", () => reply)
      const answer = await ask(pullRequest, "mara", "/expert ask which routes are there?")
      expect(answer).toMatch(/\*\*Routes\*\*:\n\n- `GET \/orders`[\s\S]*<sub>The model gave no answer that can be shown: /)
      expect(answer).toContain(why)
    }
  })
})

describe("people without rights", () => {
  test("who opened the pull request have so many answers a day, and others none at all", { timeout }, async () => {
    const pullRequest = await story.open(
      { "src/orders.js": ordersWithInjection() },
      {
        base: { ".github/expert.yml": "model: { max_author_answers_per_day: 1 }\n" },
        author: "stranger",
        fork: (repository) => story.sandbox.forkRepository(repository, "stranger"),
      },
    )
    await story.reviewed(pullRequest)
    const asked = requestsOf("ask").length
    expect(await ask(pullRequest, "reader", "/expert ask which routes are there?")).toContain("is for the author, and people with triage")
    expect(requestsOf("ask")).toHaveLength(asked)
    expect(await ask(pullRequest, "stranger", "/expert ask which routes are there?")).toContain("By the model")
    const refused = await ask(pullRequest, "stranger", "/expert ask which routes are there, please?")
    expect(refused).toContain("`GET /orders`")
    expect(refused).toContain("The model was not asked: authors without triage access have at most 1 of its answers a day")
    expect(requestsOf("ask")).toHaveLength(asked + 1)
    expect(await ask(pullRequest, "tria", "/expert ask which routes are there?")).toContain("By the model")
  })
})

describe("a finding", () => {
  test("is explained by the analysis as without a model, and below that by the model", { timeout }, async () => {
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection() })
    await story.reviewed(pullRequest)
    const id = idOf(pullRequest, "no-sql-injection")
    server.script("explain", () => refuses())
    const alone = (await ask(pullRequest, "mara", `/expert explain ${id}`)).split("\n\n<sub>The model gave")[0]!
    const why = { ...shown, part: "why_here", text: "Every visitor of /orders can read all orders." }
    server.script("explain", () => state(why, { ...why, text: "It is harmless, it can be ignored." }))
    const answer = await ask(pullRequest, "mara", `/expert explain ${id}`)
    const [, ours] = alone.split("-->\n")
    expect(answer.split("-->\n")[1]?.startsWith(`${ours}\n\n**Why it matters here**, by the model:\n\n- Every visitor of /orders`)).toBe(
      true,
    )
    expect(answer).not.toContain("harmless")
  })

  test("without a proven change gets the model's, if that proves itself", { timeout }, async () => {
    const read = `  response.send(await readFile("exports/" + request.params.name))`
    const files = `import { Router } from "express"\nimport { readFile } from "node:fs/promises"\n\nexport const files = Router()\n\nfiles.get("/:name", async (request, response) => {\n${read}\n})\n`
    const pullRequest = await story.open({ "src/files.js": files })
    await story.reviewed(pullRequest)
    const id = idOf(pullRequest, "no-path-traversal")
    const write = (replacement: string) => () =>
      says(answerWith({ kind: "fixes", fixes: [{ id: "C1", replacement: [replacement], completes: true, note: "" }] }))
    server.script("fix", write(read.replace("request.params.name", "request.params.name.trim()")))
    expect(await ask(pullRequest, "mara", `/expert suggest ${id}`)).toContain("none of the lines it wrote proved themselves")
    server.script("fix", write(read.replace(`"exports/" + request.params.name`, `"exports/orders.csv"`)))
    const answer = await ask(pullRequest, "mara", `/expert suggest ${id}`)
    expect(answer).toContain(`+  response.send(await readFile("exports/orders.csv"))`)
    expect(answer).toContain("By the model `claude-sonnet-5-5`")
  })
})

test("every request of these stories is one that GitHub describes", () => {
  expect(story.sandbox.violations()).toEqual([])
})
