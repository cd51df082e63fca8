import { expect, test } from "vitest"
import { abandonAnalysis } from "../../src/analysis/abandon-analysis.ts"
import { consultExpert } from "../../src/jobs/consult-expert.ts"
import type { ConsultEdges } from "../../src/jobs/consult-expert.ts"
import type { StudiedChange } from "../../src/jobs/compose-evidence.ts"
import type { CostReservation, ModelCost } from "../../src/model/cost.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import type { Consult, Evidence } from "../../src/model/ports.ts"
import type { PullRequest } from "../../src/model/pull-request.ts"
import type { ModelUsage } from "../../src/model/review.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

const forever = new AbortController().signal
const usage: ModelUsage = { usd: 0.25, inputTokens: 9, outputTokens: 8, cacheReadTokens: 7, cacheWriteTokens: 6, calls: 5 }
const pullRequest: PullRequest = {
  installationId: 7,
  repositoryId: 42,
  owner: "acme",
  name: "orders",
  number: 5,
  title: "Bind the parameter",
  body: "Why",
  author: { id: 1, login: "sam", isBot: false },
  state: "open",
  draft: false,
  labels: ["security"],
  base: { ref: "main", sha: "b1" },
  head: { ref: "x", sha: "a1" },
  fromFork: false,
  changedFiles: 1,
  cloneUrl: "https://github.test/acme/orders.git",
  htmlUrl: "https://github.test/acme/orders/pull/5",
}
const [base, head] = [aTree({ "a.ts": "1\n" }), aTree({ "a.ts": "2\n" })]
const diff = aDiff(base, head)
const change: StudiedChange = {
  checkout: { diff, read: async () => head },
  base,
  head,
  analyst: { ask: async () => ({ kind: "unknown", reason: "" }), prove: async () => ({ proven: false, reason: "" }) },
  analysis: abandonAnalysis(diff, "not analysed"),
  policy: defaultPolicy,
}
const consulting = { pullRequest, change, isDeep: true, isAgain: false, job: "job", attempt: 1 }

function edges(consult: Consult, over: Partial<ConsultEdges> = {}) {
  const costs: { id: string; headSha: string; cost: ModelCost }[] = []
  const noted: number[] = []
  const reserved: CostReservation[] = []
  const asked: string[] = []
  return {
    costs,
    noted,
    reserved,
    asked,
    edges: {
      consult,
      model: { name: "some-model", caps: { reviewUsd: 4, repositoryDayUsd: 20, installationMonthUsd: 200 } },
      now: () => new Date(0),
      github: {
        readCommitSubjects: async () => {
          asked.push("commits")
          return ["fix: bind", "test: bind"]
        },
      },
      ledger: {
        reserveCost: async (_ref, run, decide) => {
          reserved.push(run)
          return decide({ pullRequestUsd: 4, repositoryDayUsd: 4, installationMonthUsd: 4, setAsideUsd: 0 })
        },
        noteCost: async (_ref, _run, { usd }) => void noted.push(usd),
        recordCost: async (_ref: unknown, { id, headSha }: { id: string; headSha: string }, cost: ModelCost) =>
          void costs.push({ id, headSha, cost }),
      },
      ...over,
    } satisfies ConsultEdges,
  }
}

const participation = {
  model: "some-model",
  tier: "lite",
  planned: [],
  done: [],
  degraded: [],
  leftOut: [],
  intent: null,
  texts: {},
  usage,
  droppedUnsupported: 0,
  refuted: 0,
} as const

test("tells the expert what people wrote and what it may spend, and enters what it spent", async () => {
  let evidence: Evidence | undefined
  const world = edges(async (given) => {
    evidence = given
    expect(await given.allow(4)).toEqual({ usd: 1, limitedBy: "the repository's limit of $5.00 for one pull request" })
    expect(world.reserved).toMatchObject([{ id: "job/1", job: "job/", headSha: "a1", model: "some-model", until: new Date(30 * 60_000) }])
    return { findings: [], model: "some-model", note: "", participation }
  })
  await consultExpert(consulting, world.edges, forever)
  expect(evidence).toMatchObject({
    installationId: 7,
    texts: { title: "Bind the parameter", body: "Why", commits: ["fix: bind", "test: bind"] },
    isDeep: true,
    isAgain: false,
    diff,
  })
  expect(world.costs).toEqual([{ id: "job/1", headSha: "a1", cost: { model: "some-model", ...usage } }])
})

test("enters what each model took under its own name, the one that was asked first last", async () => {
  const shares = [
    { model: "some-model", ...usage, usd: 0.1 },
    { model: "another-model", ...usage, usd: 0.15 },
  ]
  const world = edges(async ({ allow }) => {
    await allow(4)
    return { findings: [], model: "some-model", note: "", participation: { ...participation, shares } }
  })
  await consultExpert(consulting, world.edges, forever)
  expect(world.costs).toEqual([
    { id: "job/1 another-model", headSha: "a1", cost: shares[1] },
    { id: "job/1", headSha: "a1", cost: shares[0] },
  ])
})

test("asks nobody about money or commits where there is no model, and enters nothing", async () => {
  const consult: Consult = async ({ allow }) => ({ findings: [], model: null, note: `${(await allow(1)).usd}`, participation: null })
  const world = edges(consult, { model: null })
  expect((await consultExpert(consulting, world.edges, forever)).note).toBe("0")
  expect([world.asked, world.reserved, world.costs]).toEqual([[], [], []])
})

test("books nothing for a change about which the model is not asked", async () => {
  const world = edges(async () => ({ findings: [], model: null, note: "the change is documentation", participation: null }))
  await consultExpert(consulting, world.edges, forever)
  expect([world.reserved, world.costs]).toEqual([[], []])
})

test("frees what was set aside when nobody was asked after all", async () => {
  const world = edges(async ({ allow }) => {
    await allow(1)
    return { findings: [], model: null, note: "", participation: { ...participation, usage: { ...usage, usd: 0, calls: 0 } } }
  })
  await consultExpert(consulting, world.edges, forever)
  expect(world.costs).toMatchObject([{ id: "job/1", cost: { usd: 0, calls: 0 } }])
})

test("enters what a review that was broken off had spent, under the model that was asked", async () => {
  const world = edges(async ({ allow, onSpent }) => {
    await allow(1)
    onSpent?.({ ...usage, usd: 0.1 })
    onSpent?.(usage)
    throw new Error("superseded")
  })
  await expect(consultExpert({ ...consulting, attempt: 2 }, world.edges, forever)).rejects.toThrow("superseded")
  expect(world.noted).toEqual([0.1, 0.25])
  expect(world.costs).toEqual([{ id: "job/2", headSha: "a1", cost: { model: "some-model", ...usage } }])
})
