import { afterEach, expect, test } from "vitest"
import { createCircuitBreaker } from "../../src/expert/circuit.ts"
import { usualPatience } from "../../src/expert/loop/retries.ts"
import { createExpertProcess } from "../../src/expert-process/create-expert-process.ts"
import type { ExpertProcess, ExpertProcessOptions } from "../../src/expert-process/create-expert-process.ts"
import { anEvidence } from "../expert/an-evidence.ts"
import { aClaim } from "../expert/scripted-session.ts"
import { aFinding, anAnalysis } from "../report/subjects.ts"
import { fails, refuses } from "../support/fake-anthropic/reply.ts"
import { recomputeUsd } from "../support/fake-anthropic/recompute-cost.ts"
import { startFakeAnthropic } from "../support/fake-anthropic/start-fake-anthropic.ts"
import type { FakeAnthropic } from "../support/fake-anthropic/start-fake-anthropic.ts"
import { kindOf, scriptedModel } from "../support/scripted-model.ts"

const key = "sk-ant-test-of-a-key-that-opens-nothing"
const forever = new AbortController().signal
const secret = `ghp_${"x7Yq2".repeat(7)}a`
const before = {
  "src/orders.ts": "import { orders } from './store.ts'\n\nexport const limit = 10\n",
  "src/store.ts": "export const orders = null\n",
}
const lines = [
  "import { orders } from './store.ts'",
  "",
  "export const limit = 10",
  "export async function readOrder(request, reply) {",
  "  const order = await orders.findById(request.params.id)",
  "  reply.send(order)",
  "}",
  `const token = "${secret}"`,
  "",
]
const after = { ...before, "src/orders.ts": lines.join("\n") }
const line = { path: "src/orders.ts", quote: lines[4] as string }
const fix = "  const order = await orders.findOne({ id: request.params.id, owner: request.user.id })"

const opened: ExpertProcess[] = []
afterEach(() => {
  for (const each of opened.splice(0)) each[Symbol.dispose]()
})

function openExpert(server: FakeAnthropic, options: Partial<ExpertProcessOptions> = {}) {
  const troubles: string[] = []
  const expert = createExpertProcess({
    environment: { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: server.url },
    model: "claude-sonnet-5-5",
    smallModel: "claude-haiku-5-5",
    fallbackModel: null,
    effort: "medium",
    memoryMb: 256,
    wallMs: 60_000,
    silenceMs: 30_000,
    circuits: createCircuitBreaker({ now: () => Date.now() }),
    onTrouble: (message) => troubles.push(message),
    ...options,
  })
  opened.push(expert)
  return { consult: expert.consult, inquire: expert.inquire, troubles }
}

test("asks the model from the process as we would from here, and proves its fix here", async () => {
  await using server = await startFakeAnthropic()
  server.script("*", scriptedModel({ findings: [aClaim()], confirmsWith: line, fix: [fix], summary: "One order is anybody's" }))
  const { consult, troubles } = openExpert(server)
  const trials: unknown[] = []
  const evidence = anEvidence(before, after)
  const spent: number[] = []
  const reader = {
    ...evidence.reader,
    prove: async (trial: unknown) => {
      trials.push(trial)
      return { proven: true } as const
    },
  }
  const { findings, model, participation } = await consult({ ...evidence, reader, onSpent: ({ usd }) => spent.push(usd) }, forever)
  expect(troubles).toEqual([])
  expect(model).toBe("claude-sonnet-5-5")
  expect(participation).toMatchObject({ degraded: [], intent: "Clients can read one order", texts: { summary: "One order is anybody's" } })
  expect(findings).toMatchObject([
    {
      origin: "model",
      rule: "expert-access-control",
      startLine: 5,
      verification: "confirmed",
      suggestion: { startLine: 5, endLine: 5, replacement: fix },
    },
  ])
  expect(trials).toEqual([{ path: "src/orders.ts", startLine: 5, endLine: 5, replacement: fix, removes: null }])
  expect(participation?.usage.calls).toBe(server.journal.length)
  expect(spent.at(-1)).toBe(participation?.usage.usd)
  expect(spent.at(-1)).toBeGreaterThan(0)
})

test("sends no secret of the change and no name of ours to the model", async () => {
  await using server = await startFakeAnthropic()
  server.script("*", scriptedModel({ findings: [aClaim()], confirmsWith: line }))
  await openExpert(server).consult(anEvidence(before, after), forever)
  const sent = server.journal.map(({ bytes }) => bytes.toString("utf8")).join("\n")
  expect(sent).toContain("orders.findById")
  expect(sent).toContain("[SECRET:")
  for (const word of [secret, secret.slice(7), Buffer.from(secret).toString("base64"), "github.test", key]) expect(sent).not.toContain(word)
})

