import type { RunPassOptions } from "../../../src/expert/loop/runtime.ts"
import type { Flag } from "../../../src/expert/loop/flags.ts"
import { callsTools, fails, refuses, says, saysText } from "../../support/fake-anthropic/reply.ts"
import type { Reply, ReplyFault } from "../../support/fake-anthropic/reply.ts"
import { wholeAnswer } from "./passes.ts"
import type { Stage } from "./passes.ts"

/** One thing that can go wrong, what the provider does, and what must come of it. */
export interface Fault {
  readonly name: string
  readonly replies: readonly Reply[]
  readonly flags: readonly Flag[]
  /** Calls that are made; `null` where it depends on the pass. */
  readonly calls: number | null
  readonly answer: unknown
  readonly options?: Partial<RunPassOptions> & { readonly usd?: number }
  /** What happens meanwhile. */
  readonly meanwhile?: (stage: Pick<Stage, "server" | "clock">) => Promise<void>
  readonly slept?: readonly number[]
  readonly waitsMs?: number
  /** We gave up in the middle, so that the provider counted what we never heard of. */
  readonly countedShort?: boolean
}

const good = says(wholeAnswer)
const broken = (fault: ReplyFault): Reply => says(wholeAnswer, { fault })
const firstItem = { kind: "findings", findings: [{ path: "a.ts", line: 1 }] }
const cutText = JSON.stringify(wholeAnswer).slice(0, -12)

const twice = (name: string, reply: Reply, flag: Flag, more: Partial<Fault> = {}): Fault[] => [
  { name: `${name}, once`, replies: [reply, good], flags: [], calls: 2, answer: wholeAnswer, ...more },
  { name: `${name}, twice`, replies: [reply, reply], flags: [flag], calls: 2, answer: null, ...more },
]

const overloaded = fails(529, "overloaded_error")
const endlessTools = Array.from({ length: 12 }, () => callsTools([{ name: "read", input: { path: "a.ts" } }]))

const letTimePass =
  (times: number, ms: number) =>
  async ({ server, clock }: Pick<Stage, "server" | "clock">): Promise<void> => {
    for (let count = 0; count < times; count += 1) {
      await server.stalled()
      // What was sent before the silence has arrived: both ends live in this process.
      for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve))
      clock.advance(ms)
    }
  }

const stalls = (name: string, fault: ReplyFault, ms: number): Fault[] => [
  {
    name: `${name}, once`,
    replies: [broken(fault), good],
    flags: [],
    calls: 2,
    answer: wholeAnswer,
    meanwhile: letTimePass(1, ms),
  },
  {
    name: `${name}, twice`,
    replies: [broken(fault), broken(fault)],
    flags: ["stalled"],
    calls: 2,
    answer: null,
    meanwhile: letTimePass(2, ms),
  },
]

const unwelcome = (name: string, reply: Reply): Fault => ({ name, replies: [reply, good], flags: ["circuit-open"], calls: 1, answer: null })
const rejected = (status: number, flag: Flag = "rejected"): Fault => ({
  name: `${status} for the request itself`,
  replies: [fails(status, "invalid_request_error")],
  flags: [flag],
  calls: 1,
  answer: null,
})

