import { Ajv } from "ajv"
import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { composeSarif, renderSarif, type RuleDescription } from "../../../src/cli/format/sarif.ts"
import { aFinding, aHostileReview, aLocalReview, anAnalysis, aReviewWithModel, aTree } from "../support/a-local-review.ts"

const rules: RuleDescription[] = [
  {
    id: "no-sql-concatenation",
    title: "SQL made of strings",
    why: "A value that becomes part of a statement can end it. See `CWE-89`.",
    fix: "Pass values as parameters.",
    section: "security",
    practice: "database",
    severity: "critical",
    cwe: ["CWE-89"],
  },
]
// The parts of the SARIF 2.1.0 schema that are used here, written from the standard: unknown properties are refused.
const schema = JSON.parse(readFileSync(new URL("sarif-parts.schema.json", import.meta.url), "utf8"))

describe("the sarif format", () => {
  test("shows a review", async () => {
    await expect(renderSarif(aLocalReview(), rules)).toMatchFileSnapshot("golden/review.sarif.txt")
  })

  test("shows a hostile review", async () => {
    await expect(renderSarif(aHostileReview(), rules)).toMatchFileSnapshot("golden/hostile.sarif.txt")
  })

  test.each([
    { name: "a review", review: aLocalReview() },
    { name: "a hostile review", review: aHostileReview() },
    { name: "an empty review", review: aLocalReview({ findings: [] }) },
    { name: "a review with a model", review: aReviewWithModel() },
    { name: "a finding on removed code", review: aLocalReview({ findings: [aFinding({ side: "LEFT" })] }) },
    { name: "a hidden finding", review: aLocalReview({ findings: [aFinding({ placement: "hidden", placementReason: "known" })] }) },
  ])("keeps to the standard: $name", ({ review }) => {
    const validate = new Ajv({ strict: false, allErrors: true }).compile(schema)
    expect(validate(JSON.parse(renderSarif(review, rules))), JSON.stringify(validate.errors, null, 1)).toBe(true)
  })

  test("points each result at its rule, also at one that is in no catalogue", () => {
    const run = composeSarif(aLocalReview(), rules).runs[0]!
    const descriptors = run.tool.driver.rules!
    expect(run.results!.map((result) => descriptors[result.ruleIndex!]!.id)).toEqual(run.results!.map((result) => result.ruleId))
  })

  test("writes a path as a relative URI that leads back to it", () => {
    const review = aHostileReview()
    const uri = composeSarif(review, []).runs[0]!.results![0]!.locations![0]!.physicalLocation!.artifactLocation!.uri!
    expect(uri).not.toMatch(/[^A-Za-z0-9%/._~!*'()-]/u)
    expect(uri.split("/").map(decodeURIComponent).join("/")).toBe(review.findings[0]!.path)
  })

  test("a path cannot become a link in the message", () => {
    const text = composeSarif(aHostileReview(), []).runs[0]!.results![0]!.message.text
    expect(text).toContain("\\[link](0)")
  })

  test("a security finding has a number that code scanning reads, others have none", () => {
    const results = composeSarif(aLocalReview(), rules).runs[0]!.results!
    expect(results.map((result) => result.properties!["security-severity"])).toEqual(["9.5", undefined])
  })

  test.each([
    {
      name: "lines in the middle go with their line ends",
      text: "a\nb\nc\n",
      lines: [2, 2],
      region: { startLine: 2, startColumn: 1, endLine: 3, endColumn: 1 },
    },
    { name: "the last line without a line end has no line behind it", text: "a\nb", lines: [2, 2], region: { startLine: 2, endLine: 2 } },
  ])("deletes: $name", ({ text, lines: [startLine, endLine], region }) => {
    const finding = aFinding({ path: "a.js", suggestion: { startLine: startLine!, endLine: endLine!, replacement: "" } })
    const log = composeSarif(aLocalReview({ findings: [finding], sources: { base: aTree({}), head: aTree({ "a.js": text }) } }), rules)
    expect(log.runs[0]!.results![0]!.fixes![0]!.artifactChanges[0]!.replacements).toEqual([{ deletedRegion: region }])
  })

  test("keeps the line ends of a file that has carriage returns", () => {
    const finding = aFinding({ path: "a.js", suggestion: { startLine: 1, endLine: 1, replacement: "x\ny" } })
    const log = composeSarif(
      aLocalReview({ findings: [finding], sources: { base: aTree({}), head: aTree({ "a.js": "a\r\nb\r\n" }) } }),
      rules,
    )
    expect(log.runs[0]!.results![0]!.fixes![0]!.artifactChanges[0]!.replacements[0]!.insertedContent!.text).toBe("x\r\ny")
  })

  test("tells in properties what the model added and what it cost, and notifies of what is missing of its part", () => {
    const [run] = composeSarif(aReviewWithModel(), rules).runs
    expect(run!.results!.map(({ properties }) => [properties!["verification"], properties!["explanation"]])).toEqual([
      ["panel", "Trigger: GET /orders/1%20OR%201=1"],
      ["confirmed", undefined],
    ])
    expect(run!.properties!["model"]).toMatchObject({ name: "claude-sonnet-5-5", refuted: 2, usage: { usd: 0.0421, calls: 5 } })
    expect(run!.invocations![0]!.toolExecutionNotifications).toContainEqual({
      level: "warning",
      message: { text: "The model's part is incomplete (fix): the answer was cut off" },
    })
    expect(composeSarif(aLocalReview(), rules).runs[0]!.properties).not.toHaveProperty("model")
  })

  test("an incomplete review was not successful and names the file", () => {
    const analysis = anAnalysis({ coverage: { files: 1, reviewed: 0, skipped: [], failed: [{ path: "a.js", reason: "syntax error" }] } })
    const [invocation] = composeSarif(aLocalReview({ findings: [], analysis }), rules).runs[0]!.invocations!
    expect(invocation!.executionSuccessful).toBe(false)
    expect(invocation!.toolExecutionNotifications![0]!.message.text).toBe("Could not be reviewed: syntax error")
  })
})
