import { expect, test } from "vitest"
import { analyze, analyzeWith } from "../../src/analysis/analyze.ts"
import { defineRule } from "../../src/analysis/rule.ts"
import { Policy, defaultPolicy } from "../../src/model/policy.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

type Files = Readonly<Record<string, string>>

function run(before: Files, after: Files, options: { policy?: Policy; renames?: Files } = {}) {
  const base = aTree(before)
  const head = aTree(after)
  let now = 0
  return analyze({ diff: aDiff(base, head, options.renames), base, head, policy: options.policy ?? defaultPolicy, clock: () => now++ })
}

const manifest = JSON.stringify({ dependencies: { express: "^5.1.0", pg: "^8.0.0" } })
const injection = `import express from "express"
import { Pool } from "pg"
const pool = new Pool()
const app = express()
app.get("/users", async (req, res) => {
  res.json(await pool.query("SELECT * FROM users LIMIT 50 OFFSET " + req.query.sort))
})
`
const safe = injection.replace(`" + req.query.sort`, `0"`)

test("reports what is new at the head", async () => {
  const { findings, fixed } = await run({ "package.json": manifest, "app.ts": safe }, { "package.json": manifest, "app.ts": injection })
  expect(findings.map((each) => [each.rule, each.path, each.startLine, each.side])).toEqual([["no-sql-injection", "app.ts", 6, "RIGHT"]])
  expect(findings[0]?.trace.map((step) => [step.line, step.what])).toMatchInlineSnapshot(`
    [
      [
        6,
        "\`req.query.sort\` is what the client sends",
      ],
      [
        6,
        "becomes part of the text \`"SELECT * FROM users LIMIT 50 OFFSET " + req.query.sort\`",
      ],
      [
        6,
        "arrives in \`pool.query(…)\`",
      ],
    ]
  `)
  expect(fixed).toEqual([])
})

test("is silent about what was there before, wherever it moved to in the file", async () => {
  const moved = `// a new first line\n\n${injection}\nexport const more = 1\n`
  const { findings, fixed } = await run({ "package.json": manifest, "app.ts": injection }, { "package.json": manifest, "app.ts": moved })
  expect({ findings, fixed }).toEqual({ findings: [], fixed: [] })
})

test("takes old code that was touched for neither new nor fixed", async () => {
  const touched = injection.replace("req.query.sort))", 'req.query.sort + ""))')
  const { findings, fixed } = await run({ "package.json": manifest, "app.ts": injection }, { "package.json": manifest, "app.ts": touched })
  expect({ findings, fixed }).toEqual({ findings: [], fixed: [] })
})

test("reports the second of a kind beside an old one", async () => {
  const second = injection.replace("})\n", '  await pool.query("SELECT 1 FROM carts LIMIT 1 OFFSET " + req.query.sort)\n})\n')
  const { findings } = await run({ "package.json": manifest, "app.ts": injection }, { "package.json": manifest, "app.ts": second })
  expect(findings.filter((each) => each.rule === "no-sql-injection").map((each) => each.startLine)).toEqual([7])
})

test("is silent about old code in a renamed file", async () => {
  const { findings, fixed } = await run(
    { "package.json": manifest, "app.ts": injection },
    { "package.json": manifest, "server.ts": `${injection}\n` },
    { renames: { "server.ts": "app.ts" } },
  )
  expect({ findings, fixed }).toEqual({ findings: [], fixed: [] })
})

test("is silent about old code in a test or function that has another name now", async () => {
  const suite = (title: string) => `describe("${title}", () => {\n  it("works", () => {\n    expect(true).toBe(true)\n  })\n})\n`
  const { findings, fixed } = await run(
    { "package.json": manifest, "test/app.test.ts": suite("Orders") },
    { "package.json": manifest, "test/app.test.ts": suite("Orders of a customer") },
  )
  expect({ findings, fixed }).toEqual({ findings: [], fixed: [] })
})

