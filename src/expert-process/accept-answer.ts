import { z } from "zod"
import { openReasons, statementParts } from "../model/inquiry.ts"
import type { Exhibit, Inquired, Inquiry, Statement } from "../model/inquiry.ts"
import type { Evidence } from "../model/ports.ts"
import { splitLines } from "../expert/shown-head.ts"
import { Suggestion } from "./accept-consultation.ts"
import type { HeadDoor } from "./head-door.ts"
import { Usage } from "./messages.ts"

const text = (most: number) => z.string().max(most)
const line = z.number().int().min(1).max(10_000_000)
const Exhibits = z
  .array(z.strictObject({ path: text(4_000).min(1), startLine: line, endLine: line, quote: z.string() }))
  .min(1)
  .max(3)

const Answer = z.strictObject({
  answer: z
    .strictObject({
      model: text(100),
      statements: z.array(z.strictObject({ part: z.enum(statementParts), text: text(400).min(1), exhibits: Exhibits })).max(6),
      open: z.enum(openReasons),
      unsupported: z.number().int().min(0).max(100),
      leftOut: z.number().int().min(0).max(1e6),
      suggestion: Suggestion.nullable(),
    })
    .nullable(),
  degraded: z.array(z.strictObject({ pass: z.enum(["plan", "ask", "explain", "fix"]), flag: text(80), reason: text(500) })).max(20),
  usage: Usage,
})

export interface AcceptingAnswer {
  readonly evidence: Pick<Evidence, "head" | "reader">
  readonly inquiry: Inquiry
  readonly door: Pick<HeadDoor, "wasProven">
}

// A quote has at most three lines; some more where empty lines stand between.
const MAX_LINES = 12

/**
 * Takes what the process says came of an inquiry, returns it if it may be believed, with the quoted lines as we read them ourselves; else in words what
 * is wrong with it. A suggestion is for the finding that was asked about, and was proven here.
 */
export async function acceptAnswer(outcome: unknown, { evidence, inquiry, door }: AcceptingAnswer): Promise<Inquired | string> {
  const parsed = Answer.safeParse(outcome)
  if (!parsed.success) return `its answer is not one: ${parsed.error.issues[0]?.path.slice(0, 3).join(".") ?? ""}`
  const { answer, degraded, usage } = parsed.data
  if (answer === null) return { answer, degraded, usage }
  const { suggestion } = answer
  if (suggestion !== null) {
    if (inquiry.kind !== "suggest") return "it suggests a change that nobody asked for"
    const { path, fingerprint } = inquiry.finding
    if (!door.wasProven({ path, ...suggestion, removes: fingerprint })) return "it suggests a change that was not proven"
  }
  const statements: Statement[] = []
  for (const { part, text: words, exhibits } of answer.statements) {
    const read = await Promise.all(exhibits.map((exhibit) => readExhibit(exhibit, evidence)))
    if (read.includes(null)) return "it quotes what is not there"
    statements.push({ part, text: words, exhibits: read.filter((exhibit) => exhibit !== null) })
  }
  return { answer: { ...answer, statements }, degraded, usage }
}

async function readExhibit({ path, startLine, endLine }: Exhibit, { head, reader }: AcceptingAnswer["evidence"]): Promise<Exhibit | null> {
  if (head.entries.get(path)?.mode.startsWith("100") !== true || endLine < startLine || endLine - startLine >= MAX_LINES) return null
  const whole = head.files.get(path)?.text ?? (await reader.read([path])).files.get(path)?.text
  const lines = whole === undefined ? [] : splitLines(whole)
  return endLine > lines.length ? null : { path, startLine, endLine, quote: lines.slice(startLine - 1, endLine).join("\n") }
}
