import { describe, expect, test } from "vitest"
import { reviewPullRequest } from "../../src/jobs/review-pull-request.ts"
import type { ReviewEdges } from "../../src/jobs/review-pull-request.ts"
import { emptyMemory } from "../../src/model/ledger.ts"
import type { Job } from "../../src/model/job.ts"
import { nothingSaid } from "../../src/model/ports.ts"
import type { Consult, GitHubDoor, Ledger } from "../../src/model/ports.ts"
import type { CheckOutput, PassName, Review } from "../../src/model/review.ts"
import { findShortfall } from "../../src/report/tell-participation.ts"
import { openReview } from "../expert/open-review.ts"
import { faults } from "../expert/loop/faults.ts"
import { wholeAnswer } from "../expert/loop/passes.ts"
import { aClaim, answerWith, nothing } from "../expert/scripted-session.ts"
import { aComposition, aFinding, anAnalysis } from "../report/subjects.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"
import { fails, says } from "../support/fake-anthropic/reply.ts"
import type { Reply } from "../support/fake-anthropic/reply.ts"
import type { JournalledRequest } from "../support/fake-anthropic/start-fake-anthropic.ts"

// Every fault of the provider in every pass, through the whole job but for git and GitHub. One of each class is told with both, and with the process
// that asks the model, in test/stories/model-faults.test.ts.

const before = { "src/orders.ts": "import { orders } from './store.ts'\n\nexport const limit = 10\n" }
const line = "  const order = await orders.findById(request.params.id)"
const after = {
  "src/orders.ts": `${before["src/orders.ts"]}export async function readOrder(request, reply) {\n${line}\n  reply.send(order)\n}\n`,
}
const [base, head] = [aTree(before), aTree(after)]
const diff = aDiff(base, head)
const found = aFinding({ path: "src/orders.ts", startLine: 6, endLine: 6, rule: "no-floating-promise", severity: "low", cwe: [] })
const pullRequest = { ...aComposition().pullRequest, head: { ref: "orders", sha: head.sha }, base: { ref: "main", sha: base.sha } }

/** The job with a GitHub, a git and a ledger that only remember what they were told. */
async function runJob(consult: Consult, withModel: boolean, now = 0) {
  const published: Review[] = []
  const concluded: CheckOutput[] = []
  const github: Partial<GitHubDoor> = {
    readPullRequest: async () => pullRequest,
    openCheck: async () => ({ checkRunId: 1, progress: async () => undefined, conclude: async (output) => void concluded.push(output) }),
    readPolicyFile: async () => null,
    readOrganisationPolicyFile: async () => null,
    readMergeBase: async () => base.sha,
    readBlobSizes: async () => new Map(),
    createCheckoutToken: async () => "token",
    readHistory: async () => nothingSaid,
    readCommitSubjects: async () => ["feat: orders"],
    publish: async (_pullRequest, review) => {
      published.push(review)
      return { reviewId: 1, reportCommentId: 2, unanchored: [] }
    },
  }
  const done = async () => undefined
  const ledger: Partial<Ledger> = {
    isReviewed: async () => false,
    readPause: async () => null,
    recall: async () => emptyMemory,
    remember: done,
    recordReview: done,
    noteCost: done,
    recordCost: done,
    reserveCost: async (_ref, _run, decide) => decide({ pullRequestUsd: 0, repositoryDayUsd: 0, installationMonthUsd: 0, setAsideUsd: 0 }),
  }
  const coverage = { files: 1, reviewed: 1, skipped: [], failed: [] }
  const queued: { job: Job; notBefore: Date | undefined }[] = []
  const edges: ReviewEdges = {
    enqueue: async (job, _deliveryId, notBefore) => {
      queued.push({ job, notBefore })
      return "accepted"
    },
    github: github as GitHubDoor,
    ledger: ledger as Ledger,
    openCheckout: async () => ({
      diff,
      base,
      head,
      read: async (side) => (side === "base" ? base : head),
      [Symbol.asyncDispose]: async () => undefined,
    }),
    openAnalyst: () => ({
      analyze: async () => anAnalysis({ findings: [found], coverage }),
      ask: async () => ({ kind: "unknown", reason: "nobody analyses here" }),
      prove: async () => ({ proven: true }),
      [Symbol.dispose]: () => undefined,
    }),
    consult,
    model: withModel ? { name: "claude-sonnet-5-5", caps: { reviewUsd: 4, repositoryDayUsd: 20, installationMonthUsd: 200 } } : null,
    clock: () => 0,
    now: () => new Date(now),
  }
  const { installationId, repositoryId, owner, name, number } = pullRequest
  const job = { kind: "review-pull-request", installationId, repositoryId, owner, name, number, again: false, asked: false } as const
  const attempt = { id: "job", attempt: 1, signal: new AbortController().signal, fence: done, lastAttempt: true }
  const outcome = await reviewPullRequest(job, { ...attempt, again: false, asked: false, full: false }, edges)
  return { outcome, published, concluded, queued, report: published[0]?.report ?? "", check: concluded[0] }
}