const transport: readonly Fault[] = [
  ...[500, 502, 503, 504, 408, 409].map((status): Fault => ({
    name: `${status}, once`,
    replies: [fails(status, "api_error"), good],
    flags: [],
    calls: 2,
    answer: wholeAnswer,
    slept: [500],
  })),
  {
    name: "502 with a page of HTML, once",
    replies: [{ status: 502, headers: { "content-type": "text/html" }, body: "<html>Bad gateway</html>" }, good],
    flags: [],
    calls: 2,
    answer: wholeAnswer,
  },
  {
    name: "529, until it is over after minutes",
    replies: [overloaded, overloaded, overloaded, overloaded, good],
    flags: [],
    calls: 5,
    answer: wholeAnswer,
    slept: [500, 1000, 30_000, 120_000],
  },
  { name: "529 without an end", replies: Array<Reply>(5).fill(overloaded), flags: ["unreachable"], calls: 5, answer: null },
  {
    name: "529 without an end, and another model",
    replies: [...Array<Reply>(5).fill(overloaded), good],
    flags: [],
    calls: 6,
    answer: wholeAnswer,
    options: { models: { large: "claude-sonnet-5-5", small: "claude-haiku-5-5", fallback: "claude-opus-5-5" } },
  },
  ...twice("an error event in the middle of the stream", broken({ failsAt: { event: 3, type: "overloaded_error" } }), "interrupted"),
  ...twice("an error event instead of the first one", broken({ failsAt: { event: 0, type: "api_error" } }), "interrupted"),
  ...twice("a connection that is cut in the middle", broken({ cutsAt: 3 }), "interrupted"),
  ...twice("a connection that is cut before the first event", broken({ cutsAt: 0 }), "interrupted"),
  ...twice("a stream without its end", broken({ withoutMessageStop: true }), "interrupted"),
  ...twice("an event that is no JSON", broken({ garblesAt: 2 }), "interrupted"),
  ...twice("200 with a body that is no stream", { body: '{"type":"message","con' }, "interrupted"),
  ...twice(
    "an argument of a tool that is no JSON",
    { content: [{ type: "tool_use", id: "toolu_x", name: "read", rawInput: "{nope}" }], stopReason: "tool_use" },
    "interrupted",
    { countedShort: true },
  ),
  {
    name: "a connection that is closed without a reply, once",
    replies: [broken({ hangsUp: true }), good],
    flags: [],
    calls: 2,
    answer: wholeAnswer,
  },
  {
    name: "connections that are closed without a reply",
    replies: Array<Reply>(5).fill(broken({ hangsUp: true })),
    flags: ["unreachable"],
    calls: 5,
    answer: null,
  },
  ...stalls("a stream that falls silent", { stallsAt: 3 }, 60_000),
  ...stalls("no reply at all", { silent: true }, 120_000),
  ...stalls("headers and no event", { stallsAt: 0 }, 120_000),
  {
    name: "the end of the review's time in the middle of an answer",
    replies: [broken({ stallsAt: 3 })],
    flags: ["out-of-time"],
    calls: 1,
    answer: null,
    options: { limits: { firstByteMs: 120_000, idleMs: 60_000, deadlineAt: Date.UTC(2026, 0, 1) + 30_000 } },
    meanwhile: letTimePass(1, 30_000),
  },
  { name: "a byte at a time", replies: [broken({ byteByByte: true })], flags: [], calls: 1, answer: wholeAnswer },
  { name: "an event of a type nobody knows", replies: [broken({ unknownEventAt: 2 })], flags: [], calls: 1, answer: wholeAnswer },
]

const limits: readonly Fault[] = [
  {
    name: "429 with a short wait",
    replies: [fails(429, "rate_limit_error", { headers: { "retry-after": "7" } }), good],
    flags: [],
    calls: 2,
    answer: wholeAnswer,
    slept: [7000],
  },
  {
    name: "429 with a wait as a date",
    replies: [fails(429, "rate_limit_error", { headers: { "retry-after": "Thu, 01 Jan 2026 00:00:09 GMT" } }), good],
    flags: [],
    calls: 2,
    answer: wholeAnswer,
    slept: [9000],
  },
  {
    name: "429 with a long wait",
    replies: [fails(429, "rate_limit_error", { headers: { "retry-after": "300" } })],
    flags: ["rate-limited"],
    calls: 1,
    answer: null,
    waitsMs: 300_000,
  },
  {
    name: "429 with short waits without an end",
    replies: Array<Reply>(5).fill(fails(429, "rate_limit_error", { headers: { "retry-after": "60" } })),
    flags: ["rate-limited"],
    calls: 4,
    answer: null,
    slept: [60_000, 60_000, 60_000],
  },
  { name: "429 without a wait", replies: [fails(429, "rate_limit_error"), good], flags: [], calls: 2, answer: wholeAnswer, slept: [500] },
  unwelcome("429 at the spend cap", fails(429, "rate_limit_error", { code: "enforced_spend_limit_reached" })),
  unwelcome("429 at the spend cap of a contract", fails(429, "rate_limit_error", { code: "contract_spend_limit_reached" })),
  unwelcome(
    "400 at a spend limit of our own",
    fails(400, "invalid_request_error", {
      message: "You have reached your specified API usage limits. You will regain access on 2026-02-01.",
    }),
  ),
  unwelcome("400 for an organization on hold", fails(400, "invalid_request_error", { code: "organization_on_hold" })),
  unwelcome("401", fails(401, "authentication_error")),
  unwelcome("402", fails(402, "billing_error")),
  unwelcome("403", fails(403, "permission_error")),
  rejected(400),
  rejected(404),
  rejected(413, "too-large"),
  rejected(422),
  { name: "nothing left to spend", replies: [], flags: ["budget"], calls: 0, answer: null, options: { usd: 0 } },
]

