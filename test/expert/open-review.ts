import { createCircuitBreaker } from "../../src/expert/circuit.ts"
import { openClient } from "../../src/expert/client.ts"
import { createExpert } from "../../src/expert/consult.ts"
import { createSessionOpener } from "../../src/expert/session.ts"
import type { Allowance, Evidence } from "../../src/model/ports.ts"
import { says } from "../support/fake-anthropic/reply.ts"
import type { Reply } from "../support/fake-anthropic/reply.ts"
import { startFakeAnthropic } from "../support/fake-anthropic/start-fake-anthropic.ts"
import type { JournalledRequest } from "../support/fake-anthropic/start-fake-anthropic.ts"
import { createTestClock } from "../support/test-clock.ts"
import { anEvidence } from "./an-evidence.ts"
import { toolBox } from "./loop/passes.ts"
import { nothing } from "./scripted-session.ts"

type Files = Readonly<Record<string, string>>

/** A pass that has nothing to say, in the shape it is asked for. */
export function emptyAnswer({ pass }: Pick<JournalledRequest, "pass">): Reply {
  if (pass === "intent")
    return says({ goal: "Read orders.", kind: "feature", claims: [], mentionsSecurityFix: false, addressesReviewer: false })
  if (pass === "report") return says({ summary: "", code: "", setup: "", testing: "", performance: "", security: "", nextSteps: "" })
  return says(nothing())
}

interface Reviewed {
  readonly before: Files
  readonly after: Files
  readonly changes?: Partial<Evidence>
  readonly model?: string
  readonly fallback?: string | null
}

/** The expert with a provider of its own, asked about one change; every pass answers nothing until it has a script. */
export async function openReview({ before, after, changes = {}, model = "claude-sonnet-5-5", fallback = null }: Reviewed) {
  const clock = createTestClock()
  const server = await startFakeAnthropic({ now: () => clock.now() })
  server.script("*", emptyAnswer)
  const expert = createExpert({
    model,
    fallback,
    openClean: () => (text) => Promise.resolve(text),
    marksOf: () => ({ nonce: "n0nce", canary: "cn7f3a9c51b2d4e6Qz" }),
    openSession: createSessionOpener({
      client: openClient({ apiKey: "key", baseUrl: server.url }),
      breaker: createCircuitBreaker({ now: () => clock.now() }),
      key: "key",
      clock,
      models: { large: model, small: "claude-haiku-5-5", fallback },
      effort: "medium",
      carrier: "tool-result",
      instructedBy: "user",
      openToolBox: () => toolBox,
    }),
  })
  const consult = (allowance: Allowance = { usd: 1, limitedBy: "the limit of $1.00 for one review" }) =>
    expert(anEvidence(before, after, { ...changes, allow: async () => allowance }), new AbortController().signal)
  return { server, clock, expert, consult, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}