test("reports an old hole that is open on another route now", async () => {
  const route = (path: string) => injection.replace("/users", path)
  expect(route("/a")).not.toBe(route("/b"))
  const { findings } = await run({ "package.json": manifest, "app.ts": route("/a") }, { "package.json": manifest, "app.ts": route("/b") })
  expect(findings.map(({ rule }) => rule)).toContain("no-sql-injection")
})

test("is silent about old code that moved to another file", async () => {
  const { findings, fixed } = await run(
    { "package.json": manifest, "app.ts": injection },
    { "package.json": manifest, "other.ts": injection },
  )
  expect({ findings, fixed }).toEqual({ findings: [], fixed: [] })
})

test("names what the change fixed", async () => {
  const { findings, fixed } = await run({ "package.json": manifest, "app.ts": injection }, { "package.json": manifest, "app.ts": safe })
  expect(findings).toEqual([])
  expect(fixed.map((each) => [each.rule, each.startLine, each.side])).toEqual([["no-sql-injection", 6, "LEFT"]])
})

test("reports an old sink that a changed caller makes reachable", async () => {
  const store = `import { Pool } from "pg"\nconst pool = new Pool()\nexport const list = (sort) => pool.query("SELECT * FROM t ORDER BY " + sort)\n`
  const caller = (argument: string) =>
    `import express from "express"\nimport { list } from "./store.js"\nexpress().get("/", async (req, res) => res.json(await list(${argument})))\n`
  const { findings } = await run(
    { "package.json": manifest, "store.ts": store, "app.ts": caller(`"name"`) },
    { "package.json": manifest, "store.ts": store, "app.ts": caller("req.query.sort") },
  )
  expect(findings.map((each) => [each.rule, each.path, each.startLine])).toEqual([["no-sql-injection", "store.ts", 3]])
  expect(findings[0]?.trace.map((step) => `${step.path}:${step.line}`)).toEqual(["app.ts:3", "app.ts:3", "store.ts:3", "store.ts:3"])
})

test("is silent about what a new file shows of one that the change leaves alone", async () => {
  const old = { "package.json": JSON.stringify({ dependencies: { express: "^4.19.0" } }) }
  const user = "export async function withUser(req, res, next) {\n  req.user = await load(req)\n  next()\n}\n"
  const router =
    'import { Router } from "express"\nimport { withUser } from "./user.js"\nexport const router = Router()\nrouter.get("/me", withUser, (req, res) => res.json(req.user))\n'
  const found = async (before: Files, after: Files) =>
    (await run({ ...old, ...before }, { ...old, ...after })).findings.filter((each) => each.rule === "require-async-error-path")
  expect(await found({ "src/user.js": user }, { "src/user.js": user, "src/me.js": router })).toEqual([])
  expect((await found({}, { "src/user.js": user, "src/me.js": router })).map((each) => each.path)).toEqual(["src/user.js"])
})

test("keeps the fingerprint when lines are added above", async () => {
  const one = await run({}, { "package.json": manifest, "app.ts": injection })
  const two = await run({}, { "package.json": manifest, "app.ts": `// comment\n\n${injection}` })
  expect(one.findings[0]?.fingerprint).toBe(two.findings[0]?.fingerprint)
  expect(one.findings[0]?.startLine).not.toBe(two.findings[0]?.startLine)
})

test("gives the same answer twice", async () => {
  const once = () => run({ "package.json": manifest }, { "package.json": manifest, "b.ts": injection, "a.ts": injection })
  expect(await once()).toEqual(await once())
})

test("counts lines right in CRLF files and behind characters of two code units", async () => {
  const { findings } = await run({}, { "package.json": manifest, "app.ts": `const hello = "😀é"\n${injection}`.replaceAll("\n", "\r\n") })
  expect(findings.map((each) => [each.rule, each.startLine])).toEqual([["no-sql-injection", 7]])
  expect(findings[0]?.evidence).toBe(`res.json(await pool.query("SELECT * FROM users LIMIT 50 OFFSET " + req.query.sort))`)
})

