import type { DegradedPass, ModelUsage, PassName, StandIn } from "../model/review.ts"

/**
 * The bytes that all large passes of one review share: tools, system, the seeded turns with the pack. One value for a review, so that the
 * provider's cache is read by every pass but the first.
 */
export interface SharedPrefix {
  /** Role, rules, category codes, output contract; the same for every pull request. */
  readonly system: string
  /**
   * What we know about the technologies this repository uses, written by us; a second system block behind the first one's cache marker. The same
   * for every pass of this head.
   */
  readonly guidance: string
  /** The review pack: one JSON text. The same for every pass of this head. */
  readonly pack: string
}

/** Answers one call of a tool. Never throws; a refusal is an answer with `isError`. */
export interface ToolBox {
  /** In a fixed order, with fixed texts; identical for every pass and pull request. */
  readonly definitions: readonly ToolDefinition[]
  call(name: string, input: unknown, signal: AbortSignal): Promise<ToolResult>
}

export interface ToolDefinition {
  readonly name: string
  readonly description: string
  /** JSON Schema of the input, an object. */
  readonly inputSchema: Readonly<Record<string, unknown>>
}

export interface ToolResult {
  /** JSON text, redacted and cut already. */
  readonly text: string
  readonly isError: boolean
}

/** What one pass may use up. */
export interface PassLimits {
  readonly toolCalls: number
  /** Turns of the model; the last one carries "answer now". */
  readonly turns: number
  /** Most tokens of one answer, thinking included. */
  readonly maxTokens: number
}

/** One question to the model: the shared prefix, then what this pass asks. */
export interface PassRequest {
  readonly pass: PassName
  /** Tells apart several requests of one pass: a file, a lens. Part of the journal, never of the prompt. */
  readonly label: string
  /** `null` for the small passes: no pack, no tools, the small model, their own system text. */
  readonly prefix: SharedPrefix | null
  /** System text of a small pass; empty where there is a prefix. */
  readonly system: string
  /** What this pass is asked, by us. */
  readonly instruction: string
  /** What it is asked about, as one JSON text of hostile data; empty for none. Goes into a tool result, never into plain text. */
  readonly data: string
  /** JSON Schema of the answer; all passes with a prefix have the same. */
  readonly schema: Readonly<Record<string, unknown>>
  readonly limits: PassLimits
}

/** What came of a pass. Never an exception: every ending has a name. */
export interface PassResult {
  /** The answer as parsed JSON, as much of it as could be read; `null` when there is none. Hostile: each field is checked by who reads it. */
  readonly answer: unknown
  /** Empty for a whole answer. A degraded pass may still have an answer. */
  readonly degraded: readonly DegradedPass[]
  readonly usage: ModelUsage
  /** When the provider is willing to answer again, in milliseconds since 1970, where it asked for more patience than a review has; else `null`. */
  readonly retryAt: number | null
  /** Another model than the one that was asked first gave the answer. */
  readonly standIn?: Pick<StandIn, "model" | "because">
}

/**
 * Asks the model once; loops over tools, retries what may be retried, and stops at every limit. Throws only for the signal of the review.
 * `onStarted` is called at most once, when the answer begins: from then on the shared prefix can be read from the provider's cache.
 */
export type RunPass = (request: PassRequest, signal: AbortSignal, onStarted?: () => void) => Promise<PassResult>
