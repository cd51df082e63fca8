import { describe, expect, test } from "vitest"
import { analyze } from "../../src/analysis/analyze.ts"
import { createSuppressions } from "../../src/analysis/suppressions.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

const rule = "no-sql-injection"
const said = (comment: string) => `const a = 1\n${comment}\nconst b = 2\n`

function suppress(before: string | null, after: string, { startLine = 3, path = "a.ts" } = {}) {
  const [base, head] = [aTree(before === null ? {} : { [path]: before }), aTree({ [path]: after })]
  return createSuppressions(head, aDiff(base, head))(rule, { path, startLine })
}

describe("a comment above a finding", () => {
  test.each([
    { name: "of JavaScript", comment: `// expert-ignore-next-line ${rule} -- checked upstream` },
    { name: "that is indented", comment: `    // expert-ignore-next-line ${rule} -- checked upstream` },
    { name: "of another form", comment: `/* expert-ignore-next-line ${rule} -- checked upstream */` },
    { name: "of YAML", comment: `# expert-ignore-next-line ${rule} -- checked upstream` },
    { name: "of SQL", comment: `-- expert-ignore-next-line ${rule} -- checked upstream` },
    { name: "of HTML", comment: `<!-- expert-ignore-next-line ${rule} -- checked upstream -->` },
    { name: "for several rules", comment: `// expert-ignore-next-line no-eval , ${rule} -- checked upstream` },
  ])("$name silences it with its reason", ({ comment }) => {
    expect(suppress(said(""), said(comment))).toEqual({ isOld: false, reason: "checked upstream" })
  })

  test.each([
    { name: "without a reason", comment: `// expert-ignore-next-line ${rule}` },
    { name: "with an empty reason", comment: `// expert-ignore-next-line ${rule} -- ` },
    { name: "for another rule", comment: "// expert-ignore-next-line no-eval -- checked upstream" },
    { name: "for a rule whose name begins alike", comment: `// expert-ignore-next-line ${rule}-too -- checked upstream` },
    { name: "for no rule", comment: "// expert-ignore-next-line -- checked upstream" },
    { name: "behind code", comment: `run() // expert-ignore-next-line ${rule} -- checked upstream` },
    { name: "in a string", comment: `"// expert-ignore-next-line ${rule} -- checked upstream"` },
  ])("$name silences nothing", ({ comment }) => {
    expect(suppress(said(""), said(comment))).toBeNull()
  })

  test("that was there before needs no reason", () => {
    const comment = `// expert-ignore-next-line ${rule}`
    expect(suppress(said(comment), said(comment).replace("b = 2", "b = 3"))).toEqual({ isOld: true, reason: null })
    expect(suppress(said(comment).replaceAll("\n", "\r\n"), said(comment).replaceAll("\n", "\r\n"))).toEqual({ isOld: true, reason: null })
  })

  test("that the change copies to another line of the file is a new one", () => {
    const comment = `// expert-ignore-next-line ${rule}`
    expect(suppress(said(comment), `${said(comment)}${comment}\nconst c = 3\n`, { startLine: 5 })).toBeNull()
  })

  test("in a new file is a new one", () => {
    expect(suppress(null, said(`// expert-ignore-next-line ${rule}`))).toBeNull()
  })

  test("is looked for on the line above and nowhere else", () => {
    const text = said(`// expert-ignore-next-line ${rule}`)
    expect([1, 2, 4, 40].map((startLine) => suppress(text, text, { startLine }))).toEqual([null, null, null, null])
  })

  test("costs no time however it is written", () => {
    const hostile = `// expert-ignore-next-line ${"a ,".repeat(300)}`
    expect(suppress(said(hostile), said(hostile))).toBeNull()
  })
})

describe("the analysis", () => {
  const manifest = JSON.stringify({ dependencies: { express: "^5.1.0", pg: "^8.0.0" } })
  const app = (comment: string, query: string) => `import express from "express"
import { Pool } from "pg"
const pool = new Pool()
const app = express()
app.get("/users", async (req, res) => {
  ${comment}
  const { rows } = await pool.query(${query})
  res.json(rows)
})
`
  const injection = `"SELECT * FROM users LIMIT 50 OFFSET " + req.query.sort`
  const run = (before: string, after: string) => {
    const [base, head] = [aTree({ "package.json": manifest, "app.ts": before }), aTree({ "package.json": manifest, "app.ts": after })]
    let now = 0
    return analyze({ diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => now++ })
  }
  const about = (findings: readonly { rule: string; suppression?: string }[]) =>
    findings.filter((finding) => finding.rule === rule).map(({ suppression }) => suppression ?? "said")

  test("leaves out what a comment of the base silences, and names it", async () => {
    const comment = `// expert-ignore-next-line ${rule}`
    const { findings, suppressed } = await run(app(comment, `"SELECT 1"`), app(comment, injection))
    expect(about(findings)).toEqual([])
    expect(suppressed).toEqual([{ path: "app.ts", line: 7, rule }])
  })

  test("keeps what the change silences itself, with the reason it gives", async () => {
    const { findings, suppressed } = await run(app("", `"SELECT 1"`), app(`// expert-ignore-next-line ${rule} -- numbers only`, injection))
    expect(about(findings)).toEqual(["numbers only"])
    expect(suppressed).toBeUndefined()
  })

  test("says what the change silences without a reason", async () => {
    expect(about((await run(app("", `"SELECT 1"`), app(`// expert-ignore-next-line ${rule}`, injection))).findings)).toEqual(["said"])
  })
})