test("opens the circuit of the key when the provider refuses it, and asks no more", async () => {
  await using server = await startFakeAnthropic()
  server.script("*", () => fails(401, "authentication_error"))
  const { consult } = openExpert(server)
  const found = aFinding({ path: "src/orders.ts", startLine: 5, endLine: 5 })
  const evidence = anEvidence(before, after, { analysis: anAnalysis({ findings: [found] }) })
  const first = await consult(evidence, forever)
  expect(first.findings).toEqual([found])
  expect(first.participation?.degraded.map(({ flag }) => flag)).toContain("circuit-open")
  const asked = server.journal.length
  const second = await consult(evidence, forever)
  expect(server.journal).toHaveLength(asked)
  expect(second.findings).toEqual([found])
  expect(second.participation?.degraded).toMatchObject([
    { pass: "plan", flag: "circuit-open", reason: expect.stringContaining("refuses the API key") },
  ])
})

test("ends with what was found when a pass fails, and names it", async () => {
  await using server = await startFakeAnthropic()
  const model = scriptedModel({ findings: [aClaim()] })
  server.script("*", (request) => (kindOf(request) === "verdicts" ? fails(400, "invalid_request_error") : model(request)))
  const { findings, participation } = await openExpert(server).consult(anEvidence(before, after), forever)
  expect(findings).toMatchObject([{ origin: "model", verification: "unverified", confidence: "low" }])
  expect(participation?.degraded).toMatchObject([{ pass: "refute" }])
})

test("has another model answer what one refuses, names it, and counts what each of them cost", async () => {
  await using server = await startFakeAnthropic()
  const model = scriptedModel({ findings: [aClaim()], confirmsWith: line })
  server.script("*", (request) =>
    kindOf(request) === "findings" && request.body["model"] === "claude-sonnet-5-5" ? refuses("cyber") : model(request),
  )
  const { participation } = await openExpert(server, { fallbackModel: "claude-sonnet-5" }).consult(anEvidence(before, after), forever)
  expect(participation).toMatchObject({
    degraded: [],
    model: "claude-sonnet-5-5",
    standIns: [{ pass: "find-all", model: "claude-sonnet-5", because: "refused" }],
  })
  const shares = participation?.shares ?? []
  expect(shares.map((share) => share.model).toSorted()).toEqual(["claude-haiku-5-5", "claude-sonnet-5", "claude-sonnet-5-5"])
  for (const share of shares)
    expect(share.usd).toBeCloseTo(recomputeUsd(server.journal.filter(({ body }) => body["model"] === share.model)), 12)
  expect(shares.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(participation?.usage.usd ?? 0, 12)
})

test("is as patient with a provider that falls silent as it is told to be", async () => {
  await using server = await startFakeAnthropic()
  const model = scriptedModel({})
  server.script("*", (request) => (kindOf(request) === "findings" ? { ...model(request), fault: { stallsAt: 2 } } : model(request)))
  const patience = { ...usualPatience, firstByteMs: 5_000, idleMs: 300 }
  const { participation } = await openExpert(server, { patience }).consult(anEvidence(before, after), forever)
  expect(participation?.degraded).toMatchObject([{ pass: "find-all", flag: "stalled" }])
  expect(server.journal.filter((request) => kindOf(request) === "findings")).toHaveLength(2)
})

test("stops at the allowance of the review", async () => {
  await using server = await startFakeAnthropic()
  server.script("*", scriptedModel({ findings: [aClaim()], confirmsWith: line }))
  const allow = async () => ({ usd: 0, limitedBy: "the repository's limit of $5.00 for one pull request" })
  const { findings, note, participation } = await openExpert(server).consult(anEvidence(before, after, { allow }), forever)
  expect(server.journal).toEqual([])
  expect(findings).toEqual([])
  expect(note).toContain("nothing is left of the repository's limit of $5.00 for one pull request")
  expect(participation?.degraded).toMatchObject([{ pass: "plan", flag: "budget" }])
})

test("answers a question from the process, in the words of a model that may not say what it knows of secrets", async () => {
  await using server = await startFakeAnthropic()
  const evidence = [{ path: "src/orders.ts", quote: line.quote, lineHint: 5 }]
  server.script("ask", scriptedModel({ statements: [{ part: "answer", text: "Everybody who is signed in.", evidence }] }))
  const { inquire, troubles } = openExpert(server)
  const question = `Who may read an order? My token is ${secret}.`
  const { answer, usage } = await inquire(anEvidence(before, after), { kind: "ask", question, facts: [] }, forever)
  expect(troubles).toEqual([])
  expect(answer).toMatchObject({
    model: "claude-sonnet-5-5",
    statements: [
      { text: "Everybody who is signed in.", exhibits: [{ path: "src/orders.ts", startLine: 5, endLine: 5, quote: line.quote }] },
    ],
  })
  expect(usage.calls).toBe(1)
  const sent = server.journal.map(({ bytes }) => bytes.toString("utf8")).join("\n")
  expect(sent).toContain("Who may read an order?")
  for (const word of [secret, secret.slice(7), "Clients can read one order"]) expect(sent).not.toContain(word)
})
