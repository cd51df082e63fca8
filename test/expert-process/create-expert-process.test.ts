import { readFileSync } from "node:fs"
import { afterEach, expect, test } from "vitest"
import { createExpertProcess } from "../../src/expert-process/create-expert-process.ts"
import type { ExpertProcess, ExpertProcessOptions } from "../../src/expert-process/create-expert-process.ts"
import type { Circuit } from "../../src/expert/circuit.ts"
import { abandonAnalysis } from "../../src/analysis/abandon-analysis.ts"
import type { Finding } from "../../src/model/finding.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import type { Evidence, HeadReader } from "../../src/model/ports.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"
import { bundledProgram } from "../support/child-programs/bundled-program.ts"

const program = bundledProgram("expert-process/fake-pipeline")
const key = "sk-ant-test-0123456789"
const forever = new AbortController().signal

const opened: ExpertProcess[] = []
afterEach(() => {
  for (const each of opened.splice(0)) each[Symbol.dispose]()
})

const found: Finding = {
  fingerprint: "0123456789abcdef01234567",
  rule: "no-sql-injection",
  section: "security",
  practice: "security",
  severity: "critical",
  confidence: "high",
  origin: "static",
  path: "app.ts",
  startLine: 1,
  endLine: 1,
  side: "RIGHT",
  title: "Request data become part of a statement",
  message: "A sender reads every row",
  fix: "Bind it",
  evidence: "export const a = 1",
  cwe: ["CWE-89"],
  trace: [{ path: "app.ts", line: 1, what: "is what the client sends" }],
  suggestion: null,
}

interface Asked {
  readonly read: string[][]
  readonly questions: unknown[]
  readonly trials: unknown[]
}

function evidenceOf(title: string, over: Partial<Evidence> = {}): { evidence: Evidence; asked: Asked } {
  const base = aTree({ "app.ts": "export const a = 0\n", "same.ts": "export const same = 1\n", "old.ts": "gone\n" })
  const files = aTree({ "app.ts": "export const a = 1\n", "same.ts": "export const same = 1\n" })
  const others = [
    { path: "big.ts", mode: "100644", id: "b1" },
    { path: "link", mode: "120000", id: "b2" },
    { path: "module", mode: "160000", id: "b3" },
  ]
  const head = { ...files, entries: new Map([...files.entries, ...others.map((entry) => [entry.path, entry] as const)]) }
  const diff = aDiff(base, files)
  const asked: Asked = { read: [], questions: [], trials: [] }
  const reader: HeadReader = {
    async read(paths) {
      asked.read.push([...paths])
      return { ...head, files: new Map(paths.map((path) => [path, { path, id: "1", text: "read\n" }])), unreadable: new Map() }
    },
    async ask(question) {
      asked.questions.push(question)
      return { kind: "flows", items: [], isCut: false }
    },
    async prove(trial) {
      asked.trials.push(trial)
      return { proven: true }
    },
  }
  const analysis = { ...abandonAnalysis(diff, "not analysed"), findings: [found] }
  const texts = { title, body: "", commits: [] }
  const evidence = {
    repository: "https://github.example/shop",
    installationId: 77,
    texts,
    author: { isBot: false },
    isDeep: false,
    isAgain: false,
    diff,
    base,
    head,
    analysis,
    policy: defaultPolicy,
    reader,
    allow: async () => ({ usd: 1, limitedBy: "the limit for one review" }),
    ...over,
  }
  return { evidence, asked }
}

function openExpert(options: Partial<ExpertProcessOptions> = {}) {
  const troubles: string[] = []
  const words: string[] = []
  const circuit: Circuit = {
    admit: () => true,
    succeeded: () => void words.push("succeeded"),
    refused: (refusal) => void words.push(`refused: ${refusal}`),
    undecided: () => void words.push("undecided"),
    line: () => null,
  }
  const expert = createExpertProcess({
    environment: { ANTHROPIC_API_KEY: key },
    model: "fake-model",
    smallModel: "small-model",
    fallbackModel: null,
    effort: "medium",
    memoryMb: 128,
    wallMs: 60_000,
    silenceMs: 30_000,
    circuits: { of: () => circuit },
    onTrouble: (message) => troubles.push(message),
    program,
    ...options,
  })
  opened.push(expert)
  const ask = (question: string) => expert.inquire(evidenceOf("").evidence, { kind: "ask", question, facts: [] }, forever)
  return { consult: expert.consult, ask, expert, troubles, words, circuit }
}

