import type Anthropic from "@anthropic-ai/sdk"
import type { Middleware } from "@anthropic-ai/sdk"
import type { ModelClient } from "../client.ts"
import type { Clock } from "../clock.ts"
import type { ComposedRequest } from "../request/compose-request.ts"
import type { CallTokens } from "../spending/cost.ts"
import { classifyFailure } from "./classify-failure.ts"
import type { Failure } from "./classify-failure.ts"
import { readTokens } from "./read-tokens.ts"

export interface CallLimits {
  readonly firstByteMs: number
  readonly idleMs: number
  /** Milliseconds since 1970 at which the review must be over. */
  readonly deadlineAt: number
}

/** What came of one call. `tokens` are what the provider counted, as far as it got; `null` when it told nothing. */
export interface Call {
  readonly ending: { readonly kind: "message"; readonly message: Anthropic.Message } | Failure
  readonly tokens: CallTokens | null
  /** Characters of output that arrived, whether they were counted or not. */
  readonly receivedCharacters: number
  readonly requestId: string | null
}

/**
 * Makes one call, streamed, and waits for the whole message. It is given up when nothing arrives for too long: the client's own time-out ends with
 * the headers, and a silent stream would hang for ever. `onStarted` hears what was counted for the prompt when the answer begins. Throws the reason of the signal, at once; nothing else.
 */
export async function callModel(
  { client, clock, limits }: { readonly client: ModelClient; readonly clock: Clock; readonly limits: CallLimits },
  request: ComposedRequest,
  signal: AbortSignal,
  onStarted: (tokens: CallTokens) => void,
): Promise<Call> {
  signal.throwIfAborted()
  const stop = new AbortController()
  let given: Failure | null = null
  const giveUp = (failure: Failure): void => {
    given ??= failure
    stop.abort()
  }
  const abort = (): void => stop.abort()
  signal.addEventListener("abort", abort, { once: true })
  const watchdog = watch(clock, limits, giveUp)
  let receivedCharacters = 0
  let snapshot: Anthropic.Message | undefined
  let requestId: string | null = null
  try {
    const stream = client.messages.stream(request, { signal: stop.signal, middleware: [noticeBytes(() => watchdog.notice())] })
    stream.on("streamEvent", (event, message) => {
      snapshot = message
      if (event.type === "message_start") onStarted(readTokens(message.usage))
      if (event.type === "content_block_delta") receivedCharacters += lengthOf(event.delta)
    })
    const message = await stream.finalMessage()
    requestId = stream.request_id ?? null
    return { ending: { kind: "message", message }, tokens: readTokens(message.usage), receivedCharacters, requestId }
  } catch (error) {
    signal.throwIfAborted()
    const tokens = snapshot === undefined ? null : readTokens(snapshot.usage)
    return { ending: given ?? classifyFailure(error, clock.now()), tokens, receivedCharacters, requestId }
  } finally {
    watchdog.end()
    signal.removeEventListener("abort", abort)
  }
}

function watch(clock: Clock, { firstByteMs, idleMs, deadlineAt }: CallLimits, giveUp: (failure: Failure) => void) {
  const takeBackDeadline = clock.ringAfter(Math.max(0, deadlineAt - clock.now()), () => giveUp({ kind: "out-of-time" }))
  let takeBack = clock.ringAfter(firstByteMs, () => giveUp({ kind: "stalled", waitedFor: "first byte" }))
  return {
    notice(): void {
      takeBack()
      takeBack = clock.ringAfter(idleMs, () => giveUp({ kind: "stalled", waitedFor: "next event" }))
    },
    end(): void {
      takeBack()
      takeBackDeadline()
    },
  }
}

/**
 * Tells of every piece of the reply's body. The stream's own events are not enough: the client swallows `ping`, which is all that arrives while a
 * model thinks without showing it.
 */
function noticeBytes(notice: () => void): Middleware {
  return async (request, next) => {
    const response = await next(request)
    if (!response.ok || response.body === null) return response
    const noticed = response.body.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          notice()
          controller.enqueue(chunk)
        },
      }),
    )
    return new Response(noticed, response)
  }
}

function lengthOf(delta: Anthropic.RawContentBlockDelta): number {
  if (delta.type === "text_delta") return delta.text.length
  if (delta.type === "thinking_delta") return delta.thinking.length
  return delta.type === "input_json_delta" ? delta.partial_json.length : 0
}
