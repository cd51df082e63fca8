import type { Failure } from "./classify-failure.ts"
import type { Ending, PassState } from "./state.ts"

/** What becomes of a pass whose last call gave no message: `null` when it is asked again. Throws the reason of the signal. */
export async function recover(state: PassState, failure: Failure): Promise<Ending | null> {
  const { circuit } = state.runtime
  const isShut =
    (failure.kind === "unwelcome" && failure.refusal === "forbidden") || (failure.kind === "rejected" && failure.status === 404)
  if (state.standsInFor !== null && isShut) {
    // The key may still be good for the model that was asked first.
    circuit.undecided()
    return state.end(state.standsInFor, { detail: `and the key may not use ${state.model}, which would be asked in its place` })
  }
  if (failure.kind === "unwelcome") {
    circuit.refused(failure.refusal)
    return state.end("circuit-open", { detail: circuit.line() ?? "" })
  }
  circuit.undecided()
  switch (failure.kind) {
    case "rate-limited":
      return waitForTurn(state, failure.retryAfterMs)
    case "unavailable":
      return waitForProvider(state)
    case "interrupted":
    case "stalled":
      return state.retries.take("interrupted") ? null : state.end(failure.kind)
    case "rejected":
      return state.end(failure.status === 413 ? "too-large" : "rejected", { detail: `status ${failure.status}` })
    case "out-of-time":
      return state.end("out-of-time")
  }
}

async function waitForTurn(state: PassState, retryAfterMs: number): Promise<Ending | null> {
  if (retryAfterMs <= state.runtime.patience.longestWaitMs && state.retries.takeWait() && (await wait(state, retryAfterMs))) return null
  return state.end("rate-limited", { retryAt: state.runtime.clock.now() + retryAfterMs })
}

async function waitForProvider(state: PassState): Promise<Ending | null> {
  const { unreachable, patience } = state.runtime
  // Nobody waits for minutes twice in one review.
  const isQuick = unreachable.has(state.model) || state.standsInFor !== null
  const delay = state.retries.nextDelayMs(isQuick ? patience.quickDelaysMs : patience.unavailableDelaysMs)
  if (delay !== null && (await wait(state, delay))) return null
  unreachable.add(state.model)
  if (state.changeModel("unreachable")) return null
  return state.end("unreachable")
}

/** False, at once, when the review would be over before. */
async function wait({ runtime, signal }: PassState, ms: number): Promise<boolean> {
  if (runtime.clock.now() + ms >= runtime.limits.deadlineAt) return false
  await runtime.clock.sleep(ms, signal)
  return true
}
