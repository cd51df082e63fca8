import { beforeAll, expect, test } from "vitest"
import { analyzeAndKeep } from "../../src/analysis/analyze.ts"
import type { KeptAnalysis } from "../../src/analysis/analyze.ts"
import { tryChange } from "../../src/analysis/answers/try-change.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import type { SuggestionTrial } from "../../src/model/question.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

const manifest = `${JSON.stringify({ dependencies: { express: "^5.1.0", pg: "^8.0.0" } }, null, 2)}\n`
const store = `import { Pool } from "pg"
const pool = new Pool()
export async function find(id: string) {
  return pool.query("SELECT id FROM users WHERE id = " + id)
}
export async function newest(count: string) {
  return pool.query("SELECT id FROM users ORDER BY id LIMIT " + count)
}
`
const app = `import express from "express"
import { find, newest } from "./store.ts"
const app = express()
app.get("/users", async (req, res) => {
  const id = Number(req.query.id)
  res.json(await find(String(id)))
})
app.get("/newest", async (req, res) => {
  res.json(await newest(String(Number(req.query.count))))
})
app.get("/sum", (req, res) => {
  const total = req.query.values.reduce((sum, each) => sum + each)
  res.json({ total })
})
${"// The end of the changed part is far from here.\n".repeat(12)}export const port = 3000
`
const changed = app.replace("find(String(id))", "find(req.query.id)").replace("sum + each)", "sum + each, 0)")
const head = aTree({
  "package.json": manifest,
  "store.ts": store,
  "app.ts": changed,
  "tabs.js": "function a() {\n\treturn 1\n}\n",
  "lines.js": "a()\r\nb()\r\n",
})

let kept: KeptAnalysis
beforeAll(async () => {
  const base = aTree({ "package.json": manifest.replace("8", "7"), "store.ts": store, "app.ts": app })
  kept = await analyzeAndKeep({ diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
})

const attempt = (trial: Partial<SuggestionTrial>) =>
  tryChange({ path: "app.ts", startLine: 6, endLine: 6, replacement: "", removes: null, ...trial }, kept.grounds)
const injection = () => {
  const found = kept.analysis.findings.find((each) => each.rule === "no-sql-injection")
  if (found === undefined) throw new Error("the finding is not there")
  return found
}

test("proves a change that removes the finding it is meant for, in a file that the pull request does not touch", async () => {
  const { fingerprint: removes, path, startLine } = injection()
  expect([path, startLine]).toEqual(["store.ts", 4])
  const at = { path, startLine, endLine: startLine, removes }
  expect(await attempt({ ...at, replacement: '  return pool.query("SELECT id FROM users WHERE id = $1", [id])' })).toEqual({ proven: true })
  expect(await attempt({ ...at, replacement: '  return pool.query("SELECT id, name FROM users WHERE id = " + id)' })).toEqual({
    proven: false,
    reason: "the finding is still there",
  })
  expect(await attempt({ ...at, path: "app.ts", replacement: "  res.end()" })).toMatchObject({
    reason: "the finding it is meant for is not in this file",
  })
  expect(await attempt({ ...at, removes: "0".repeat(24), replacement: "  return null" })).toMatchObject({ proven: false })
})

test("refuses a change that trades one finding for another", async () => {
  const { fingerprint: removes, path } = injection()
  const replacement = ['  await pool.query("SELECT pg_sleep(1)")', '  return require("child_process").execSync("id " + id)'].join("\n")
  const proof = await attempt({ path, startLine: 4, endLine: 4, removes, replacement })
  expect(proof).toMatchObject({ proven: false, reason: expect.stringMatching(/^it adds a finding: no-\S+ on line 5 of store.ts$/) })
})

test("proves an improvement no rule knows, within its hunk", async () => {
  const replacement = "  const total = [req.query.values].flat().reduce((sum, each) => sum + Number(each), 0)"
  expect(await attempt({ startLine: 12, endLine: 12, replacement })).toEqual({ proven: true })
  expect(await attempt({ startLine: 12, endLine: 12, replacement: "  const total = eval(req.query.values)" })).toMatchObject({
    proven: false,
  })
})

test("sees a finding that a change causes in another file", async () => {
  const line = { startLine: 9, endLine: 9 }
  expect(await attempt({ ...line, replacement: "  res.json(await newest(String(Number(req.query.most))))" })).toEqual({ proven: true })
  expect(await attempt({ ...line, replacement: "  res.json(await newest(req.query.count))" })).toEqual({
    proven: false,
    reason: "it adds a finding: no-sql-injection on line 7 of store.ts",
  })
})

test.each([
  [
    "lines outside of every hunk",
    { startLine: 27, endLine: 27, replacement: "export const port = 3001" },
    "it reaches beyond one hunk of the change",
  ],
  ["lines that are none", { startLine: 0, endLine: 4, replacement: "a" }, "there are no such lines in this file"],
  ["lines behind the end", { startLine: 5, endLine: 5_000, replacement: "a" }, "there are no such lines in this file"],
  ["no number", { startLine: Number.NaN, endLine: Number.NaN, replacement: "a" }, "there are no such lines in this file"],
  ["a path that is not there", { path: "../../etc/passwd", replacement: "a" }, "this file was not read"],
  ["a path made to be long", { path: "a".repeat(10_000), replacement: "a" }, "this file was not read"],
  ["the same text", { replacement: "  res.json(await find(req.query.id))" }, "it changes nothing"],
  ["a rewrite", { replacement: "  a()\n".repeat(3_000) }, "it is longer than a suggestion should be"],
  ["code that does not parse", { replacement: "  res.json(await find(" }, /^the file cannot be checked with it/],
  ["the opposite direction of writing", { replacement: "  res.json(1) // \u202e" }, "it has characters that cannot be seen"],
  ["letters of no width", { replacement: "  res\u200b.json(1)" }, "it has characters that cannot be seen"],
  ["a carriage return", { replacement: "  res.json(1)\r\n  a()" }, "it has characters that cannot be seen"],
  ["spaces at a line's end", { replacement: "  res.json(1)  " }, "it has spaces at the end of a line"],
  ["a last empty line", { replacement: "  res.json(1)\n" }, "it ends with an empty line"],
  ["another indentation", { replacement: "res.json(1)" }, "its first line is indented differently"],
  ["tabs among spaces", { replacement: "  if (id)\n\t\tres.json(1)" }, "it is indented with tabs where the file has spaces"],
  [
    "spaces among tabs",
    { path: "tabs.js", startLine: 2, endLine: 2, replacement: "\tif (a)\n    return 2" },
    "it is indented with spaces where the file has tabs",
  ],
  ["a line nobody can read", { replacement: `  res.json("${"x".repeat(400)}")` }, "it has a line that is too long to read"],
  [
    "a manifest that is none any more",
    { path: "package.json", startLine: 2, endLine: 2, removes: "x", replacement: "  {" },
    /not in this file/,
  ],
] as const)("refuses %s", async (_, trial, reason) => {
  const proof = await attempt(trial)
  expect(proof.proven).toBe(false)
  if (!proof.proven) expect(proof.reason).toMatch(reason)
})

test("keeps the line ends of the file, and lets a change delete lines", async () => {
  expect(await attempt({ path: "lines.js", startLine: 1, endLine: 1, replacement: "a(1)\nc()" })).toEqual({ proven: true })
  expect(await attempt({ path: "lines.js", startLine: 1, endLine: 1, replacement: "a()" })).toMatchObject({ reason: "it changes nothing" })
  expect(await attempt({ path: "tabs.js", startLine: 2, endLine: 2, replacement: "" })).toEqual({ proven: true })
})
