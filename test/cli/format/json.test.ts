import { Ajv } from "ajv"
import { describe, expect, test } from "vitest"
import { composeReviewDocument, renderJson, renderReviewSchema, ReviewDocument } from "../../../src/cli/format/json.ts"
import { aFinding, aHostileReview, aLocalReview, anAnalysis, aReviewWithModel } from "../support/a-local-review.ts"

describe("the json format", () => {
  test("shows a review", async () => {
    await expect(renderJson(aLocalReview())).toMatchFileSnapshot("golden/review.json.txt")
  })

  test("is described by the published schema, which is generated from the code", async () => {
    await expect(renderReviewSchema()).toMatchFileSnapshot("../../../schema/review.schema.json")
  })

  test.each([
    { name: "a review", review: aLocalReview() },
    { name: "a hostile review", review: aHostileReview() },
    { name: "an empty review", review: aLocalReview({ findings: [] }) },
    { name: "a review with a model", review: aReviewWithModel() },
  ])("keeps to the schema: $name", ({ review }) => {
    const validate = new Ajv({ strict: false }).compile(JSON.parse(renderReviewSchema()))
    const document: unknown = JSON.parse(renderJson(review))
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
    expect(ReviewDocument.safeParse(document).success).toBe(true)
  })

  test("the schema refuses what the contract does not name", () => {
    const validate = new Ajv({ strict: false }).compile(JSON.parse(renderReviewSchema()))
    const document = composeReviewDocument(aLocalReview())
    expect(validate({ ...document, extra: 1 })).toBe(false)
    expect(validate({ ...document, findings: [{ ...document.findings[0], severity: "awful" }] })).toBe(false)
  })

  test("escapes what a terminal would obey and loses nothing by it", () => {
    const review = aHostileReview()
    const text = renderJson(review)
    // oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e]/u)
    expect(JSON.parse(text).findings[0].path).toBe(review.findings[0]!.path)
  })

  test("joins message and fix", () => {
    const [finding] = composeReviewDocument(aLocalReview({ findings: [aFinding({ message: "It breaks.", fix: "Mend it." })] })).findings
    expect(finding!.message).toBe("It breaks.\n\nMend it.")
  })

  test("tells what the model added, how far that was checked, and what it cost", () => {
    const { findings, model } = composeReviewDocument(aReviewWithModel())
    expect(findings.map(({ origin, verification, explanation }) => ({ origin, verification, explanation }))).toEqual([
      { origin: "both", verification: "panel", explanation: "Trigger: GET /orders/1%20OR%201=1" },
      { origin: "model", verification: "confirmed", explanation: null },
    ])
    expect(model).toEqual({
      name: "claude-sonnet-5-5",
      note: "",
      tier: "lite",
      degraded: [{ pass: "fix", flag: "truncated", reason: "the answer was cut off" }],
      leftOut: [{ path: "src/big.js", reason: "too large for the model" }],
      refuted: 2,
      unsupported: 1,
      usage: { usd: 0.0421, calls: 5, inputTokens: 900, outputTokens: 400, cacheReadTokens: 8_000, cacheWriteTokens: 4_000 },
    })
  })

  test("tells apart a model that nobody wanted from one that was not asked", () => {
    const { findings } = aLocalReview()
    const note = "the model was not asked, because the change is documentation"
    const without = { findings, model: null, participation: null }
    expect(composeReviewDocument(aLocalReview({ consultation: { ...without, note: "" } })).model).toBeNull()
    expect(composeReviewDocument(aLocalReview({ consultation: { ...without, note } })).model).toMatchObject({
      name: null,
      note,
      tier: null,
      usage: { usd: 0, calls: 0 },
    })
  })

  test("is complete only when no file failed", () => {
    const analysis = anAnalysis({ coverage: { files: 1, reviewed: 0, skipped: [], failed: [{ path: "a.js", reason: "syntax error" }] } })
    expect(composeReviewDocument(aLocalReview()).complete).toBe(true)
    expect(composeReviewDocument(aLocalReview({ analysis })).complete).toBe(false)
  })
})
