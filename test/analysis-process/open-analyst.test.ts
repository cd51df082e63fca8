import { afterEach, expect, test } from "vitest"
import { analyze } from "../../src/analysis/analyze.ts"
import { createAnalysts } from "../../src/analysis-process/open-analyst.ts"
import type { AnalystOptions, Analysts } from "../../src/analysis-process/open-analyst.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"
import { bundledProgram } from "../support/child-programs/bundled-program.ts"

type Files = Readonly<Record<string, string>>

const opened: Analysts[] = []
afterEach(() => {
  for (const each of opened.splice(0)) each[Symbol.dispose]()
})

const hostile = bundledProgram("analysis-process/hostile-child")
const manifest = JSON.stringify({ dependencies: { express: "^5.1.0", pg: "^8.0.0" } })
const injection = `import express from "express"
import { Pool } from "pg"
const pool = new Pool()
const app = express()
app.get("/users", async (req, res) => {
  res.json(await pool.query("SELECT * FROM users LIMIT 50 OFFSET " + req.query.sort))
})
`
// Passes every check before the parser and ends its process.
const deadly = `${"if(a)\n".repeat(100_000)}b()\n`

function subjectOf(before: Files, after: Files) {
  const base = aTree(before)
  const head = aTree(after)
  return { diff: aDiff(base, head), base, head, policy: defaultPolicy }
}

function openAnalysts(options: Partial<AnalystOptions> = {}) {
  const troubles: string[] = []
  const analysts = createAnalysts({
    limitMs: 60_000,
    memoryMb: 512,
    keepMs: 60_000,
    onTrouble: (message) => troubles.push(message.replace(/[0-9a-f]{40}/, "ID")),
    ...options,
  })
  opened.push(analysts)
  return { analysts, troubles }
}

const forever = new AbortController().signal

test("finds what the analysis finds in our own process", async () => {
  const subject = subjectOf({ "package.json": manifest }, { "package.json": manifest, "app.ts": injection })
  using analyst = openAnalysts().analysts.open("a")
  const apart = await analyst.analyze(subject, forever)
  const here = await analyze({ ...subject, clock: () => 0 })
  expect({ ...apart, timings: {} }).toEqual({ ...here, timings: {} })
  expect(apart.findings.map((each) => each.rule)).toContain("no-sql-injection")
})

test("loses only the file that kills the parser, and names it", async () => {
  const { analysts, troubles } = openAnalysts()
  using analyst = analysts.open("a")
  const { findings, coverage } = await analyst.analyze(
    subjectOf({ "package.json": manifest }, { "package.json": manifest, "app.ts": injection, "deadly.ts": deadly }),
    forever,
  )
  expect(findings.map((each) => each.rule)).toContain("no-sql-injection")
  expect(coverage.failed).toEqual([{ path: "deadly.ts", reason: "the analysis crashed on this file, so it was left out" }])
  expect(coverage).toMatchObject({ files: 2, reviewed: 1, skipped: [] })
  expect(troubles).toEqual(["an analysis crashed on blob ID"])
})

test("loses a deadly neighbour of the change without losing the change", async () => {
  using analyst = openAnalysts().analysts.open("a")
  const app = injection.replace("const app", 'import "./deadly.ts"\nimport { list } from "./deadly.ts"\nlist()\nconst app')
  const deadlyRoutes = `export const list = () => 1\n// app.get("/x", y)\n${deadly}`
  const before = { "package.json": manifest, "deadly.ts": deadlyRoutes }
  const { findings, coverage } = await analyst.analyze(subjectOf(before, { ...before, "app.ts": app }), forever)
  expect(findings.map((each) => each.rule)).toContain("no-sql-injection")
  expect(coverage.failed.map((each) => each.path)).toEqual(["deadly.ts"])
  expect(coverage.reviewed).toBe(1)
})

test.each([
  { name: "aborts", path: "abort.ts", how: "crashed", options: {} },
  { name: "never ends", path: "spin.ts", how: "took too long", options: {} },
  { name: "takes all memory", path: "hoard.ts", how: "ran out of memory", options: { memoryMb: 128 } },
])("quarantines a file on which the analysis $name", { timeout: 600_000 }, async ({ path, how, options }) => {
  const fileLimitMs = how === "took too long" ? await patience() : 300_000
  using analyst = openAnalysts({ program: hostile, limitMs: 500_000, fileLimitMs, ...options }).analysts.open("a")
  const { findings, coverage } = await analyst.analyze(
    subjectOf({ "package.json": manifest }, { "package.json": manifest, "app.ts": injection, [path]: "export const a = 1\n" }),
    forever,
  )
  expect(coverage.failed).toEqual([{ path, reason: `the analysis ${how} on this file, so it was left out` }])
  expect(findings.map((each) => each.rule)).toContain("no-sql-injection")
})

/** How long to wait for a file that never ends: many times what a whole analysis takes on this machine now, however busy it is. */
async function patience(): Promise<number> {
  using analyst = openAnalysts({ program: hostile, limitMs: 500_000 }).analysts.open("a")
  const started = performance.now()
  await analyst.analyze(subjectOf({ "package.json": manifest }, { "package.json": manifest, "app.ts": injection }), forever)
  return Math.max(4_000, 8 * (performance.now() - started))
}

test("gives up with a reason when too many files are deadly", async () => {
  const { analysts } = openAnalysts({ program: hostile })
  using analyst = analysts.open("a")
  const files = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`abort-${index}.ts`, `export const a = ${index}\n`]))
  const { findings, coverage } = await analyst.analyze(subjectOf({}, files), forever)
  expect(findings).toEqual([])
  expect(coverage).toMatchObject({ files: 8, reviewed: 0 })
  expect(coverage.failed.map((each) => each.reason)).toEqual(Array.from({ length: 8 }, () => "the analysis crashed"))
})

test("gives the analysis no environment, no other files and no programs", async () => {
  using analyst = openAnalysts({ program: hostile }).analysts.open("a")
  const { coverage } = await analyst.analyze(subjectOf({}, { "curious.ts": "export const a = 1\n" }), forever)
  expect(coverage.failed).toEqual([])
})

test("gives the same answer when it has the repository's files parsed already", async () => {
  const { analysts } = openAnalysts()
  const files = { "package.json": manifest, "app.ts": injection, "other.ts": "export const a = 1\n" }
  const answers = []
  for (const after of [{ ...files }, { ...files, "other.ts": "export const a = 2\n" }, { ...files }]) {
    using analyst = analysts.open("a")
    answers.push(await analyst.analyze(subjectOf({ "package.json": manifest }, after), forever))
  }
  expect({ ...answers[2], timings: {} }).toEqual({ ...answers[0], timings: {} })
  expect(answers[1]?.findings.length).toBe(answers[0]?.findings.length)
})

test("stops at once when nobody wants the answer any more", async () => {
  using analyst = openAnalysts({ program: hostile }).analysts.open("a")
  const stop = new AbortController()
  const answer = analyst.analyze(subjectOf({}, { "spin.ts": "export const a = 1\n" }), stop.signal)
  setTimeout(() => stop.abort(new Error("superseded")), 300)
  await expect(answer).rejects.toThrow("superseded")
})
