import type { StandInReason } from "../../model/review.ts"
import type { PassRequest, PassResult } from "../pass.ts"
import type { Turn } from "../request/compose-request.ts"
import type { ModelPrice } from "../spending/prices.ts"
import { degraded } from "./flags.ts"
import type { Flag } from "./flags.ts"
import { createRetries } from "./retries.ts"
import type { Retries } from "./retries.ts"
import type { PassRuntime } from "./runtime.ts"
import { createTally } from "./tally.ts"
import type { Tally } from "./tally.ts"
import { coldTurns } from "./warmth.ts"
import type { WarmTurns } from "./warmth.ts"

/** How a pass ends; a step that gives `null` lets it go on. */
export interface Ending {
  readonly answer: unknown
  readonly retryAt: number | null
}

/** Where one pass stands. */
export interface PassState {
  readonly runtime: PassRuntime
  readonly request: PassRequest
  readonly signal: AbortSignal
  readonly onStarted: () => void
  readonly tally: Tally
  readonly retries: Retries
  model: string
  /** What was said after the question. */
  turns: Turn[]
  /** What the last call of this conversation left in the cache. */
  warm: WarmTurns
  /** Calls that the tool box worked on. */
  toolCalls: number
  /** The next message must be the answer. */
  mustAnswer: boolean
  /** A tool was asked for although the answer was due, and turned away. */
  wasReminded: boolean
  price(): ModelPrice
  flag(flag: Flag, detail?: string): void
  end(flag: Flag, options?: { readonly detail?: string; readonly answer?: unknown; readonly retryAt?: number }): Ending
  toResult(ending: Ending): PassResult
  /** Why the fallback model is asked; `null` while the first one is. */
  standsInFor: StandInReason | null
  /** Goes on with the fallback model, from the beginning: what one model thought means nothing to another. False when there is none. */
  changeModel(because: StandInReason): boolean
}

export function openState(runtime: PassRuntime, request: PassRequest, signal: AbortSignal, onStarted: () => void): PassState {
  const flags = new Map<Flag, string>()
  const tally = createTally()
  const { large, small, fallback } = runtime.models
  const { limits, prefix, pass } = request
  const answersAtOnce = prefix !== null && (limits.turns <= 1 || limits.toolCalls === 0)
  const state: PassState = {
    runtime,
    request,
    signal,
    onStarted,
    tally,
    retries: createRetries(),
    model: prefix === null ? small : large,
    turns: [],
    warm: coldTurns,
    toolCalls: 0,
    mustAnswer: answersAtOnce,
    wasReminded: false,
    price: () => runtime.prices.get(state.model)!,
    flag: (flag, detail = "") => void flags.set(flag, detail),
    end(flag, { detail = "", answer = null, retryAt = null } = {}) {
      flags.set(flag, detail)
      return { answer, retryAt }
    },
    toResult: ({ answer, retryAt }) => ({
      answer,
      degraded: [...flags].map(([flag, detail]) => degraded(pass, flag, detail)),
      usage: tally.usage(),
      retryAt,
      ...(state.standsInFor !== null && answer !== null ? { standIn: { model: state.model, because: state.standsInFor } } : {}),
    }),
    standsInFor: null,
    changeModel(because) {
      if (fallback === null || fallback === state.model) return false
      Object.assign(state, {
        standsInFor: because,
        model: fallback,
        turns: [],
        warm: coldTurns,
        toolCalls: 0,
        mustAnswer: answersAtOnce,
        wasReminded: false,
      })
      state.retries.restart()
      return true
    },
  }
  return state
}
