import { expect, test } from "vitest"
import { abandonAnalysis } from "../../src/analysis/abandon-analysis.ts"
import { consultExpert } from "../../src/jobs/consult-expert.ts"
import type { ConsultEdges } from "../../src/jobs/consult-expert.ts"
import type { ModelCost } from "../../src/model/cost.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import type { Consult, Evidence, HeadReader } from "../../src/model/ports.ts"
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
const reader: HeadReader = {
  read: async () => head,
  ask: async () => ({ kind: "unknown", reason: "" }),
  prove: async () => ({ proven: false, reason: "" }),
}
const known = { diff, base, head, analysis: abandonAnalysis(diff, "not analysed"), policy: defaultPolicy, reader }

function edges(consult: Consult, over: Partial<ConsultEdges> = {}) {
  const costs: { id: string; headSha: string; cost: ModelCost }[] = []
  const asked: string[] = []
  return {
    costs,
    asked,
    edges: {
      consult,
      caps: { reviewUsd: 4, repositoryDayUsd: 20, installationMonthUsd: 200 },
      now: () => new Date(0),
      github: {
        readCommitSubjects: async () => {
          asked.push("commits")
          return ["fix: bind", "test: bind"]
        },
      },
      ledger: {
        readSpending: async () => {
          asked.push("spending")
          return { pullRequestUsd: 4, repositoryDayUsd: 4, dayUsd: 4, installationMonthUsd: 4 }
        },
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
    return { findings: [], model: "some-model", note: "", participation }
  })
  await consultExpert({ pullRequest, known, id: "job/1" }, world.edges, forever)
  expect(evidence).toMatchObject({
    installationId: 7,
    texts: { title: "Bind the parameter", body: "Why", commits: ["fix: bind", "test: bind"] },
    labels: ["security"],
    allowance: { usd: 1, limitedBy: "the repository's limit of $5.00 for one pull request" },
  })
  expect(world.costs).toEqual([{ id: "job/1", headSha: "a1", cost: { model: "some-model", ...usage } }])
})

test("asks nobody about money or commits where there is no model, and enters nothing", async () => {
  const world = edges(async ({ allowance }) => ({ findings: [], model: null, note: `${allowance.usd}`, participation: null }), {
    caps: null,
  })
  expect((await consultExpert({ pullRequest, known, id: "job/1" }, world.edges, forever)).note).toBe("0")
  expect(world.asked).toEqual([])
  expect(world.costs).toEqual([])
})

test("enters what a review that was broken off had spent", async () => {
  const world = edges(async ({ onSpent }) => {
    onSpent?.({ ...usage, usd: 0.1 })
    onSpent?.(usage)
    throw new Error("superseded")
  })
  await expect(consultExpert({ pullRequest, known, id: "job/2" }, world.edges, forever)).rejects.toThrow("superseded")
  expect(world.costs).toEqual([{ id: "job/2", headSha: "a1", cost: { model: "interrupted", ...usage } }])
})