test("brings back what the pipeline adds, and tells the circuit how the provider received us", async () => {
  const { consult, troubles, words } = openExpert()
  const { findings, model, participation } = await consult(evidenceOf("add a finding").evidence, forever)
  expect(findings[0]).toEqual(found)
  expect(findings[1]).toMatchObject({ origin: "model", rule: "expert-logic", verification: "confirmed" })
  expect(findings).toHaveLength(2)
  expect(model).toBe("fake-model")
  expect(participation).toMatchObject({ degraded: [], usage: { usd: 0.25 } })
  expect(troubles).toEqual([])
  expect(words).toEqual(["succeeded"])
})

test("gives the process an environment of the model alone", async () => {
  const environment = { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: "https://model.example", HTTPS_PROXY: "http://proxy.example:3128" }
  const { consult } = openExpert({ environment })
  const { note } = await consult(evidenceOf("tell its environment").evidence, forever)
  expect(JSON.parse(note)).toEqual(environment)
})

test.runIf(process.platform === "linux")("leaves no other byte in what the system knows of its environment", async () => {
  const before = new Set(childrenOf(process.pid))
  const { consult } = openExpert()
  const stop = new AbortController()
  const consultation = consult(evidenceOf("wait").evidence, stop.signal)
  consultation.catch(() => undefined)
  const started = () => childrenOf(process.pid).find((each) => !before.has(each))
  await expect.poll(started).toBeDefined()
  const pid = started()
  const words = () =>
    readFileSync(`/proc/${pid}/environ`, "latin1")
      .split("\0")
      .filter((each) => each !== "")
  await expect.poll(words).toContain(`ANTHROPIC_API_KEY=${key}`)
  const own = /^(?:NODE_CHANNEL_FD=\d+|NODE_CHANNEL_SERIALIZATION_MODE=advanced|ANTHROPIC_API_KEY=.*)$/
  expect(words().filter((each) => !own.test(each))).toEqual([])
  expect(readFileSync(`/proc/${pid}/cmdline`, "latin1")).not.toContain(key)
  stop.abort(new Error("superseded"))
  await expect(consultation).rejects.toThrow("superseded")
})

test("lets it read nothing, write nothing and start nothing", async () => {
  const { consult } = openExpert()
  expect((await consult(evidenceOf("look around").evidence, forever)).note).toBe("[]")
})

test("hands the process both sides of the change, and not whose they are", async () => {
  const { consult } = openExpert()
  const { note } = await consult(evidenceOf("tell the evidence").evidence, forever)
  expect(JSON.parse(note)).toEqual({
    repository: "",
    installationId: 0,
    texts: { title: "tell the evidence", body: "", commits: [] },
    author: { isBot: false },
    isDeep: false,
    isAgain: false,
    analysis: 1,
    policy: "",
    diff: "",
    allowance: { usd: 1, limitedBy: "the limit for one review" },
    base: [["app.ts", "old.ts", "same.ts"], ["export const same = 1\n", "export const a = 0\n", "gone\n"], 0],
    head: [["app.ts", "same.ts", "big.ts", "link", "module"], ["export const a = 1\n", "export const same = 1\n"], 0],
  })
})

test("answers questions about the head, and spares us those that are none", async () => {
  const { consult, troubles } = openExpert()
  const { evidence, asked } = evidenceOf("ask about the head")
  const { note } = await consult(evidence, forever)
  expect(JSON.parse(note)).toEqual([["app.ts", "big.ts"], 2, "flows", "unknown", "unknown", { proven: true }])
  expect(asked).toEqual({
    read: [["app.ts", "big.ts"]],
    questions: [{ kind: "flows", path: "app.ts", line: 3 }],
    trials: [{ path: "app.ts", startLine: 1, endLine: 1, replacement: "b", removes: null }],
  })
  expect(troubles).toEqual([])
})

test("reads plain files of the head's tree and nothing else, whatever is asked for", async () => {
  const { consult } = openExpert()
  const { evidence, asked } = evidenceOf("ask past the reader")
  const { note } = await consult(evidence, forever)
  expect(asked.read).toEqual([["app.ts"]])
  const { reply } = JSON.parse(note) as { reply: { files: { path: string }[]; unreadable: { path: string }[] } }
  expect(reply.files.map(({ path }) => path)).toEqual(["app.ts"])
  expect(reply.unreadable).toHaveLength(9)
})

