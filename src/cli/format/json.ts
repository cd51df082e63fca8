import { z } from "zod"
import { practices, sections, severities } from "../../model/finding.ts"
import { composeMessage, isComplete, type LocalReview } from "./local-review.ts"
import { composeModelPart, FileReason, ModelPart } from "./model-part.ts"
import { stringifyHarmless } from "./neutralise.ts"

const line = z.int().min(1)

const JsonFinding = z.strictObject({
  fingerprint: z.string().min(1).describe("Stays the same when the code moves inside its file; compare reviews by it."),
  rule: z.string().min(1).describe("Identifier of the rule."),
  section: z.enum(sections).describe("Section of the report."),
  practice: z.enum(practices).describe("The best practice that the rule serves."),
  severity: z.enum(severities),
  confidence: z.enum(["high", "medium", "low"]),
  origin: z.enum(["static", "model", "both"]).describe("Who found it."),
  path: z.string().min(1).describe("From the root of the repository, with forward slashes."),
  startLine: line.describe("First line, counted from 1."),
  endLine: line.describe("Last line, inclusive."),
  side: z.enum(["RIGHT", "LEFT"]).describe("RIGHT: lines of the head. LEFT: lines of the base."),
  placement: z.enum(["inline", "file", "summary", "hidden"]).describe("inline: on a line of the diff and worth a comment."),
  title: z.string().describe("One claim, plain text."),
  message: z.string().describe("What happens because of it and what to do instead; Markdown."),
  cwe: z.array(z.string().regex(/^CWE-\d+$/u)),
  trace: z
    .array(z.strictObject({ path: z.string().min(1), line, what: z.string() }))
    .describe("The way of the data, source first and sink last; empty when the finding needs none."),
  suggestion: z
    .strictObject({
      startLine: line,
      endLine: line,
      replacement: z.string().describe("Whole lines without a final line end; the empty string deletes them."),
    })
    .nullable()
    .describe("Replaces whole lines of the head; null when there is no proven change."),
  verification: z
    .enum(["confirmed", "panel", "unverified"])
    .nullable()
    .describe("How far a claim of the model was checked by a second look (panel: by three); null where rules alone speak."),
  explanation: z.string().nullable().describe("What the model adds to a rule's finding, plain text; null when it adds nothing."),
})

/** What `expert review --format json` prints. */
export const ReviewDocument = z
  .strictObject({
    version: z.literal(1).describe("Format of this document."),
    complete: z.boolean().describe("False when a changed file that should have been reviewed could not be."),
    head: z.string().min(1).describe("Commit or tree id of the reviewed state."),
    base: z.string().min(1).describe("Merge base that the head was compared with."),
    stack: z.array(z.strictObject({ technology: z.string(), version: z.string().nullable(), evidence: z.string() })),
    findings: z.array(JsonFinding).describe("New at the head; most severe first."),
    coverage: z.strictObject({
      files: z.int().min(0).describe("Changed files."),
      reviewed: z.int().min(0),
      skipped: z.array(FileReason),
      failed: z.array(FileReason),
    }),
    model: ModelPart.nullable().describe("The model's part; null where no model was wanted."),
    timings: z
      .object({ totalMs: z.number().min(0), checkoutMs: z.number().min(0), parseMs: z.number().min(0), analysisMs: z.number().min(0) })
      .catchall(z.number().min(0))
      .describe("Milliseconds by stage."),
  })
  .describe("A review of one change, as printed by `expert review --format json`.")
export type ReviewDocument = z.infer<typeof ReviewDocument>

/** Text of the json format: the review document, indented, with a final line end. */
export function renderJson(review: LocalReview): string {
  return `${stringifyHarmless(composeReviewDocument(review))}\n`
}

/** The review as the published document; hidden findings are in it, marked by their placement. */
export function composeReviewDocument(review: LocalReview): ReviewDocument {
  const { analysis } = review
  return {
    version: 1,
    complete: isComplete(review),
    head: review.headSha,
    base: review.baseSha,
    stack: analysis.stack.map(({ technology, version, evidence }) => ({ technology, version, evidence })),
    findings: review.findings.map((finding) => ({
      fingerprint: finding.fingerprint,
      rule: finding.rule,
      section: finding.section,
      practice: finding.practice,
      severity: finding.severity,
      confidence: finding.confidence,
      origin: finding.origin,
      path: finding.path,
      startLine: finding.startLine,
      endLine: finding.endLine,
      side: finding.side,
      placement: finding.placement,
      title: finding.title,
      message: composeMessage(finding),
      cwe: [...finding.cwe],
      trace: finding.trace.map(({ path, line: at, what }) => ({ path, line: at, what })),
      suggestion: finding.suggestion && {
        startLine: finding.suggestion.startLine,
        endLine: finding.suggestion.endLine,
        replacement: finding.suggestion.replacement,
      },
      verification: finding.verification ?? null,
      explanation: finding.explanation ?? null,
    })),
    coverage: {
      files: analysis.coverage.files,
      reviewed: analysis.coverage.reviewed,
      skipped: analysis.coverage.skipped.map(({ path, reason }) => ({ path, reason })),
      failed: analysis.coverage.failed.map(({ path, reason }) => ({ path, reason })),
    },
    model: composeModelPart(review.consultation),
    timings: { ...review.timings },
  }
}

/** Text of `schema/review.schema.json`: the JSON Schema (draft 7) of the document above. */
export function renderReviewSchema(): string {
  const schema = z.toJSONSchema(ReviewDocument, { target: "draft-7" })
  return `${JSON.stringify({ title: "Review by nodejs-backend-expert", ...schema }, null, 2)}\n`
}