const answers: readonly Fault[] = [
  {
    name: "an answer that is cut off by its length",
    replies: [saysText(cutText, { stopReason: "max_tokens" })],
    flags: ["truncated"],
    calls: 1,
    answer: firstItem,
  },
  {
    name: "thinking that takes the whole length",
    replies: [{ content: [{ type: "thinking", thinking: "hm", signature: "s" }], stopReason: "max_tokens" }],
    flags: ["truncated"],
    calls: 1,
    answer: null,
  },
  {
    name: "an answer that is cut off by the context",
    replies: [saysText(cutText, { stopReason: "model_context_window_exceeded" })],
    flags: ["truncated"],
    calls: 1,
    answer: firstItem,
  },
  { name: "a refusal before any output", replies: [refuses("cyber")], flags: ["refused"], calls: 1, answer: null },
  { name: "a refusal with text", replies: [refuses(null, [{ type: "text", text: "No." }])], flags: ["refused"], calls: 1, answer: null },
  {
    name: "a refusal of one model",
    replies: [refuses("cyber"), good],
    flags: [],
    calls: 2,
    answer: wholeAnswer,
    options: { models: { large: "claude-sonnet-5-5", small: "claude-haiku-5-5", fallback: "claude-opus-5-5" } },
  },
  {
    name: "a refusal of two models",
    replies: [refuses("cyber"), refuses("bio")],
    flags: ["refused"],
    calls: 2,
    answer: null,
    options: { models: { large: "claude-sonnet-5-5", small: "claude-haiku-5-5", fallback: "claude-opus-5-5" } },
  },
  ...twice("an answer of nothing", { content: [], stopReason: "end_turn" }, "no-answer"),
  ...twice("an answer of white space", saysText("  \n"), "no-answer"),
  ...twice("a reason to stop that nobody knows", says(wholeAnswer, { stopReason: "weather" }), "unknown-stop"),
  ...twice("no reason to stop", says(wholeAnswer, { stopReason: null }), "unknown-stop"),
  ...twice("a pause that only the provider's own tools make", says(wholeAnswer, { stopReason: "pause_turn" }), "unknown-stop"),
  ...twice("a stop sequence although we send none", says(wholeAnswer, { stopReason: "stop_sequence" }), "unknown-stop"),
  ...twice("tools without a tool", saysText("Let me see.", { stopReason: "tool_use" }), "unknown-stop"),
  ...twice("prose", saysText("I found nothing."), "invalid-answer"),
  ...twice("a list instead of an object", saysText("[]"), "invalid-answer"),
  {
    name: "text around the answer",
    replies: [saysText(`Here:\n\`\`\`json\n${JSON.stringify(wholeAnswer)}\n\`\`\``)],
    flags: [],
    calls: 1,
    answer: wholeAnswer,
  },
  {
    name: "an enum in capitals",
    replies: [says({ ...wholeAnswer, kind: "FINDINGS" })],
    flags: [],
    calls: 1,
    answer: { ...wholeAnswer, kind: "FINDINGS" },
  },
  {
    name: "an answer of another shape, twice",
    replies: [says({ kind: 7 }), says({ kind: 7 })],
    flags: ["invalid-answer"],
    calls: 2,
    answer: { kind: 7 },
  },
  {
    name: "one item that is no JSON, twice",
    replies: [
      saysText('{"kind":"findings","findings":[{"path":"a.ts","line":1},{"path":NaN}]}'),
      saysText('{"kind":"findings","findings":[{"path":"a.ts","line":1},{"path":NaN}]}'),
    ],
    flags: ["invalid-answer"],
    calls: 2,
    answer: firstItem,
  },
  {
    name: "an answer of a megabyte",
    replies: [says({ ...wholeAnswer, extra: "x".repeat(1_000_000) })],
    flags: [],
    calls: 1,
    answer: { ...wholeAnswer, extra: "x".repeat(1_000_000) },
  },
  {
    name: "the canary in an answer",
    replies: [says({ ...wholeAnswer, note: "CN 7f3a9c51-B2D4E6qz" })],
    flags: ["injection-suspected"],
    calls: 1,
    answer: null,
  },
  {
    name: "the canary in an argument of a tool",
    replies: [callsTools([{ name: "grep", input: { pattern: "c.n.7.f.3.a.9.c.5.1.b.2.d.4.e.6.q.z" } }])],
    flags: ["injection-suspected"],
    calls: 1,
    answer: null,
  },
  { name: "tools without an end", replies: endlessTools, flags: ["tool-budget"], calls: null, answer: null },
  ...twice(
    "an argument nested too deeply to be repeated",
    callsTools([{ name: "read", input: Array.from({ length: 300 }).reduce<unknown>((inner) => [inner], 1) }]),
    "invalid-answer",
  ),
]

export const faults: readonly Fault[] = [...transport, ...limits, ...answers]
