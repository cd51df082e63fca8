import { z } from "zod"
import { severities } from "../../model/finding.ts"
import { openReasons, statementParts } from "../../model/inquiry.ts"
import { categoryNames } from "../categories.ts"

/** A text of the model: cut, never refused for its length. */
const text = (most: number) => z.string().transform((value) => cut(value.trim(), most))
// The provider does not promise the case of enumerations.
const word = <T extends string>(words: readonly T[]) =>
  z.preprocess(
    (value) =>
      typeof value === "string"
        ? value
            .trim()
            .toLowerCase()
            .replaceAll(/[\s-]+/g, "_")
        : value,
    z.enum(words as [T, ...T[]]),
  )
const number = (least: number, most: number) =>
  z.preprocess((value) => (typeof value === "string" ? Number(value) : value), z.number().transform(bounded(least, most)))
// One bad item does not lose the rest; anything that is no list is an empty one.
const list = <T>(item: z.ZodType<T>, most: number) =>
  z.preprocess(
    (value) => (Array.isArray(value) ? value.slice(0, most * 5) : []),
    z.array(z.unknown()).transform((items) =>
      items
        .flatMap((each) => {
          const parsed = item.safeParse(each)
          return parsed.success ? [parsed.data] : []
        })
        .slice(0, most),
    ),
  )

const path = text(1_000)
// Long enough for three lines of code, short enough that no answer can flood a comparison.
const quote = z.string().transform((value) => value.slice(0, 2_000))
const line = z.string().transform((value) => value.slice(0, 1_000))

const Exhibit = z.object({ path, quote, why: text(120).catch("") })
const Claim = z.object({
  path,
  hunkId: text(20).catch(""),
  quote,
  lineHint: number(0, 10_000_000).catch(0),
  category: word(categoryNames),
  severity: word(severities),
  title: text(100).pipe(z.string().min(1)),
  claim: text(280).pipe(z.string().min(1)),
  trigger: text(200).catch(""),
  evidence: list(Exhibit, 3),
  relatedStaticIds: list(text(20), 10),
  fix: z
    .object({ kind: word(["none", "text", "replace"]), text: text(400).catch(""), replacement: list(line, 20) })
    .catch({ kind: "none", text: "", replacement: [] }),
  scope: word(["introduced", "pre_existing"]).catch("introduced"),
  certainty: word(["low", "medium", "high"]).catch("low"),
  cwe: z
    .string()
    .regex(/^CWE-\d{1,5}$/)
    .catch(""),
})
export type RawClaim = z.infer<typeof Claim>
export type Exhibit = z.infer<typeof Exhibit>

const Verdict = z.object({
  id: text(20),
  verdict: word(["confirmed", "refuted", "unproven"]),
  reason: text(240).catch(""),
  evidence: list(Exhibit, 3),
  severity: word(severities).catch("medium"),
  confidence: number(0, 100).catch(0),
})
export type RawVerdict = z.infer<typeof Verdict>

const Fix = z.object({ id: text(20), replacement: list(line, 20), completes: z.boolean(), note: text(160).catch("") })

const Statement = z.object({
  part: word(statementParts).catch("answer"),
  text: text(400).pipe(z.string().min(1)),
  evidence: list(z.object({ path, quote, lineHint: number(0, 10_000_000).catch(0) }), 3),
})
export type RawStatement = z.infer<typeof Statement>

const Answer = z.object({
  findings: list(Claim, 40),
  verdicts: list(Verdict, 40),
  fixes: list(Fix, 40),
  statements: list(Statement, 6),
  open: word(openReasons).catch("nothing"),
  coverage: z
    .object({
      notChecked: list(z.object({ path, why: text(80).catch("") }), 100),
      injectionSeen: list(z.object({ path, quote }), 20),
    })
    .catch({ notChecked: [], injectionSeen: [] }),
})
export type ReadAnswer = z.infer<typeof Answer>

const nothing: ReadAnswer = {
  findings: [],
  verdicts: [],
  fixes: [],
  statements: [],
  open: "nothing",
  coverage: { notChecked: [], injectionSeen: [] },
}

/** Takes whatever the model answered, returns what of it has the shape we asked for, cut to size. Never throws. */
export function readAnswer(answer: unknown): ReadAnswer {
  const parsed = Answer.safeParse(answer)
  return parsed.success ? parsed.data : nothing
}

const Intent = z.object({
  goal: text(300).catch(""),
  kind: word(["feature", "fix", "refactor", "chore", "deps", "revert", "unknown"]).catch("unknown"),
  claims: list(text(120), 8),
  mentionsSecurityFix: z.boolean().catch(false),
  addressesReviewer: z.boolean().catch(false),
})
export type Intent = z.infer<typeof Intent>

/** Takes whatever the model answered, returns the author's intent or `null`. Never throws. */
export function readIntent(answer: unknown): Intent | null {
  const parsed = Intent.safeParse(answer)
  return parsed.success && parsed.data.goal !== "" ? parsed.data : null
}

const section = text(800).catch("")
const Report = z.object({
  summary: section,
  code: section,
  setup: section,
  testing: section,
  performance: section,
  security: section,
  nextSteps: section,
})

/** Takes whatever the model answered, returns the texts of the report; empty ones where it wrote nothing. Never throws. */
export function readReport(answer: unknown): z.infer<typeof Report> | null {
  const parsed = Report.safeParse(answer)
  return parsed.success ? parsed.data : null
}

function bounded(least: number, most: number): (value: number) => number {
  return (value) => (Number.isFinite(value) ? Math.min(most, Math.max(least, Math.round(value))) : least)
}

function cut(value: string, most: number): string {
  return value.length <= most ? value : `${value.slice(0, most - 1).toWellFormed()}…`
}
