import type { Reply, ReplyBlock } from "./reply.ts"
import type { CountedInput } from "./simulated-cache.ts"

/** One server-sent event before it is written. */
export interface ServerEvent {
  readonly type: string
  readonly data: unknown
}

export interface CountedUsage extends CountedInput {
  readonly output: number
}

/** Characters of one delta; short enough that every answer has several. */
const deltaLength = 400

/** The events of a whole message, in the provider's order. */
export function composeEvents(
  reply: Reply,
  { id, model, usage }: { id: string; model: string; usage: CountedUsage },
): readonly ServerEvent[] {
  const blocks = reply.content ?? []
  const opening = { ...toUsage({ ...usage, output: 1 }), service_tier: "standard" }
  const events: ServerEvent[] = [
    {
      type: "message_start",
      data: {
        type: "message_start",
        message: {
          id,
          type: "message",
          role: "assistant",
          model,
          content: [],
          stop_reason: null,
          stop_sequence: null,
          stop_details: null,
          usage: opening,
        },
      },
    },
    ...blocks.flatMap((block, index) => composeBlock(block, index)),
    {
      type: "message_delta",
      data: {
        type: "message_delta",
        delta: { stop_reason: reply.stopReason ?? null, stop_sequence: null, stop_details: reply.stopDetails ?? null },
        usage: { output_tokens: usage.output },
      },
    },
    { type: "message_stop", data: { type: "message_stop" } },
  ]
  return reply.fault?.withoutMessageStop === true ? events.slice(0, -1) : events
}

/** The provider's words for what it counted. */
export function toUsage(usage: CountedUsage): Readonly<Record<string, unknown>> {
  return {
    input_tokens: usage.input,
    output_tokens: usage.output,
    cache_read_input_tokens: usage.cacheRead,
    cache_creation_input_tokens: usage.cacheWrite5m + usage.cacheWrite1h,
    cache_creation: { ephemeral_5m_input_tokens: usage.cacheWrite5m, ephemeral_1h_input_tokens: usage.cacheWrite1h },
  }
}

function composeBlock(block: ReplyBlock, index: number): ServerEvent[] {
  const delta = (data: unknown): ServerEvent => ({ type: "content_block_delta", data: { type: "content_block_delta", index, delta: data } })
  const { start, deltas } = splitBlock(block)
  return [
    { type: "content_block_start", data: { type: "content_block_start", index, content_block: start } },
    ...deltas.map(delta),
    { type: "content_block_stop", data: { type: "content_block_stop", index } },
  ]
}

function splitBlock(block: ReplyBlock): { readonly start: unknown; readonly deltas: readonly unknown[] } {
  switch (block.type) {
    case "text":
      return { start: { ...block, text: "" }, deltas: pieces(String(block["text"])).map((text) => ({ type: "text_delta", text })) }
    case "tool_use":
      return {
        start: { ...block, input: {} },
        deltas: pieces(typeof block["rawInput"] === "string" ? block["rawInput"] : JSON.stringify(block["input"])).map((piece) => ({
          type: "input_json_delta",
          partial_json: piece,
        })),
      }
    case "thinking":
      return {
        start: { type: "thinking", thinking: "", signature: "" },
        deltas: [
          ...pieces(String(block["thinking"])).map((thinking) => ({ type: "thinking_delta", thinking })),
          { type: "signature_delta", signature: block["signature"] },
        ],
      }
    default:
      return { start: block, deltas: [] }
  }
}

function pieces(text: string): string[] {
  return Array.from({ length: Math.ceil(text.length / deltaLength) }, (_, index) =>
    text.slice(index * deltaLength, (index + 1) * deltaLength),
  )
}
