/** One block of an answer, as the provider writes it. */
export type ReplyBlock = Readonly<Record<string, unknown>> & { readonly type: string }

/** Where an answer goes wrong. Events are counted from 0; `message_start` is the first. */
export interface ReplyFault {
  /** The connection is closed without a reply. */
  readonly hangsUp?: boolean
  /** Nothing is sent, not even headers. */
  readonly silent?: boolean
  /** Nothing more is sent from this event on; the connection stays open. */
  readonly stallsAt?: number
  /** The connection is cut before this event. */
  readonly cutsAt?: number
  /** An `error` event of this type comes instead of this event, and is the last one. */
  readonly failsAt?: { readonly event: number; readonly type: string }
  /** The data of this event are no JSON. */
  readonly garblesAt?: number
  readonly withoutMessageStop?: boolean
  /** An event of a type nobody knows comes before this one. */
  readonly unknownEventAt?: number
  /** So many `ping` events come before this event, with a pause before each of them that `onPause` waits for. */
  readonly pingsAt?: { readonly event: number; readonly count: number }
  /** Each event is written a byte at a time. */
  readonly byteByByte?: boolean
}

export interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as it is, instead of a message. */
  readonly body?: string
  readonly content?: readonly ReplyBlock[]
  readonly stopReason?: string | null
  readonly stopDetails?: Readonly<Record<string, unknown>> | null
  /** Tokens of output that are counted; by default about as many as there are. */
  readonly outputTokens?: number
  /** Multiplies everything that is counted: a provider that counts wrong. */
  readonly usageFactor?: number
  readonly fault?: ReplyFault
}

/** Answers with one JSON value, as text. */
export function says(value: unknown, more: Omit<Reply, "content"> = {}): Reply {
  return saysText(JSON.stringify(value), more)
}

export function saysText(text: string, more: Omit<Reply, "content"> = {}): Reply {
  return { content: [{ type: "text", text }], stopReason: "end_turn", ...more }
}

let lastToolUse = 0

/** Thinks, and asks for tools. */
export function callsTools(calls: readonly { readonly name: string; readonly input: unknown }[], more: Omit<Reply, "content"> = {}): Reply {
  const uses = calls.map(({ name, input }) => {
    lastToolUse += 1
    return { type: "tool_use", id: `toolu_${lastToolUse}`, name, input }
  })
  return { content: [{ type: "thinking", thinking: "", signature: "signed" }, ...uses], stopReason: "tool_use", ...more }
}

export function refuses(category: string | null = null, content: readonly ReplyBlock[] = []): Reply {
  return { content, stopReason: "refusal", stopDetails: { type: "refusal", category, explanation: null } }
}

/** A reply of the provider that is no message: its error envelope. */
export function fails(
  status: number,
  type: string,
  { message = "scripted", code, headers = {} }: { message?: string; code?: string; headers?: Readonly<Record<string, string>> } = {},
): Reply {
  const error = { type, message, ...(code === undefined ? {} : { details: { error_code: code } }) }
  return { status, headers, body: JSON.stringify({ type: "error", error, request_id: "req_scripted" }) }
}
