import { createCircuitBreaker } from "../../../src/expert/circuit.ts"
import type { CircuitBreaker } from "../../../src/expert/circuit.ts"
import { openClient } from "../../../src/expert/client.ts"
import { createRunPass } from "../../../src/expert/loop/create-run-pass.ts"
import { usualPatience } from "../../../src/expert/loop/retries.ts"
import { createTally } from "../../../src/expert/loop/tally.ts"
import type { JournalEntry, RunPassOptions } from "../../../src/expert/loop/runtime.ts"
import type { PassRequest, RunPass, SharedPrefix, ToolBox } from "../../../src/expert/pass.ts"
import { createBudget } from "../../../src/expert/spending/budget.ts"
import type { Budget } from "../../../src/expert/spending/budget.ts"
import type { PassName } from "../../../src/model/review.ts"
import { startFakeAnthropic } from "../../support/fake-anthropic/start-fake-anthropic.ts"
import type { FakeAnthropic } from "../../support/fake-anthropic/start-fake-anthropic.ts"
import { createTestClock } from "../../support/test-clock.ts"
import type { TestClock } from "../../support/test-clock.ts"

const smallPasses: readonly PassName[] = ["intent", "report"]
export const largePasses: readonly PassName[] = ["find-all", "find-correctness", "find-security", "find-surroundings", "refute", "fix"]
export const allPasses: readonly PassName[] = [...smallPasses, ...largePasses]

export const prefix: SharedPrefix = {
  system: `You review pull requests of Node.js backends. ${"Rules of the review. ".repeat(300)}`,
  guidance: "Express: an async handler that throws is not caught before version 5.",
  pack: JSON.stringify({
    v: 1,
    untrusted: true,
    hunks: Array.from({ length: 40 }, (_, index) => ({ id: `H${index}`, text: "x".repeat(200) })),
  }),
}

export const answerSchema = {
  type: "object",
  properties: {
    kind: { type: "string", enum: ["findings", "verdicts"] },
    findings: {
      type: "array",
      items: {
        type: "object",
        properties: { path: { type: "string" }, line: { type: "integer" } },
        required: ["path", "line"],
        additionalProperties: false,
      },
    },
  },
  required: ["kind", "findings"],
  additionalProperties: false,
} as const

export const wholeAnswer = {
  kind: "findings",
  findings: [
    { path: "a.ts", line: 1 },
    { path: "b.ts", line: 2 },
  ],
}

export function requestOf(pass: PassName, more: Partial<PassRequest> = {}): PassRequest {
  const isSmall = smallPasses.includes(pass)
  return {
    pass,
    label: "",
    prefix: isSmall ? null : prefix,
    system: isSmall ? "You answer one small question." : "",
    instruction: `Do what ${pass} does.`,
    data: isSmall || pass === "refute" ? JSON.stringify({ untrusted: true, title: "Update orders" }) : "",
    schema: answerSchema,
    limits: isSmall ? { toolCalls: 0, turns: 1, maxTokens: 2000 } : { toolCalls: 6, turns: 4, maxTokens: 32_000 },
    ...more,
  }
}

export const toolBox: ToolBox = {
  definitions: [
    {
      name: "read",
      description: "Reads lines of a file.",
      inputSchema: { type: "object", properties: { path: { type: "string" } }, required: ["path"], additionalProperties: false },
    },
    {
      name: "grep",
      description: "Searches the head.",
      inputSchema: { type: "object", properties: { pattern: { type: "string" } }, required: ["pattern"], additionalProperties: false },
    },
  ],
  call: (name, input) => Promise.resolve({ text: JSON.stringify({ untrusted: true, name, input }), isError: false }),
}

/** What a change of three thousand lines takes with its functions around it. */
export const largePrefix: SharedPrefix = {
  ...prefix,
  pack: JSON.stringify({ hunks: Array.from({ length: 6000 }, (_, line) => `${line}| const value = read(${line}) // ....`) }),
}

export interface Stage extends AsyncDisposable {
  readonly server: FakeAnthropic
  readonly clock: TestClock
  readonly budget: Budget
  readonly breaker: CircuitBreaker
  readonly journal: readonly JournalEntry[]
  readonly runPass: RunPass
}

const reviewMs = 20 * 60_000

/** A provider of its own, and everything a review needs to ask it. */
export async function openStage({ usd = 4, ...options }: Partial<RunPassOptions> & { readonly usd?: number } = {}): Promise<Stage> {
  const clock = createTestClock()
  const server = await startFakeAnthropic({ now: () => clock.now() })
  const budget = createBudget(usd)
  const breaker = createCircuitBreaker({ now: () => clock.now() })
  const journal: JournalEntry[] = []
  const runPass = createRunPass({
    client: openClient({ apiKey: "test-key", baseUrl: server.url }),
    models: { large: "claude-sonnet-5-5", small: "claude-haiku-5-5", fallback: null },
    effort: "medium",
    carrier: "tool-result",
    instructedBy: "user",
    toolBox,
    budget,
    circuit: breaker.of("key", 1),
    limits: { firstByteMs: 120_000, idleMs: 60_000, deadlineAt: clock.now() + reviewMs },
    patience: usualPatience,
    canary: "cn7f3a9c51b2d4e6Qz",
    clock,
    total: createTally(),
    journal: (entry) => void journal.push(entry),
    ...options,
  })
  return { server, clock, budget, breaker, journal, runPass, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

export const noSignal = (): AbortSignal => new AbortController().signal
