import { createCircuitBreaker } from "../expert/circuit.ts"
import type { Circuit, CircuitBreaker } from "../expert/circuit.ts"
import { openClient } from "../expert/client.ts"
import { systemClock } from "../expert/clock.ts"
import { createExpert } from "../expert/consult.ts"
import { createInquirer } from "../expert/inquire.ts"
import { createOpenClean } from "../expert/open-clean.ts"
import { createSessionOpener } from "../expert/session.ts"
import type { SessionOptions } from "../expert/session.ts"
import type { ExpertOptions } from "../expert/session-request.ts"
import { createToolBox } from "../expert/tools/create-tool-box.ts"
import type { Reception } from "./messages.ts"
import type { MakeExpert } from "./serve-expert.ts"

/** Makes the expert that asks a model, out of what the process was started with. */
export const makeExpert: MakeExpert = ({ model, smallModel, fallbackModel, effort, patience, marks }, onSpent) => {
  // This process has an environment that was made for it.
  // oxlint-disable-next-line node/no-process-env
  const { ANTHROPIC_API_KEY: apiKey = "", ANTHROPIC_BASE_URL: baseUrl = null } = process.env
  const { breaker, reception } = watchCircuit(createCircuitBreaker({ now: () => systemClock.now() }))
  const options: ExpertOptions = {
    model,
    fallback: fallbackModel,
    openSession: createSessionOpener({
      client: openClient({ apiKey, baseUrl }),
      breaker,
      // One key, one review.
      key: "",
      clock: systemClock,
      ...(patience && { patience }),
      models: { large: model, small: smallModel, fallback: fallbackModel },
      effort: effort as SessionOptions["effort"],
      carrier: "tool-result",
      instructedBy: "user",
      openToolBox: ({ evidence, head, clean }) => createToolBox({ evidence, shownHead: head, clean }),
      onSpent,
    }),
    openClean: createOpenClean(marks.masks),
    marksOf: () => marks,
  }
  return { consult: createExpert(options), inquire: createInquirer(options), reception }
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