const passes: readonly PassName[] = ["intent", "find-all", "refute", "fix", "report"]
const liteWallMs = 240_000
const told = faults.filter(({ flags, options }) => flags.length > 0 && options === undefined)
const firstLine = (text: string) =>
  text
    .replaceAll(/<!--.*?-->\n?/gs, "")
    .trim()
    .split("\n", 1)[0] ?? ""
const allClear = /\bno (?:findings|issues|problems|defects)\b|\bnothing found\b/i
const staticComments = ({ published }: { published: readonly Review[] }) =>
  published[0]?.review?.comments.filter(({ fingerprint }) => fingerprint === found.fingerprint)

function answerOf({ pass, body }: JournalledRequest): Reply {
  switch (pass) {
    case "intent":
      return says({ goal: "Read orders.", kind: "feature", claims: [], mentionsSecurityFix: false, addressesReviewer: false })
    case "find-all":
      return says(answerWith({ findings: [aClaim()] }))
    case "refute": {
      const ids = [...JSON.stringify(body["messages"]).matchAll(/\\"id\\":\\"(C\d+)\\"/g)].map(([, id]) => id)
      const verdict = { verdict: "confirmed", reason: "Traced.", evidence: [{ path: "src/orders.ts", quote: line }], severity: "medium" }
      return says(answerWith({ kind: "verdicts", verdicts: ids.map((id) => ({ id, confidence: 90, ...verdict })) }))
    }
    case "report":
      return says({ summary: "One defect.", code: "", setup: "", testing: "", performance: "", security: "", nextSteps: "" })
    default:
      return says({ ...nothing(), kind: "fixes" })
  }
}

async function openFaulty() {
  const review = await openReview({ before, after })
  review.server.script("*", answerOf)
  return review
}

const alone: Consult = async ({ analysis }) => ({ findings: analysis.findings, model: null, note: "", participation: null })
const withoutModel = await runJob(alone, false)

test("a review with a model says both findings, and names nothing as missing", async () => {
  await using model = await openFaulty()
  const { report, check, published, concluded } = await runJob(model.expert, true)
  expect(firstLine(report)).toBe("## Backend Expert: 2 findings: 1 medium, 1 low")
  expect([published.length, concluded.length, check?.conclusion]).toEqual([1, 1, "success"])
  expect(staticComments({ published })).toEqual(staticComments(withoutModel))
})

describe.each(passes)("when %s fails", (pass) => {
  test.each(told)("the review is published once, not green, and says of $name in its first line", async ({ replies, flags, meanwhile }) => {
    await using model = await openFaulty()
    model.server.script(pass, (request, index) => {
      const reply = replies[index]
      // Where the fault lies in the stream the answer is the one this pass would get.
      const isOrdinary = reply === undefined || JSON.stringify(reply.content?.[0]?.["text"]) === JSON.stringify(JSON.stringify(wholeAnswer))
      const { fault, stopReason } = reply ?? {}
      return isOrdinary ? { ...answerOf(request), ...(fault && { fault }), ...(stopReason !== undefined && { stopReason }) } : reply
    })
    const startedAt = model.clock.now()
    const running = runJob(model.expert, true)
    await meanwhile?.(model)
    const { outcome, published, concluded, report, check } = await running
    expect(outcome.kind).toBe("reviewed")
    expect([published.length, concluded.length, check?.conclusion]).toEqual([1, 1, "neutral"])
    // Two silences of two minutes are all the time that a small review has.
    const expected = model.clock.now() - startedAt >= liteWallMs ? ["out-of-time" as const] : flags
    const kinds = expected.map((flag) => /\((.*)\)$/.exec(findShortfall({ degraded: [{ pass, flag, reason: "" }] })?.headline ?? "")?.[1])
    for (const kind of kinds) expect(firstLine(report)).toContain(kind ?? "the model's part is incomplete")
    expect(`${report}\n${check?.title}\n${check?.summary}\n${check?.text}`).not.toMatch(allClear)
    expect(staticComments({ published })).toEqual(staticComments(withoutModel))
  })
})

test("where the provider wants to be asked in a while, the review is published now and one of the same head is queued for then", async () => {
  await using model = await openFaulty()
  model.server.script("find-all", () => fails(429, "rate_limit_error", { headers: { "retry-after": "300" } }))
  const startedAt = model.clock.now()
  const { published, queued, check, report } = await runJob(model.expert, true, startedAt)
  const { number } = pullRequest
  const [first] = queued
  expect(published).toHaveLength(1)
  expect(queued).toMatchObject([{ job: { kind: "finish-review", number, headSha: head.sha, asked: false } }])
  expect(first?.notBefore?.getTime()).toBeGreaterThanOrEqual(startedAt + 300_000)
  for (const text of [check?.summary, report])
    expect(text).toContain(`asked again about ${first?.notBefore?.toISOString().slice(0, 16).replace("T", " ")} UTC`)
  expect(withoutModel.queued).toEqual([])
})
