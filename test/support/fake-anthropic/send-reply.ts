import type { ServerResponse } from "node:http"
import type { Reply } from "./reply.ts"
import { tokensOf } from "./simulated-cache.ts"
import type { CountedInput } from "./simulated-cache.ts"
import type { JournalledRequest } from "./start-fake-anthropic.ts"
import { composeEvents, toUsage } from "./write-events.ts"
import type { CountedUsage, ServerEvent } from "./write-events.ts"

export interface Sending {
  readonly id: string
  readonly counted: CountedInput
  /** From now on what the request has written can be read. */
  begin(): void
  stalled(): void
  pause(): Promise<void>
}

/** Answers one request by the script, streamed when it asked for that, and notes in the journal what it was told to have cost. */
export async function sendReply(response: ServerResponse, entry: JournalledRequest, scripted: Reply, sending: Sending): Promise<void> {
  const reply = withinLength(scripted, Number(entry.body["max_tokens"]))
  if (reply.fault?.hangsUp === true) return void response.destroy()
  if (reply.fault?.silent === true) return sending.stalled()
  const headers = { "request-id": `req_${sending.id}`, ...reply.headers }
  if (reply.body !== undefined) {
    response.writeHead(reply.status ?? 200, { "content-type": "application/json", ...headers })
    response.end(reply.body)
    return
  }
  const usage = countUsage(reply, sending.counted)
  const model = String(entry.body["model"])
  if (entry.body["stream"] !== true) {
    sending.begin()
    Object.assign(entry, { usage, isWhole: true })
    response.writeHead(reply.status ?? 200, { "content-type": "application/json", ...headers })
    response.end(JSON.stringify(toMessage(reply, { id: sending.id, model, usage })))
    return
  }
  response.writeHead(reply.status ?? 200, { "content-type": "text/event-stream", ...headers })
  response.flushHeaders()
  await sendEvents(response, entry, composeEvents(reply, { id: sending.id, model, usage }), { reply, usage, sending })
}

/** No provider counts more output than was allowed: a longer answer is cut off. */
function withinLength(reply: Reply, maxTokens: number): Reply {
  return reply.outputTokens !== undefined && reply.outputTokens > maxTokens
    ? { ...reply, outputTokens: maxTokens, stopReason: "max_tokens" }
    : reply
}

async function sendEvents(
  response: ServerResponse,
  entry: JournalledRequest,
  events: readonly ServerEvent[],
  { reply, usage, sending }: { readonly reply: Reply; readonly usage: CountedUsage; readonly sending: Sending },
): Promise<void> {
  const fault = reply.fault ?? {}
  for (const [index, event] of events.entries()) {
    if (fault.cutsAt === index) return void response.destroy()
    if (fault.stallsAt === index) return sending.stalled()
    if (fault.failsAt?.event === index) {
      await write(response, "error", JSON.stringify({ type: "error", error: { type: fault.failsAt.type, message: "scripted" } }))
      return void response.end()
    }
    if (fault.unknownEventAt === index) await write(response, "weather", JSON.stringify({ type: "weather", sky: "clear" }))
    if (fault.pingsAt?.event === index) {
      for (let ping = 0; ping < fault.pingsAt.count; ping += 1) {
        await sending.pause()
        await write(response, "ping", JSON.stringify({ type: "ping" }))
      }
    }
    if (event.type === "message_start") {
      sending.begin()
      entry.usage = { ...usage, output: 1 }
    }
    // Whoever cannot read an event reads none of those behind it.
    if (event.type === "message_delta" && fault.garblesAt === undefined) Object.assign(entry, { usage, isWhole: true })
    const text = JSON.stringify(event.data)
    await write(response, event.type, fault.garblesAt === index ? text.slice(0, -2) : text, fault.byteByByte === true)
  }
  response.end()
}

async function write(response: ServerResponse, type: string, data: string, byteByByte = false): Promise<void> {
  const bytes = Buffer.from(`event: ${type}\ndata: ${data}\n\n`)
  if (!byteByByte) return send(response, bytes)
  for (let index = 0; index < bytes.length; index += 1) await send(response, bytes.subarray(index, index + 1))
}

function send(response: ServerResponse, bytes: Buffer): Promise<void> {
  // Resolves also when the other side has gone: then the rest is written to nobody.
  return new Promise((resolve) => {
    if (response.destroyed) resolve()
    else response.write(bytes, () => resolve())
  })
}

function countUsage({ content = [], outputTokens, usageFactor = 1 }: Reply, counted: CountedInput): CountedUsage {
  const output = outputTokens ?? tokensOf(Buffer.byteLength(JSON.stringify(content)))
  return {
    input: counted.input * usageFactor,
    cacheRead: counted.cacheRead * usageFactor,
    cacheWrite5m: counted.cacheWrite5m * usageFactor,
    cacheWrite1h: counted.cacheWrite1h * usageFactor,
    output: output * usageFactor,
  }
}

function toMessage(reply: Reply, { id, model, usage }: { id: string; model: string; usage: CountedUsage }) {
  return {
    id,
    type: "message",
    role: "assistant",
    model,
    content: reply.content ?? [],
    stop_reason: reply.stopReason ?? null,
    stop_sequence: null,
    stop_details: reply.stopDetails ?? null,
    usage: toUsage(usage),
  }
}
