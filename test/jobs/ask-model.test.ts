import { expect, test } from "vitest"
import { abandonAnalysis } from "../../src/analysis/abandon-analysis.ts"
import { askModel } from "../../src/jobs/ask-model.ts"
import type { AskingEdges } from "../../src/jobs/ask-model.ts"
import type { StudiedChange } from "../../src/jobs/compose-evidence.ts"
import type { Inquired, Inquiry } from "../../src/model/inquiry.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import type { Policy } from "../../src/model/policy.ts"
import type { Evidence } from "../../src/model/ports.ts"
import type { ModelUsage } from "../../src/model/review.ts"
import { aComposition } from "../report/subjects.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

const forever = new AbortController().signal
const usage: ModelUsage = { usd: 0.25, inputTokens: 9, outputTokens: 8, cacheReadTokens: 7, cacheWriteTokens: 6, calls: 5 }
const free: ModelUsage = { usd: 0, inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, calls: 0 }
const inquiry: Inquiry = { kind: "ask", question: "Who may read an order?", facts: [] }
const answer = { model: "some-model", statements: [], open: "not_found" as const, unsupported: 0, leftOut: 0, suggestion: null }
const pullRequest = { ...aComposition().pullRequest, title: "A title", body: "A body" }
const [base, head] = [aTree({ "a.ts": "1\n" }), aTree({ "a.ts": "2\n" })]
const diff = aDiff(base, head)

interface World {
  readonly inquired?: Partial<Inquired>
  readonly throws?: Error
  readonly hasModel?: boolean
  readonly model?: Partial<Policy["model"]>
  readonly spentUsd?: number
  readonly answers?: number
  readonly isTrusted?: boolean
  readonly signal?: AbortSignal
}

async function ask({ inquired, throws, hasModel = true, model, spentUsd = 1, answers = 0, isTrusted = true, signal = forever }: World) {
  const costs: unknown[] = []
  const booked: unknown[] = []
  const asked: Evidence[] = []
  const spending = { pullRequestUsd: spentUsd, repositoryDayUsd: spentUsd, installationMonthUsd: spentUsd, setAsideUsd: 0 }
  const caps = { reviewUsd: 4, repositoryDayUsd: 20, installationMonthUsd: 200 }
  const edges: AskingEdges = {
    inquire: hasModel
      ? async (evidence) => {
          asked.push(evidence)
          const allowance = await evidence.allow(0.4)
          evidence.onSpent?.(usage)
          if (throws !== undefined) throw throws
          return { answer, degraded: [], usage: allowance.usd > 0 ? usage : free, ...inquired }
        }
      : null,
    model: hasModel ? { name: "some-model", caps } : null,
    ledger: {
      countAnswers: async () => answers,
      reserveCost: async (_ref, { id, job, askedBy }, decide) => {
        const allowance = decide(spending)
        booked.push({ id, job, askedBy, usd: allowance.usd })
        return allowance
      },
      noteCost: async () => undefined,
      recordCost: async (_ref, run, cost) => void costs.push({ ...run, ...cost }),
    },
    now: () => new Date(0),
  }
  const policy = { ...defaultPolicy, model: { ...defaultPolicy.model, ...model } }
  const analyst: StudiedChange["analyst"] = {
    ask: async () => ({ kind: "unknown", reason: "" }),
    prove: async () => ({ proven: false, reason: "" }),
  }
  const analysis = abandonAnalysis(diff, "not analysed")
  const change = { checkout: { diff, read: async () => head }, base, head, analyst, analysis, policy }
  const asker = { person: { id: 9, login: "sam" }, isTrusted }
  const part = await askModel({ pullRequest, change, asker, job: "job/1", attempt: 2 }, inquiry, edges, signal).catch(
    (error: unknown) => error,
  )
  return { part, costs, booked, asked }
}

test("asks within what is left, without what the author wrote, and enters who asked and what it cost", async () => {
  const { part, costs, booked, asked } = await ask({ spentUsd: 4.75 })
  expect(part).toEqual({ kind: "answered", answer, usage, isLimited: false })
  expect(asked).toMatchObject([{ texts: { title: "", body: "", commits: [] } }])
  expect(booked).toEqual([{ id: "job/1/2", job: "job/1/", askedBy: { id: 9, login: "sam" }, usd: 0.25 }])
  expect((await ask({})).booked).toMatchObject([{ usd: 0.4 }])
  expect(costs).toEqual([{ id: "job/1/2", headSha: pullRequest.head.sha, model: "some-model", ...usage }])
})

test("asks nobody where there is no model or the settings leave it out, and says nothing about it", async () => {
  for (const world of [{ hasModel: false }, { model: { enabled: false } }]) {
    const { part, costs, asked } = await ask(world)
    expect([part, costs, asked]).toEqual([{ kind: "none" }, [], []])
  }
})

test("answers an author without rights so often a day and no more, and others as long as there is money", async () => {
  const stranger = { isTrusted: false }
  expect((await ask({ ...stranger, answers: 4 })).part).toMatchObject({ kind: "answered" })
  const { part, asked } = await ask({ ...stranger, answers: 5 })
  expect(part).toMatchObject({ kind: "silent", wasAsked: false, reason: expect.stringContaining("at most 5 of its answers a day") })
  expect(asked).toEqual([])
  expect((await ask({ answers: 5_000 })).part).toMatchObject({ kind: "answered" })
  const closed = await ask({ ...stranger, model: { max_author_answers_per_day: 0 } })
  expect(closed.part).toMatchObject({ kind: "silent", reason: expect.stringContaining("people with triage access alone") })
  expect(closed.asked).toEqual([])
})

test("tells why there is no answer, and enters what it cost all the same", async () => {
  const degraded = [{ pass: "ask" as const, flag: "refused", reason: "the model refused to answer" }]
  const { part, costs } = await ask({ inquired: { answer: null, degraded } })
  expect(part).toEqual({ kind: "silent", wasAsked: true, reason: "the model refused to answer", usd: 0.25 })
  expect(costs).toMatchObject([{ usd: 0.25, calls: 5 }])
  const unasked = await ask({ spentUsd: 5, inquired: { answer: null, degraded } })
  expect(unasked.part).toMatchObject({ wasAsked: false, usd: 0 })
  expect(unasked.costs).toMatchObject([{ usd: 0, calls: 0 }])
})

test("survives an error of ours, and enters what was heard of the cost", async () => {
  const { part, costs } = await ask({ throws: new TypeError("a hostile text") })
  expect(part).toEqual({ kind: "silent", wasAsked: true, reason: "an error of ours (TypeError)", usd: 0 })
  expect(costs).toMatchObject([{ usd: 0.25 }])
})

test("ends with its signal, and enters what was spent by then", async () => {
  const stopped = AbortSignal.abort(new Error("superseded"))
  const { part, costs } = await ask({ throws: new Error("torn down"), signal: stopped })
  expect(part).toEqual(new Error("superseded"))
  expect(costs).toMatchObject([{ usd: 0.25 }])
})
