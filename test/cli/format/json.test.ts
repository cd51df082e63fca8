import { Ajv } from "ajv"
import { describe, expect, test } from "vitest"
import { composeReviewDocument, renderJson, renderReviewSchema, ReviewDocument } from "../../../src/cli/format/json.ts"
import { aFinding, aHostileReview, aLocalReview, anAnalysis } from "../support/a-local-review.ts"

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

  test("is complete only when no file failed", () => {
    const analysis = anAnalysis({ coverage: { files: 1, reviewed: 0, skipped: [], failed: [{ path: "a.js", reason: "syntax error" }] } })
    expect(composeReviewDocument(aLocalReview()).complete).toBe(true)
    expect(composeReviewDocument(aLocalReview({ analysis })).complete).toBe(false)
  })
})
