import { isDeepStrictEqual } from "node:util"
import { z } from "zod"
import { practices, sections, severities } from "../model/finding.ts"
import type { Finding } from "../model/finding.ts"
import type { Evidence } from "../model/ports.ts"
import type { Consultation, Participation } from "../model/review.ts"
import type { HeadDoor } from "./head-door.ts"
import { Usage } from "./messages.ts"

const MAX_ADDED = 100

const text = (most: number) => z.string().max(most)
const line = z.number().int().min(1).max(10_000_000)
const path = text(4_000).min(1)
const passes = z.enum(["intent", "find-all", "find-correctness", "find-security", "find-surroundings", "refute", "fix", "report"])
const FileReason = z.strictObject({ path, reason: text(300) })

export const Suggestion = z.strictObject({ startLine: line, endLine: line, replacement: text(20_000) })

/** A finding that the model made. */
const Added = z.strictObject({
  fingerprint: z.string().regex(/^[0-9a-f]{24}$/),
  // No rule of the analysis may be spoken for.
  rule: z.string().regex(/^expert-[a-z0-9-]{1,60}$/),
  section: z.enum(sections),
  practice: z.enum(practices),
  severity: z.enum(severities),
  confidence: z.enum(["high", "medium", "low"]),
  origin: z.literal("model"),
  path,
  startLine: line,
  endLine: line,
  side: z.literal("RIGHT"),
  title: text(300).min(1),
  message: text(4_000),
  fix: text(2_000),
  evidence: text(4_000),
  cwe: z.array(z.string().regex(/^CWE-\d{1,5}$/)).max(5),
  trace: z.array(z.strictObject({ path, line, what: text(400) })).max(20),
  suggestion: Suggestion.nullable(),
  verification: z.enum(["confirmed", "panel", "unverified"]),
})

/** What the model may say about a finding of the analysis. */
const Lent = z.object({
  origin: z.enum(["static", "both"]),
  verification: z.enum(["confirmed", "panel"]).optional(),
  explanation: text(4_000).optional(),
  suggestion: Suggestion.nullable(),
})

const Participating = z.strictObject({
  model: text(100),
  tier: z.enum(["trivial", "lite", "full", "deep", "huge"]),
  planned: z.array(passes).max(20),
  done: z.array(passes).max(20),
  degraded: z.array(z.strictObject({ pass: z.union([passes, z.literal("plan")]), flag: text(80), reason: text(500) })).max(100),
  leftOut: z.array(FileReason).max(10_000),
  intent: text(1_000).nullable(),
  texts: z.partialRecord(z.enum(["summary", "code", "setup", "testing", "performance", "security", "next-steps"]), text(4_000)),
  usage: Usage,
  shares: z
    .array(Usage.extend({ model: text(100) }))
    .max(10)
    .optional(),
  standIns: z
    .array(z.strictObject({ pass: passes, model: text(100), because: z.enum(["refused", "unreachable"]) }))
    .max(20)
    .optional(),
  retryAt: z.number().int().min(0).max(8.64e15).optional(),
  droppedUnsupported: z.number().int().min(0).max(1e6),
  refuted: z.number().int().min(0).max(1e6),
})

const Answer = z.strictObject({
  findings: z.array(z.unknown()).max(20_000),
  model: text(100).nullable(),
  note: text(1_000),
  participation: Participating.nullable(),
})

export interface Accepting {
  readonly evidence: Pick<Evidence, "analysis" | "head">
  readonly door: Pick<HeadDoor, "wasProven">
}

/**
 * Takes what the process says came of the consultation, returns it if it may be believed; else in words what is wrong with it. The findings of the
 * analysis are ours, in their order, untouched but for the model's agreement; what is added is a model's finding in every field; a suggestion is one
 * that was proven here.
 */
export function acceptConsultation(answer: unknown, { evidence: { analysis, head }, door }: Accepting): Consultation | string {
  const parsed = Answer.safeParse(answer)
  if (!parsed.success) return `its answer is not one: ${parsed.error.issues[0]?.path.slice(0, 3).join(".") ?? ""}`
  const { findings, participation, ...rest } = parsed.data
  const statics: Finding[] = []
  for (const [index, finding] of analysis.findings.entries()) {
    const agreed = acceptStatic(finding, findings[index], door)
    if (agreed === null) return "it changed a finding of the analysis"
    statics.push(agreed)
  }
  const added = z.array(Added).max(MAX_ADDED).safeParse(findings.slice(analysis.findings.length))
  if (!added.success) return `its findings are none: ${added.error.issues[0]?.path.slice(0, 3).join(".") ?? ""}`
  const known = new Set(analysis.findings.map(({ fingerprint }) => fingerprint))
  for (const finding of added.data) {
    const { fingerprint, startLine, endLine, suggestion, path } = finding
    if (known.has(fingerprint)) return "it has a finding twice"
    known.add(fingerprint)
    if (!head.entries.has(path) || endLine < startLine) return "it has a finding about nothing"
    if (suggestion !== null && !door.wasProven({ path, ...suggestion, removes: null })) return "it suggests a change that was not proven"
  }
  return { ...rest, findings: [...statics, ...added.data], participation: participation as Participation | null }
}

function acceptStatic(finding: Finding, answered: unknown, door: Pick<HeadDoor, "wasProven">): Finding | null {
  const lent = Lent.safeParse(answered)
  if (!lent.success) return null
  const { origin, verification, explanation, suggestion } = lent.data
  const words = { ...(verification === undefined ? {} : { verification }), ...(explanation === undefined ? {} : { explanation }) }
  const agreed = origin === "static" ? finding : { ...finding, origin, ...words, suggestion: finding.suggestion ?? suggestion }
  if (!isDeepStrictEqual(agreed, answered)) return null
  const { path, fingerprint: removes } = finding
  const isNew = agreed.suggestion !== null && finding.suggestion === null
  return isNew && !door.wasProven({ path, ...agreed.suggestion, removes }) ? null : agreed
}
