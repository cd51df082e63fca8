import { afterEach, expect, test } from "vitest"
import { createAnalysts } from "../../src/analysis-process/open-analyst.ts"
import type { AnalystOptions, Analysts } from "../../src/analysis-process/open-analyst.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import type { AnalysisQuestion } from "../../src/model/question.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"
import { bundledProgram } from "../support/child-programs/bundled-program.ts"

const opened: Analysts[] = []
afterEach(() => {
  for (const each of opened.splice(0)) each[Symbol.dispose]()
})

const hostile = bundledProgram("analysis-process/hostile-child")
const forever = new AbortController().signal
const app = `import express from "express"
import { Pool } from "pg"
const pool = new Pool()
const app = express()
app.get("/users", async (req, res) => {
  res.json(await pool.query("SELECT id FROM users LIMIT 50 OFFSET " + req.query.sort))
})
`
const files = { "package.json": JSON.stringify({ dependencies: { express: "^5.1.0", pg: "^8.0.0" } }), "app.ts": app }

function openAnalyst(options: Partial<AnalystOptions> = {}) {
  const troubles: string[] = []
  const onTrouble = (message: string) => troubles.push(message)
  const analysts = createAnalysts({ limitMs: 60_000, memoryMb: 512, keepMs: 60_000, onTrouble, ...options })
  opened.push(analysts)
  return { analysts, analyst: analysts.open("a"), troubles }
}

function subjectOf(after: Readonly<Record<string, string>>) {
  const base = aTree({ "package.json": files["package.json"] })
  const head = aTree(after)
  return { diff: aDiff(base, head), base, head, policy: defaultPolicy }
}

const flows: AnalysisQuestion = { kind: "flows", path: "app.ts", line: 6 }
const injected = { kind: "flows", items: [{ cwe: ["CWE-89"] }] }

test("answers questions about the head and tries changes of it", async () => {
  const { analyst } = openAnalyst()
  using _ = analyst
  const { findings } = await analyst.analyze(subjectOf(files), forever)
  expect(await analyst.ask(flows, forever)).toMatchObject(injected)
  expect(await analyst.ask({ kind: "routes", path: null }, forever)).toMatchObject({ items: [{ route: "/users" }] })
  const removes = findings.find((each) => each.rule === "no-sql-injection")?.fingerprint ?? "none"
  const trial = { path: "app.ts", startLine: 6, endLine: 6, removes }
  const bound = '  res.json(await pool.query("SELECT id FROM users LIMIT 50 OFFSET $1", [req.query.sort]))'
  expect(await analyst.prove({ ...trial, replacement: bound }, forever)).toEqual({ proven: true })
  expect(await analyst.prove({ ...trial, replacement: "  res.json(" }, forever)).toMatchObject({ proven: false })
})

test("answers many questions that are asked at once, each with its own answer", async () => {
  const { analyst } = openAnalyst()
  using _ = analyst
  await analyst.analyze(subjectOf(files), forever)
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_each, index) =>
      analyst.ask({ kind: "symbols", path: "app.ts", ranges: [{ startLine: (index % 7) + 1, endLine: (index % 7) + 1 }] }, forever),
    ),
  )
  const counts = answers.map((each) => (each.kind === "symbols" ? each.items.length : each))
  expect(counts).toEqual(Array.from({ length: 40 }, (_each, index) => (index % 7 >= 4 ? 1 : 0)))
})

test("knows nothing before an analysis and after one that failed", async () => {
  const { analyst } = openAnalyst({ program: hostile })
  using _ = analyst
  const nothing = { kind: "unknown", reason: "there is no analysis to ask" }
  expect(await analyst.ask(flows, forever)).toEqual(nothing)
  await analyst.analyze(
    subjectOf(Object.fromEntries(Array.from({ length: 8 }, (_each, index) => [`abort-${index}.ts`, `a(${index})\n`]))),
    forever,
  )
  expect(await analyst.ask(flows, forever)).toEqual(nothing)
  expect(await analyst.prove({ path: "app.ts", startLine: 1, endLine: 1, replacement: "", removes: null }, forever)).toEqual({
    proven: false,
    reason: "there is no analysis to ask",
  })
})

