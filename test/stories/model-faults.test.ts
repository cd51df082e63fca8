import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { usualPatience } from "../../src/expert/loop/retries.ts"
import { aClaim } from "../expert/scripted-session.ts"
import { callsTools, fails, refuses, saysText } from "../support/fake-anthropic/reply.ts"
import type { Reply, ReplyFault } from "../support/fake-anthropic/reply.ts"
import { startFakeAnthropic } from "../support/fake-anthropic/start-fake-anthropic.ts"
import type { FakeAnthropic, JournalledRequest } from "../support/fake-anthropic/start-fake-anthropic.ts"
import { kindOf, scriptedModel } from "../support/scripted-model.ts"
import { openStory, ordersWithInjection } from "./story.ts"
import type { Story } from "./story.ts"

// Faults that end in different ways, told as a whole: GitHub, the App, the process that asks the model, a provider that fails. Every fault in every pass is
// tried without GitHub in test/jobs/model-faults.test.ts.

type Kind = ReturnType<typeof kindOf>

interface Row {
  readonly name: string
  readonly kind: Kind
  readonly reply: Reply | ((request: JournalledRequest) => Reply)
  /** What line one names. */
  readonly said: string
  /** Requests of this kind that are made. */
  readonly calls?: number
}

const broken =
  (fault: ReplyFault) =>
  (request: JournalledRequest): Reply => ({ ...honest(request), fault })

const rows: readonly Row[] = [
  { name: "falls silent while it looks for defects", kind: "findings", reply: broken({ stallsAt: 3 }), said: "fell silent", calls: 2 },
  { name: "hangs up while it refutes", kind: "verdicts", reply: broken({ cutsAt: 3 }), said: "answer broke off", calls: 2 },
  {
    name: "reports an error in the middle of a fix",
    kind: "fixes",
    reply: broken({ failsAt: { event: 2, type: "overloaded_error" } }),
    said: "answer broke off",
    calls: 2,
  },
  { name: "is overloaded when the report is due", kind: "report", reply: fails(529, "overloaded_error"), said: "unreachable", calls: 3 },
  { name: "refuses to look for defects", kind: "findings", reply: refuses("cyber"), said: "refused", calls: 1 },
  {
    name: "is cut off by its length while it refutes",
    kind: "verdicts",
    reply: saysText('{"kind":"verdicts","verdicts":[', { stopReason: "max_tokens" }),
    said: "answer cut off",
    calls: 1,
  },
  { name: "says nothing about the intent", kind: "intent", reply: { content: [], stopReason: "end_turn" }, said: "no answer", calls: 2 },
  {
    name: "looks around without an end",
    kind: "findings",
    reply: () => callsTools([{ name: "read", input: { path: "src/app.js" } }]),
    said: "wanted to look further",
  },
]

const model = scriptedModel({
  findings: [
    aClaim({
      path: "src/notes.js",
      hunkId: "",
      quote: "export const note = async (id) => notes.findById(id)",
      evidence: [{ path: "src/notes.js", quote: "export const note = async (id) => notes.findById(id)", why: "no owner" }],
    }),
  ],
  confirmsWith: { path: "src/notes.js", quote: "export const note = async (id) => notes.findById(id)" },
})

/** What is answered where nothing fails. */
function honest(request: JournalledRequest): Reply {
  return model(request)
}

/** One file with a finding of the rules, one with what the model finds. */
const files = {
  "src/orders.js": ordersWithInjection(),
  "src/notes.js": `import { notes } from "./database.js"\n\nexport const note = async (id) => notes.findById(id)\n`,
}

const patience = {
  ...usualPatience,
  firstByteMs: 3_000,
  idleMs: 1_000,
  unavailableDelaysMs: [20, 20],
  quickDelaysMs: [20, 20],
  longestWaitMs: 1_000,
}

let server: FakeAnthropic
let story: Story
let faulty: Row | null = null