test("answers so many questions and no more, and gives out so much text and no more", async () => {
  const { consult } = openExpert()
  const { evidence, asked } = evidenceOf("ask very often")
  expect((await consult(evidence, forever)).note).toBe("3000")
  expect(asked.questions).toHaveLength(3_000)
  const { evidence: much } = evidenceOf("read a lot")
  const text = "x".repeat(1_000_000)
  const read: HeadReader["read"] = async (paths) => ({
    ...much.head,
    files: new Map(paths.map((path) => [path, { path, id: "1", text }])),
    unreadable: new Map(),
  })
  expect(Number((await consult({ ...much, reader: { ...much.reader, read } }, forever)).note)).toBe(41_000_000)
})

test("lets a suggestion through that was proven here", async () => {
  const { consult } = openExpert()
  const { findings } = await consult(evidenceOf("suggest what was proven").evidence, forever)
  const suggestion = { startLine: 1, endLine: 1, replacement: "export const a = 2" }
  expect(findings).toEqual([
    { ...found, origin: "both", verification: "panel", suggestion },
    expect.objectContaining({ origin: "model", suggestion }),
  ])
})

test.each([
  "suggest what was not proven",
  "suggest for a rule what was not proven",
  "lose a finding",
  "lower a finding",
  "reword a finding",
  "put a finding first",
  "speak for a rule",
  "speak as the analysis",
  "say too much",
  "find something nowhere",
  "find something twice",
  "take a fingerprint",
  "write a book",
])("believes nothing of a process that would %s", async (title) => {
  const { consult, troubles } = openExpert()
  const { findings, participation } = await consult(evidenceOf(title).evidence, forever)
  expect(findings).toEqual([found])
  expect(participation?.degraded).toEqual([
    { pass: "plan", flag: "answer-refused", reason: "what the process that asks the model answered cannot be believed" },
  ])
  expect(troubles).toHaveLength(1)
})

test.each([
  { deed: "crash", flag: "process", how: "crashed", options: {} },
  { deed: "leave", flag: "process", how: "crashed", options: {} },
  { deed: "hoard", flag: "process", how: "ran out of memory", options: { memoryMb: 32 } },
  { deed: "throw", flag: "process", how: "failed", options: {} },
  { deed: "babble", flag: "process", how: "talked nonsense", options: {} },
  { deed: "flood", flag: "process", how: "talked nonsense", options: {} },
  { deed: "spin", flag: "time", how: "stopped answering", options: { silenceMs: 8_000 } },
  { deed: "wait", flag: "time", how: "took too long", options: { wallMs: 8_000, silenceMs: 600_000 } },
])("goes on with what the analysis found when the process should $deed", { timeout: 120_000 }, async ({ deed, flag, how, options }) => {
  const { consult, troubles, words } = openExpert(options)
  const { evidence } = evidenceOf(deed)
  const slow = new Promise<never>(() => undefined)
  const reader = deed === "flood" ? { ...evidence.reader, ask: () => slow } : evidence.reader
  const consultation = await consult({ ...evidence, reader }, forever)
  expect(consultation.findings).toEqual([found])
  expect(consultation.model).toBeNull()
  expect(consultation.participation).toMatchObject({
    degraded: [{ pass: "plan", flag, reason: `the process that asks the model ${how}` }],
    // It had told what was paid before.
    usage: { usd: 0.25, calls: 1 },
  })
  expect(troubles).toEqual([`a consultation was given up: it ${how}`])
  expect(words).toEqual(["undecided"])
})

test("starts no process, books no money and asks no circuit for what the model is not asked about", async () => {
  const of = () => {
    throw new Error("the circuit was asked")
  }
  const { consult, troubles } = openExpert({ circuits: { of }, program: new URL("./none.ts", import.meta.url) })
  const allow = () => Promise.reject(new Error("money was booked"))
  const { evidence } = evidenceOf("add a finding", { author: { isBot: true }, allow })
  const { findings, note, participation } = await consult(evidence, forever)
  expect([findings, note, participation]).toEqual([[found], "the model was not asked, because the change was made by a bot", null])
  const broke = evidenceOf("add a finding", { allow: async () => ({ usd: 0, limitedBy: "the limit of this month" }) })
  expect(
    (await openExpert({ program: new URL("./none.ts", import.meta.url) }).consult(broke.evidence, forever)).participation,
  ).toMatchObject({
    tier: "lite",
    degraded: [{ pass: "plan", flag: "budget", reason: "nothing is left of the limit of this month" }],
  })
  expect(troubles).toEqual([])
})

test("throws when the money cannot be booked", async () => {
  const { evidence } = evidenceOf("add a finding", { allow: () => Promise.reject(new Error("the database is away")) })
  await expect(openExpert().consult(evidence, forever)).rejects.toThrow("the database is away")
})