test("counts each changed file once and says why it was not reviewed", async () => {
  const deep = "[".repeat(9_000)
  const { coverage } = await run(
    { "gone.ts": "export const a = 1\n" },
    {
      "README.md": "# hello\n",
      "dist/main.js": "x\n",
      "public/app.min.js": "x\n",
      "package-lock.json": "{}",
      "logo.svg": "<svg/>",
      "src/broken.ts": "export const a = 1\nexport function ( {\nexport const b = 2\n",
      "src/deep.ts": deep,
      "src/fine.ts": "export const a = 1\n",
      "src/generated-client.ts": "// @generated by a tool\nexport const a = 1\n",
      "src/huge.ts": "//x\n".repeat(300_000),
    },
  )
  expect(coverage.skipped).toEqual([
    { path: "README.md", reason: "documentation, no rules for it" },
    { path: "dist/main.js", reason: "generated file" },
    { path: "logo.svg", reason: "no rules for this kind of file" },
    { path: "public/app.min.js", reason: "minified file" },
    { path: "src/generated-client.ts", reason: "generated file" },
  ])
  expect(coverage.failed.map((each) => [each.path, each.reason.slice(0, 32)])).toEqual([
    ["src/broken.ts", "syntax error at line 2: Expected"],
    ["src/deep.ts", "nested deeper than 1000 brackets"],
    ["src/huge.ts", "larger than 1 MB"],
  ])
  expect(coverage.files).toBe(11)
  expect(coverage.reviewed + coverage.skipped.length + coverage.failed.length).toBe(coverage.files)
})

test("reviews what stands around a syntax error", async () => {
  const { findings, coverage } = await run({}, { "package.json": manifest, "app.ts": `${injection}\nfunction broken( {\n` })
  expect(findings.map((each) => each.rule)).toEqual(["no-sql-injection"])
  expect(coverage.failed[0]?.reason).toMatch(/^syntax error at line \d+/)
})

test("does not take old code for new when the base could not be parsed", async () => {
  const broken = injection.replace("const app = express()", "const app = = express()")
  const { findings } = await run({ "package.json": manifest, "app.ts": broken }, { "package.json": manifest, "app.ts": injection })
  expect(findings).toEqual([])
})

test("does not call a finding fixed when the head cannot be parsed", async () => {
  const broken = injection.replace("const app = express()", "const app = = express()")
  const { fixed } = await run({ "package.json": manifest, "app.ts": injection }, { "package.json": manifest, "app.ts": broken })
  expect(fixed).toEqual([])
})

test("loses only the rule and the file when a rule throws", async () => {
  const throwing = defineRule({
    kind: "source",
    id: "no-luck",
    section: "reliability",
    practice: "async",
    severity: "low",
    confidence: "low",
    title: "Never",
    why: "",
    fix: "",
    cwe: [],
    *check({ module }) {
      if (module.path === "a.ts") throw new Error("boom")
      yield { at: "file" as const, message: "seen" }
    },
  })
  const base = aTree({})
  const head = aTree({ "a.ts": "1\n", "b.ts": "2\n" })
  const { findings, coverage } = await analyzeWith([throwing], {
    diff: aDiff(base, head),
    base,
    head,
    policy: defaultPolicy,
    clock: () => 0,
  })
  expect(findings.map((each) => each.path)).toEqual(["b.ts"])
  expect(coverage.failed).toEqual([{ path: "a.ts", reason: "rule no-luck failed: boom" }])
})

test("obeys the repository's policy", async () => {
  const files = { "package.json": manifest, "app.ts": injection }
  const rulesOff = await run({}, files, { policy: Policy.parse({ rules: { "no-sql-injection": "off" } }) })
  const lower = await run({}, files, { policy: Policy.parse({ rules: { "no-sql-injection": "nit" } }) })
  const sectionOff = await run({}, files, { policy: Policy.parse({ sections: { security: false } }) })
  const ignored = await run({}, files, { policy: Policy.parse({ ignore: ["app.*"] }) })
  expect(rulesOff.findings).toEqual([])
  expect(lower.findings.map((each) => each.severity)).toEqual(["nit"])
  expect(sectionOff.findings).toEqual([])
  expect(ignored.findings).toEqual([])
  expect(ignored.coverage.skipped).toEqual([{ path: "app.ts", reason: "ignored by the repository's settings" }])
})

