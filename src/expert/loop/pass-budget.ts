import type { PassRequest } from "../pass.ts"
import type { ComposedRequest, RequestSettings } from "../request/compose-request.ts"
import { hourTokensOf } from "../request/compose-request.ts"
import type { PlannedCall } from "../spending/budget.ts"
import { costOf, worstCaseOf } from "../spending/cost.ts"
import type { ModelPrice } from "../spending/prices.ts"
import type { Call } from "./call-model.ts"

// What a last answer needs at the least, kept while tools are still used.
const lastAnswerTokens = 4000
// Each token of output has at least so many characters, on average; for answers whose tokens nobody counted.
const charactersPerOutputToken = 2

/** What a call may take, at worst; `tokensOf` counts bytes. */
export function planCall(
  request: PassRequest,
  composed: ComposedRequest,
  settings: RequestSettings,
  {
    price,
    warm,
    keepsLastAnswer,
    tokensOf,
  }: {
    readonly price: ModelPrice
    readonly warm: number
    readonly keepsLastAnswer: boolean
    readonly tokensOf: (bytes: number) => number
  },
): PlannedCall {
  return {
    price,
    prompt: tokensOf(bytesOf(composed)),
    warm,
    hourTokens: hourTokensOf(request, settings, (text) => tokensOf(Buffer.byteLength(text))),
    isMarked: request.prefix !== null,
    maxOutput: composed.max_tokens,
    stage: request.pass === "intent" || request.pass.startsWith("find-") ? "search" : "conclusion",
    keepOutput: keepsLastAnswer ? lastAnswerTokens : 0,
  }
}

/** Bytes of what is counted as the prompt. */
export function bytesOf(composed: ComposedRequest): number {
  return Buffer.byteLength(JSON.stringify(composed))
}

/** What the budget takes a call for, in billionths of a dollar: what was counted, and a guess where nobody counted though work was done. */
export function chargeFor(planned: PlannedCall, { ending, tokens, receivedCharacters }: Call): number {
  if (ending.kind === "message") return tokens === null ? 0 : costOf(planned.price, tokens)
  const output = Math.ceil(receivedCharacters / charactersPerOutputToken)
  if (tokens !== null) return costOf(planned.price, { ...tokens, output: Math.max(tokens.output, output) })
  const mayHaveWorked = ending.kind === "interrupted" || ending.kind === "stalled" || ending.kind === "out-of-time"
  return mayHaveWorked ? worstCaseOf(planned.price, { ...planned, maxOutput: output }) : 0
}
