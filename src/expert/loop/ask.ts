import { composeRequest, packLifetime } from "../request/compose-request.ts"
import type { ComposedRequest } from "../request/compose-request.ts"
import type { Charge, PlannedCall } from "../spending/budget.ts"
import type { CallTokens } from "../spending/cost.ts"
import { callModel } from "./call-model.ts"
import type { Call } from "./call-model.ts"
import type { Flag } from "./flags.ts"
import { bytesOf, chargeFor, planCall } from "./pass-budget.ts"
import type { PassState } from "./state.ts"
import { warmTurns } from "./warmth.ts"

const largePromptBytes = 100_000
const countingMs = 10_000

/** Pays for the next call of a pass and makes it; a flag when it must not be made. Throws the reason of the signal. */
export async function ask(state: PassState): Promise<Call | Flag> {
  await measure(state)
  const paid = await pay(state)
  if (paid === null) return "budget"
  const { charge, planned } = paid
  const { circuit, clock, limits } = state.runtime
  let charged = 0
  try {
    // Waiting for the budget may have taken all of it.
    if (clock.now() >= limits.deadlineAt) return "out-of-time"
    if (!circuit.admit()) return "circuit-open"
    const startedAt = clock.now()
    charged = chargeFor(planned, brokenOff)
    const call = await callModel(state.runtime, compose(state, charge.maxOutput), state.signal, (tokens) => begin(state, tokens, startedAt))
    learn(state, call, startedAt)
    charged = chargeFor(planned, call)
    for (const tally of [state.tally, state.runtime.total]) tally.add(state.price(), call.tokens)
    note(state, call, { charged, durationMs: clock.now() - startedAt })
    return call
  } catch (error) {
    circuit.undecided()
    throw error
  } finally {
    charge.settle(charged)
  }
}

function begin({ runtime, request, model, turns, onStarted }: PassState, tokens: CallTokens, startedAt: number): void {
  const { prefix } = request
  if (prefix !== null && turns.length === 0)
    runtime.warmth.noteOpening(model, prefix, tokens, startedAt, packLifetime(prefix, runtime.settings))
  onStarted()
}

function learn(state: PassState, { tokens }: Call, startedAt: number): void {
  if (tokens === null || state.request.prefix === null) return
  state.warm = warmTurns(tokens, startedAt)
  state.runtime.warmth.noteSize(state.model, bytesOf(compose(state, 0)), tokens.input + state.warm.tokens)
}

/**
 * A large prompt is counted by the provider before the first call, which costs nothing: guessed too high, it would not be affordable. Where that
 * does not work the guess stands.
 */
async function measure(state: PassState): Promise<void> {
  const { client, warmth, circuit, clock, limits } = state.runtime
  const { model, tools, system, messages } = compose(state, 0)
  const bytes = bytesOf(compose(state, 0))
  const isWelcome = circuit.line() === null && clock.now() < limits.deadlineAt
  if (bytes < largePromptBytes || warmth.hasMeasured(model) || !isWelcome) return
  const { signal } = state
  try {
    const counted = await client.messages.countTokens(
      { model, messages, ...(tools && { tools }), ...(system && { system }) },
      { signal, timeout: countingMs },
    )
    warmth.noteSize(model, bytes, counted.input_tokens)
  } catch {
    signal.throwIfAborted()
  }
}

async function pay(state: PassState): Promise<{ readonly charge: Charge; readonly planned: PlannedCall } | null> {
  const { budget } = state.runtime
  const planned = plan(state)
  const charge = await budget.charge(planned, state.signal)
  if (charge !== null) {
    // Waiting for the budget may have outlived what was in the cache; then the call costs more than was charged.
    if (plan(state).warm >= planned.warm) return { charge, planned }
    charge.settle(0)
    return pay(state)
  }
  if (planned.keepOutput === 0) return null
  // Not both another look and an answer can be paid for: the answer.
  state.mustAnswer = true
  state.flag("budget", "no more tools could be used")
  return pay(state)
}

function plan(state: PassState): PlannedCall {
  const { request, runtime } = state
  const { warmth } = runtime
  return planCall(request, compose(state, request.limits.maxTokens), runtime.settings, {
    price: state.price(),
    warm: warmTokens(state),
    tokensOf: (bytes) => warmth.tokensOf(state.model, bytes),
    keepsLastAnswer: !state.mustAnswer && request.prefix !== null,
  })
}

function warmTokens({ request, runtime, model, warm }: PassState): number {
  const now = runtime.clock.now()
  return Math.max(now < warm.until ? warm.tokens : 0, runtime.warmth.prefixTokens(model, request.prefix, now))
}

function compose({ request, runtime, model, turns, mustAnswer }: PassState, maxTokens: number): ComposedRequest {
  return composeRequest(request, runtime.settings, { model, maxTokens, conversation: { turns, mustAnswer } })
}

function note(
  { request, runtime, model }: PassState,
  call: Call,
  measured: { readonly charged: number; readonly durationMs: number },
): void {
  const { ending, tokens, requestId } = call
  const isMeasured = request.prefix !== null && ending.kind === "message" && tokens !== null
  runtime.journal?.({
    pass: request.pass,
    label: request.label,
    model,
    ending: ending.kind,
    stopReason: ending.kind === "message" ? ending.message.stop_reason : null,
    tokens,
    ...measured,
    requestId,
    missedCache: isMeasured && runtime.prefixWatch.misses(model, tokens),
  })
}

// What a call is charged when the review is stopped in the middle of it.
const brokenOff: Call = { ending: { kind: "interrupted" }, tokens: null, receivedCharacters: 0, requestId: null }
