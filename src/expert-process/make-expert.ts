import { createCircuitBreaker } from "../expert/circuit.ts"
import type { Circuit, CircuitBreaker } from "../expert/circuit.ts"
import { openClient } from "../expert/client.ts"
import { systemClock } from "../expert/clock.ts"
import { createExpert } from "../expert/consult.ts"
import type { ModelSession } from "../expert/consult.ts"
import { createSessionOpener } from "../expert/session.ts"
import type { SessionOptions } from "../expert/session.ts"
import { createToolBox } from "../expert/tools/create-tool-box.ts"
import { createEgress } from "../hygiene/egress.ts"
import type { Evidence } from "../model/ports.ts"
import type { Reception } from "./messages.ts"
import type { MakeExpert } from "./serve-expert.ts"

/** Makes the expert that asks a model, out of what the process was started with. */
export const makeExpert: MakeExpert = ({ model, smallModel, effort, marks }, onSpent) => {
  // This process has an environment that was made for it.
  // oxlint-disable-next-line node/no-process-env
  const { ANTHROPIC_API_KEY: apiKey = "", ANTHROPIC_BASE_URL: baseUrl = null } = process.env
  const egress = createEgress(marks.masks)
  const clean = (text: string): Promise<string> => Promise.resolve(egress.show(text))
  const { breaker, reception } = watchCircuit(createCircuitBreaker({ now: () => systemClock.now() }))
  let session: ModelSession | null = null
  const openSession = createSessionOpener({
    client: openClient({ apiKey, baseUrl }),
    breaker,
    // One key, one review.
    key: "",
    clock: systemClock,
    models: { large: model, small: smallModel, fallback: null },
    effort: effort as SessionOptions["effort"],
    carrier: "tool-result",
    instructedBy: "user",
    openToolBox: ({ evidence, head }) => createToolBox({ evidence, shownHead: head, clean }),
    journal: () => session !== null && onSpent(session.usage()),
  })
  const expert = createExpert({
    model,
    openSession: (request) => (session = openSession(request)),
    clean,
    marksOf: () => marks,
  })
  return {
    consult(evidence, signal) {
      egress.learn(textsOfChange(evidence))
      return expert(evidence, signal)
    },
    reception,
  }
}

// Both sides of every changed file as a whole: a hunk may show half of a secret.
function* textsOfChange({ diff, base, head }: Pick<Evidence, "diff" | "base" | "head">): Generator<string> {
  for (const { path, oldPath } of diff.files) {
    for (const file of [head.files.get(path), oldPath === null ? undefined : base.files.get(oldPath)])
      if (file !== undefined) yield file.text
  }
}

/** Remembers how the provider received us last, for whoever outlives this process. */
function watchCircuit(breaker: CircuitBreaker): { readonly breaker: CircuitBreaker; readonly reception: () => Reception } {
  let last: Reception = "undecided"
  const watch = (circuit: Circuit): Circuit => ({
    ...circuit,
    succeeded() {
      last = "welcome"
      circuit.succeeded()
    },
    refused(refusal) {
      last = refusal
      circuit.refused(refusal)
    },
  })
  return { breaker: { of: (key, installationId) => watch(breaker.of(key, installationId)) }, reception: () => last }
}
