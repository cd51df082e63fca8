import { createColors } from "picocolors"
import { describe, expect, test } from "vitest"
import { displayWidth } from "../../../src/cli/format/display-width.ts"
import { renderPretty } from "../../../src/cli/format/pretty.ts"
import { aFinding, aHostileReview, aLocalReview, anAnalysis, aTree, orders } from "../support/a-local-review.ts"

const plain = { color: createColors(false), width: 80 }

describe("the pretty format", () => {
  test("shows a review", async () => {
    await expect(renderPretty(aLocalReview(), plain)).toMatchFileSnapshot("golden/pretty.txt")
  })

  test("shows a review in colour", async () => {
    const text = renderPretty(aLocalReview(), { color: createColors(true), width: 80 })
    await expect(text.replaceAll("\u001b", "␛")).toMatchFileSnapshot("golden/pretty-colour.txt")
  })

  test("shows a hostile review", async () => {
    await expect(renderPretty(aHostileReview(), plain)).toMatchFileSnapshot("golden/pretty-hostile.txt")
  })

  test("obeys nothing that the repository says to the terminal", () => {
    const text = renderPretty(aHostileReview(), plain)
    // oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u)
  })

  test.each([60, 80, 120])("stays within %i cells", (width) => {
    const text = renderPretty(
      aLocalReview({ findings: [...aLocalReview().findings, aFinding({ path: `src/${"很长的名字".repeat(30)}.js` })] }),
      { ...plain, width },
    )
    expect(Math.max(...text.split("\n").map(displayWidth))).toBeLessThanOrEqual(width)
  })

  test("says that nothing was found", () => {
    expect(renderPretty(aLocalReview({ findings: [] }), plain)).toContain("✔ No findings")
  })

  test("does not say that nothing was found when something could not be read", () => {
    const analysis = anAnalysis({
      coverage: { files: 1, reviewed: 0, skipped: [], failed: [{ path: "a.js", reason: "syntax error in line 3" }] },
    })
    const text = renderPretty(aLocalReview({ findings: [], analysis }), plain)
    expect(text).not.toContain("✔")
    expect(text).toContain("✖ a.js: syntax error in line 3")
    expect(text).toContain("The review is incomplete")
  })

  test("names hidden findings with the reason and leaves them out of the tally", () => {
    const hidden = aFinding({ placement: "hidden", placementReason: "known" })
    const text = renderPretty(aLocalReview({ findings: [hidden] }), plain)
    expect(text).toContain("(known)")
    expect(text).toContain("No findings")
  })

  test("takes the code of a removed line from the base", () => {
    const finding = aFinding({ side: "LEFT", trace: [], suggestion: null })
    const text = renderPretty(
      aLocalReview({ findings: [finding], sources: { base: aTree({ [finding.path]: orders }), head: aTree({}) } }),
      plain,
    )
    expect(text).toMatch(/▶ +8 ┃/u)
    expect(text).toContain("removed code")
  })

  test("shortens the code of a finding over many lines", () => {
    const code = Array.from({ length: 60 }, (_, index) => `line${index + 1}()`).join("\n")
    const finding = aFinding({ startLine: 3, endLine: 52, suggestion: null, trace: [] })
    const text = renderPretty(
      aLocalReview({ findings: [finding], sources: { base: aTree({}), head: aTree({ [finding.path]: code }) } }),
      plain,
    )
    expect(text).toContain("more lines")
    expect(text).toContain("line3()")
    expect(text).toContain("line52()")
    expect(text).not.toContain("line30()")
  })

  test("shows a finding without a frame when the line is not in the file", () => {
    const text = renderPretty(aLocalReview({ findings: [aFinding({ startLine: 900, endLine: 900, suggestion: null })] }), plain)
    expect(text).toContain("orders.js:900")
    expect(text).not.toContain("┃")
  })

  test("cuts a minified line", () => {
    const finding = aFinding({ startLine: 1, endLine: 1, suggestion: null })
    const sources = { base: aTree({}), head: aTree({ [finding.path]: "a()".repeat(400_000) }) }
    expect(renderPretty(aLocalReview({ findings: [finding], sources }), plain).length).toBeLessThan(5000)
  })

  test("marks only the lines of a suggestion that change", () => {
    const finding = aFinding({
      suggestion: { startLine: 7, endLine: 9, replacement: "\tconst id = request.params.id\n\tguard(id)\n\tresponse.json(rows)" },
    })
    const text = renderPretty(aLocalReview({ findings: [finding] }), plain)
    expect(text.match(/^ {4}[+-] .*$/gmu)).toEqual([expect.stringContaining("- "), expect.stringContaining("+     guard(id)")])
    expect(text).toContain("          const id = request.params.id\n")
  })

  test.each([
    { name: "one backtick", message: "See `a b` here", shows: "See \u001b[36ma b\u001b[39m here" },
    { name: "two backticks around one", message: "See ``a ` b`` here", shows: "See \u001b[36ma ` b\u001b[39m here" },
    { name: "a backtick that does not end", message: "See `a b here", shows: "See `a b here" },
  ])("shows a span of code with $name", ({ message, shows }) => {
    expect(renderPretty(aLocalReview({ findings: [aFinding({ message })] }), { color: createColors(true), width: 80 })).toContain(shows)
  })

  test("ends a suggestion that deletes lines without an empty line in it", () => {
    const finding = aFinding({ suggestion: { startLine: 7, endLine: 8, replacement: "" } })
    expect(renderPretty(aLocalReview({ findings: [finding] }), plain)).not.toMatch(/^ {4}\+/mu)
  })
})