test.each([
  { name: "ends the process", path: "late-abort.ts", how: "crashed" },
  { name: "never ends", path: "late-spin.ts", how: "took too long" },
])("loses one answer to a question that $name, and finds the next", { timeout: 120_000 }, async ({ path, how }) => {
  const { analyst, troubles } = openAnalyst({ program: hostile, ...(how === "crashed" ? {} : { answerLimitMs: 4_000 }) })
  using _ = analyst
  await analyst.analyze(subjectOf({ ...files, [path]: "export const a = 1\n" }), forever)
  expect(await analyst.ask({ kind: "flows", path, line: 1 }, forever)).toEqual({ kind: "unknown", reason: `the analysis ${how} on it` })
  const trial = { path, startLine: 1, endLine: 1, replacement: "export const a = 2", removes: null }
  expect(await analyst.prove(trial, forever)).toEqual({ proven: false, reason: `the analysis ${how} on it` })
  expect(await analyst.ask(flows, forever)).toMatchObject(injected)
  expect(troubles).toEqual([`an answer ${how}`, `a trial ${how}`])
})

test("answers no more once questions have ended the process again and again", { timeout: 120_000 }, async () => {
  const { analyst } = openAnalyst({ program: hostile })
  using _ = analyst
  await analyst.analyze(subjectOf({ ...files, "late-abort.ts": "export const a = 1\n" }), forever)
  for (let index = 0; index < 3; index++) await analyst.ask({ kind: "flows", path: "late-abort.ts", line: 1 }, forever)
  expect(await analyst.ask(flows, forever)).toEqual({ kind: "unknown", reason: "the analysis broke too often on questions" })
})

test("survives trials that are made to kill the parser", { timeout: 120_000 }, async () => {
  const { analyst, troubles } = openAnalyst()
  using _ = analyst
  await analyst.analyze(subjectOf(files), forever)
  const trial = { path: "app.ts", startLine: 1, endLine: 1, removes: null }
  for (const replacement of [
    "if(a)".repeat(1_500),
    "[".repeat(8_000),
    "x=>".repeat(2_600),
    "a${``}".repeat(1_300),
    "!".repeat(8_000),
    "if(a)\n".repeat(1_300),
  ])
    expect(await analyst.prove({ ...trial, replacement }, forever)).toMatchObject({ proven: false })
  expect(await analyst.ask(flows, forever)).toMatchObject(injected)
  expect(troubles).toEqual([])
})

test("asks about the last head only, and about none once it was let go", async () => {
  const { analysts, analyst } = openAnalyst()
  await analyst.analyze(subjectOf(files), forever)
  await analyst.analyze(subjectOf({ ...files, "app.ts": app.replace("/users", "/people") }), forever)
  expect(await analyst.ask({ kind: "routes", path: null }, forever)).toMatchObject({ items: [{ route: "/people" }] })
  analyst[Symbol.dispose]()
  using again = analysts.open("a")
  expect(await again.ask(flows, forever)).toMatchObject({ kind: "unknown" })
})

test("stops waiting when nobody wants the answer any more", async () => {
  const { analyst } = openAnalyst()
  using _ = analyst
  await analyst.analyze(subjectOf(files), forever)
  await expect(analyst.ask(flows, AbortSignal.abort(new Error("superseded")))).rejects.toThrow("superseded")
  const stop = new AbortController()
  const answer = analyst.ask(flows, stop.signal)
  stop.abort(new Error("superseded"))
  await expect(answer).rejects.toThrow("superseded")
  // Somebody else may still ask.
  expect(await analyst.ask(flows, forever)).toMatchObject(injected)
})
