import type { RunPass } from "../pass.ts"
import { priceOf, refuseUnknownModel } from "../spending/prices.ts"
import type { ModelPrice } from "../spending/prices.ts"
import { ask } from "./ask.ts"
import { createPrefixWatch } from "./prefix-watch.ts"
import { proceed } from "./proceed.ts"
import { recover } from "./recover.ts"
import type { PassRuntime, RunPassOptions } from "./runtime.ts"
import { openState } from "./state.ts"
import type { Ending, PassState } from "./state.ts"
import { createWarmth } from "./warmth.ts"

/** The door through which every pass of one review asks the model. Throws when the price of a model is unknown. */
export function createRunPass(options: RunPassOptions): RunPass {
  const { large, small, fallback } = options.models
  const models = [large, small, ...(fallback === null ? [] : [fallback])]
  const runtime: PassRuntime = {
    ...options,
    settings: {
      effort: options.effort,
      carrier: options.carrier,
      instructedBy: options.instructedBy,
      tools: options.toolBox.definitions,
    },
    prices: new Map(models.map((model) => [model, knownPrice(model)])),
    prefixWatch: createPrefixWatch(),
    warmth: createWarmth(),
    unreachable: new Set(),
  }
  return async (request, signal, onStarted) => {
    const state = openState(runtime, request, signal, onStarted ?? (() => {}))
    try {
      for (;;) {
        const ending = await takeTurn(state)
        if (ending !== null) return state.toResult(ending)
      }
    } catch {
      signal.throwIfAborted()
      return state.toResult(state.end("failed"))
    }
  }
}

async function takeTurn(state: PassState): Promise<Ending | null> {
  const call = await ask(state)
  if (typeof call === "string") return state.end(call, { detail: call === "circuit-open" ? (state.runtime.circuit.line() ?? "") : "" })
  return call.ending.kind === "message" ? proceed(state, call.ending.message) : recover(state, call.ending)
}

function knownPrice(model: string): ModelPrice {
  const price = priceOf(model)
  if (price === null) throw new Error(refuseUnknownModel(model) ?? model)
  return price
}