test("drops a suggestion that does not remove the finding or adds another", async () => {
  const rule = (text: string) =>
    defineRule({
      kind: "source",
      id: "no-debugger",
      section: "reliability",
      practice: "async",
      severity: "low",
      confidence: "low",
      title: "Debugger",
      why: "",
      fix: "",
      cwe: [],
      *check({ module }) {
        for (const node of module.program.body)
          if (node.type === "DebuggerStatement") yield { at: node, message: "stops", edits: [{ start: node.start, end: node.end, text }] }
      },
    })
  const base = aTree({})
  const head = aTree({ "a.ts": "debugger\nexport {}\n" })
  const suggestionWith = async (text: string) =>
    (await analyzeWith([rule(text)], { diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })).findings[0]
      ?.suggestion
  expect(await suggestionWith("")).toEqual({ startLine: 1, endLine: 1, replacement: "" })
  expect(await suggestionWith("debugger;")).toBeNull()
  expect(await suggestionWith("a = (")).toBeNull()
})

test("survives hostile sources", async () => {
  const files: Record<string, string> = { "package.json": manifest }
  const hostile = [
    "a".repeat(100_000),
    `const a = ${"a+".repeat(4_000)}1\n`,
    `const a = b${".c()".repeat(900)}\n`,
    "const a = a\nconst b = c\nconst c = b\nclass A extends A {}\nfunction f() { return f() }\nf(b, a, new A().x)\n",
    `import x from "./self.ts"\nexport * from "./self.ts"\nexport default x\n`,
    "const { __proto__: p, constructor: c, toString } = require('constructor')\np.query(c)\n",
    `${"if (a) {} else ".repeat(900)}{}\n`,
    "\0\u2028\u{10ffff}",
    "import express from 'express'\nconst app = express()\napp.get('/x', async (req) => { " +
      "if (req.query.a) { ".repeat(300) +
      "} ".repeat(300) +
      " })\n",
  ]
  for (const [index, text] of hostile.entries()) files[`src/h${index}.ts`] = text
  files["src/self.ts"] = files["src/h4.ts"] as string
  const { coverage } = await run(
    {},
    {
      ...files,
      "__proto__/constructor.ts": "export const a = 1\n",
      Dockerfile: "FROM\nCMD\\\n",
      "yarn.lock": "::::",
      "package-lock.json": "[".repeat(50_000),
    },
  )
  expect(coverage.reviewed + coverage.skipped.length + coverage.failed.length).toBe(coverage.files)
  expect(coverage.failed.filter((each) => each.reason.startsWith("rule "))).toEqual([])
})

test("cannot be made to break out of code spans by names in the code", async () => {
  const hostile = `import express from "express"
import { Pool } from "pg"
const pool = new Pool()
express().get("/a\\u0060 @everyone\\n# Heading", async (req, res) => {
  res.json(await pool.query("SELECT " + req.query["x\\u0060 @everyone"]))
})
`
  const { findings } = await run({}, { "package.json": manifest, "app.ts": hostile })
  expect(findings).toHaveLength(1)
  const shown = [findings[0]?.title, findings[0]?.message, findings[0]?.fix].join(" ")
  expect(shown).not.toMatch(/\n|\u0060 @everyone/)
  expect((shown.match(/`/g) ?? []).length % 2).toBe(0)
})

test("has nothing to say about an empty change", async () => {
  const { findings, change, coverage } = await run({ "a.ts": "1\n" }, { "a.ts": "1\n" })
  expect(findings).toEqual([])
  expect(change).toEqual({ kind: "empty", sentence: "Changes no file.", parts: [], additions: 0, deletions: 0 })
  expect(coverage).toEqual({ files: 0, reviewed: 0, skipped: [], failed: [] })
})