test("opens the circuit when the provider refuses, and starts no process while it is open", async () => {
  const { consult, words } = openExpert()
  const { evidence } = evidenceOf("be refused")
  await consult(evidence, forever)
  expect(words).toEqual(["refused: bad-key"])
  const asked: unknown[] = []
  const closed: Circuit = { ...openExpert().circuit, admit: () => false, line: () => "the key is refused" }
  const of = (key: string, installationId: number) => {
    asked.push(key, installationId)
    return closed
  }
  const { consult: again } = openExpert({ circuits: { of }, program: new URL("./none.ts", import.meta.url) })
  const { findings, participation } = await again(evidence, forever)
  expect(findings).toEqual([found])
  expect(participation?.degraded).toEqual([{ pass: "plan", flag: "circuit-open", reason: "the key is refused" }])
  expect(asked).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/), 77])
})

test("starts no process where the settings leave the model out", async () => {
  const { consult } = openExpert({ program: new URL("./none.ts", import.meta.url) })
  const policy = { ...defaultPolicy, model: { ...defaultPolicy.model, enabled: false } }
  expect(await consult(evidenceOf("crash", { policy }).evidence, forever)).toEqual({
    findings: [found],
    model: null,
    note: "the repository's settings leave the model out",
    participation: null,
  })
})

test("kills the process when nobody wants the answer any more, and when we stop", async () => {
  const { consult, expert, words } = openExpert()
  const stop = new AbortController()
  const consultation = consult(evidenceOf("wait").evidence, stop.signal)
  stop.abort(new Error("superseded"))
  await expect(consultation).rejects.toThrow("superseded")
  const other = consult(evidenceOf("spin").evidence, forever)
  expert[Symbol.dispose]()
  await expect(other).rejects.toThrow("we are stopping")
  expect(words).toEqual(["undecided", "undecided"])
})

test("brings back an answer with the lines as they stand here, whatever the process says that it quotes", async () => {
  const { ask, words } = openExpert()
  const { answer, usage } = await ask("answer")
  expect(answer?.statements).toEqual([
    { part: "answer", text: "It exports a number.", exhibits: [{ path: "app.ts", startLine: 1, endLine: 1, quote: "export const a = 1" }] },
  ])
  expect(usage.usd).toBe(0.25)
  expect(words).toEqual(["succeeded"])
  expect(await ask("answer nothing")).toMatchObject({ answer: null, degraded: [{ flag: "refused" }] })
})

test.each([
  "quote past the end",
  "quote no file",
  "quote a link",
  "quote backwards",
  "state without a quote",
  "write a book",
  "say why in its own words",
  "suggest unasked",
])("believes no answer of a process that would %s", async (question) => {
  const { ask, troubles } = openExpert()
  const { answer, degraded, usage } = await ask(question)
  expect(answer).toBeNull()
  expect(degraded).toMatchObject([{ pass: "plan", flag: "answer-refused" }])
  expect(usage.usd).toBe(0.25)
  expect(troubles).toHaveLength(1)
})

test("has no answer when the process dies, and knows what it had cost", async () => {
  const { ask } = openExpert()
  expect(await ask("crash")).toMatchObject({
    answer: null,
    degraded: [{ pass: "plan", flag: "process", reason: "the process that asks the model crashed" }],
    usage: { usd: 0.25, calls: 1 },
  })
})

test("takes a change that was asked for when it was proven here, for that finding", async () => {
  const { expert } = openExpert()
  const suggest = (title: string) => expert.inquire(evidenceOf("").evidence, { kind: "suggest", finding: { ...found, title } }, forever)
  expect((await suggest("prove it")).answer?.suggestion).toEqual({ startLine: 1, endLine: 1, replacement: "export const a = 2" })
  expect((await suggest("do not")).degraded).toMatchObject([{ flag: "answer-refused" }])
})

test("asks nobody while the circuit is open", async () => {
  const closed: Circuit = { ...openExpert().circuit, admit: () => false, line: () => "the key is refused" }
  const { ask } = openExpert({ circuits: { of: () => closed }, program: new URL("./none.ts", import.meta.url) })
  expect(await ask("answer")).toMatchObject({
    answer: null,
    degraded: [{ flag: "circuit-open", reason: "the key is refused" }],
    usage: { usd: 0, calls: 0 },
  })
})

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
    .split(" ")
    .filter((each) => each !== "")
    .map(Number)
}
