import { z } from "zod"
import type { Patience } from "../expert/loop/retries.ts"
import type { Inquiry } from "../model/inquiry.ts"
import type { AnalysisAnswer, AnalysisQuestion, Proof, SuggestionTrial } from "../model/question.ts"
import type { ModelUsage } from "../model/review.ts"
import type { FileReason } from "../model/analysis.ts"
import type { SourceFile } from "../model/source.ts"
import type { PackedEvidence } from "./pack-evidence.ts"

/** What the process is told of the model besides the evidence. */
export interface ExpertSettings {
  /** Ids of the models of the large and of the small passes. */
  readonly model: string
  readonly smallModel: string
  /** Asked where another refuses or is overloaded; `null` for nobody. */
  readonly fallbackModel: string | null
  readonly effort: string
  /** How long the provider is waited for; the usual where it is left out. */
  readonly patience?: Patience | undefined
  /** Marks of this head that nobody outside can guess; `masks` is the key of the marks that stand for secrets. */
  readonly marks: { readonly nonce: string; readonly canary: string; readonly masks: string }
}

/** What the process is sent: one evidence, to review or (`inquiry`) to answer about, then a reply to each of its requests. */
export type ParentMessage =
  | { readonly kind: "consult"; readonly evidence: PackedEvidence; readonly inquiry: Inquiry | null; readonly settings: ExpertSettings }
  | { readonly kind: "reply"; readonly id: number; readonly reply: Reply }

export type Reply =
  | { readonly kind: "read"; readonly files: readonly SourceFile[]; readonly unreadable: readonly FileReason[] }
  | { readonly kind: "ask"; readonly answer: AnalysisAnswer }
  | { readonly kind: "prove"; readonly proof: Proof }

/** How the provider received us: the word of a refusal, or that nothing is known. */
export type Reception = "welcome" | "undecided" | (string & {})

/** A request of the process about the head. */
export type HeadRequest =
  | { readonly kind: "read"; readonly id: number; readonly paths: readonly string[] }
  | { readonly kind: "ask"; readonly id: number; readonly question: AnalysisQuestion }
  | { readonly kind: "prove"; readonly id: number; readonly trial: SuggestionTrial }

/** What the process may say. It has talked to hostile text, so each message is read with `ChildMessage` before anything is done with it. */
export type ChildMessage =
  | HeadRequest
  /** It is working; said every few seconds. */
  | { readonly kind: "alive" }
  /** What was paid so far, so that it is known even if the process does not come to its end. */
  | { readonly kind: "spent"; readonly usage: ModelUsage }
  | { readonly kind: "done"; readonly outcome: unknown; readonly reception: Reception }
  | { readonly kind: "failed"; readonly reason: string }

const text = (most: number) => z.string().max(most)
const line = z.number().int().min(0).max(10_000_000)
const path = text(4_000)
const symbol = text(1_000)
const ranges = z.array(z.strictObject({ startLine: line, endLine: line })).max(500)
const id = z.number().int().min(0).max(1_000_000)

const AnalysisQuestion = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("symbols"), path, ranges }),
  z.strictObject({ kind: z.literal("callers"), path, symbol }),
  z.strictObject({ kind: z.literal("routes"), path: path.nullable() }),
  z.strictObject({ kind: z.literal("tests"), path, symbol: symbol.nullable() }),
  z.strictObject({ kind: z.literal("flows"), path, line }),
])
const SuggestionTrial = z.strictObject({
  path,
  startLine: line,
  endLine: line,
  replacement: text(20_000),
  removes: text(100).nullable(),
})
const count = z.number().int().min(0).max(1e12)
export const Usage = z.strictObject({
  usd: z.number().min(0).max(1e6),
  inputTokens: count,
  outputTokens: count,
  cacheReadTokens: count,
  cacheWriteTokens: count,
  calls: count,
})

export const ChildMessage: z.ZodType<ChildMessage> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("alive") }),
  z.strictObject({ kind: z.literal("read"), id, paths: z.array(path).max(200) }),
  z.strictObject({ kind: z.literal("ask"), id, question: AnalysisQuestion }),
  z.strictObject({ kind: z.literal("prove"), id, trial: SuggestionTrial }),
  z.strictObject({ kind: z.literal("spent"), usage: Usage }),
  z.strictObject({ kind: z.literal("done"), outcome: z.unknown(), reception: text(40) }),
  z.strictObject({ kind: z.literal("failed"), reason: text(300) }),
])