beforeAll(async () => {
  server = await startFakeAnthropic()
  server.script("*", (request) => {
    if (faulty === null || kindOf(request) !== faulty.kind) return honest(request)
    return typeof faulty.reply === "function" ? faulty.reply(request) : faulty.reply
  })
  story = await openStory({
    patienceMs: 55_000,
    model: {
      model: "claude-sonnet-5-5",
      smallModel: "claude-haiku-5-5",
      fallbackModel: null,
      effort: "medium",
      patience,
      environment: { ANTHROPIC_API_KEY: "sk-ant-test", ANTHROPIC_BASE_URL: server.url },
    },
  })
})
afterAll(async () => {
  await story[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const firstLine = (text: string) =>
  text
    .replaceAll(/<!--.*?-->\n?/gs, "")
    .trim()
    .split("\n", 1)[0] ?? ""
const allClear = /\bno (?:findings|issues|problems|defects)\b|\bnothing found\b|\bno vulnerabilit/i

async function review(row: Row | null, base: Readonly<Record<string, string>> = {}) {
  faulty = row
  const asked = server.journal.length
  const reading = await story.reviewed(await story.open(files, { base }))
  const journal = server.journal.slice(asked).filter(({ path }) => path === "/v1/messages")
  const body = reading.comments[0]?.body ?? ""
  const isStatic = (comment: string | undefined) => comment?.includes("no-sql-injection") === true
  const statics = reading.threads.filter(({ comments: [comment] }) => isStatic(comment?.body)).map(({ path, line }) => [path, line])
  return { ...reading, journal, report: body, line: firstLine(body), statics, check: reading.checkRuns[0] }
}

describe("a review in which the model takes part", () => {
  test("says what the rules and the model found, and names nothing as missing", async () => {
    const { line, statics, threads, checkRuns, reviews } = await review(null)
    expect(line).toBe("## Backend Expert: 2 findings: 1 critical, 1 medium")
    expect(statics).toEqual([["src/orders.js", 8]])
    expect(threads.map(({ path }) => path).toSorted()).toEqual(["src/notes.js", "src/orders.js"])
    expect([checkRuns.length, reviews.length]).toEqual([1, 1])
  })
})

describe("a review whose model", () => {
  test.each(rows)("$name ends, says so first, and keeps what the rules found", async (row) => {
    const { line, report, statics, check, checkRuns, reviews, comments, journal } = await review(row)
    expect(line).toContain(`the model's part is incomplete (${row.said}`)
    expect(`${report}\n${check?.output.title}\n${check?.output.summary}`).not.toMatch(allClear)
    expect([checkRuns.length, reviews.length, comments.length]).toEqual([1, 1, 1])
    expect([check?.status, check?.conclusion]).toEqual(["completed", "neutral"])
    expect(check?.output.title).toMatch(/^The model's part is incomplete/)
    expect(statics).toEqual([["src/orders.js", 8]])
    if (row.calls !== undefined) expect(journal.filter((request) => kindOf(request) === row.kind)).toHaveLength(row.calls)
    expect(JSON.stringify(story.log)).not.toContain("consultation of the model was given up")
    expect(story.sandbox.violations()).toEqual([])
  })
})

describe("a review that may not ask the model", () => {
  test("for want of money says so first, asks nothing, and keeps what the rules found", async () => {
    const { line, check, statics, journal } = await review(null, { ".github/expert.yml": "model:\n  max_usd_per_review: 0.001\n" })
    expect(line).toBe("## Backend Expert: the model stopped at its limit of money, 1 finding (critical)")
    expect([check?.conclusion, check?.output.title]).toEqual(["neutral", "The model stopped at its limit of money; 1 finding (critical)"])
    expect(statics).toEqual([["src/orders.js", 8]])
    expect(journal).toEqual([])
  })

  // The last one: the circuit of the key stays open.
  test("because the provider's spend cap is reached knocks once, and the next one not at all", async () => {
    const reply = fails(429, "rate_limit_error", { code: "enforced_spend_limit_reached" })
    const first = await review({ name: "spend cap", kind: "intent", reply, said: "" })
    const second = await review(null)
    expect(first.journal.filter((request) => kindOf(request) === "intent")).toHaveLength(1)
    expect(second.journal).toEqual([])
    for (const { line, report, check, statics, reviews } of [first, second]) {
      expect(line).toContain("the model's part is incomplete (not accepted by the provider")
      expect(report).toContain("has reached its spend cap")
      expect(check?.conclusion).toBe("neutral")
      expect(statics).toEqual([["src/orders.js", 8]])
      expect(reviews).toHaveLength(1)
    }
  })
})
