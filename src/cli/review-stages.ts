import { resolve } from "node:path"
import type { RuleDescription } from "./format/sarif.ts"
import type { ModelSettings } from "../config.ts"
import type { ExpertProcess } from "../expert-process/create-expert-process.ts"
import type { ReviewStages } from "./review-change.ts"

export interface LoadOptions {
  readonly cacheDirectory: string | null
  readonly model: { readonly settings: ModelSettings; readonly reviewUsd: number } | null
}

/** The real stages; disposing ends the process that analyses. */
export interface LoadedStages extends Disposable {
  readonly stages: ReviewStages
  /** What every rule is about; only some formats tell it, and loading all rules costs as much as a small review. */
  readonly loadRules: () => Promise<readonly RuleDescription[]>
}

// Whoever waits at a terminal can stop it at any time.
const ANALYSIS_LIMIT_MS = 300_000
const ANALYSIS_MEMORY_MB = 2_048

/**
 * Loads git while the process that analyses starts, since both are a good part of a small review's time.
 * @param repository its folder
 * @param options.cacheDirectory where facts about its files are kept for the next review; `null` keeps none
 * @param options.model how the model is asked, and what that may cost; `null` leaves it out
 */
export async function loadReviewStages(repository: string, { cacheDirectory, model }: LoadOptions): Promise<LoadedStages> {
  const [{ createAnalysts }, { openFactStore }, { readEngineVersion }] = await Promise.all([
    import("../analysis-process/open-analyst.ts"),
    import("../analysis-process/fact-store.ts"),
    import("../analysis-process/engine-version.ts"),
  ])
  const store = cacheDirectory === null ? null : openFactStore({ directory: cacheDirectory, version: readEngineVersion() })
  const analysts = createAnalysts({ limitMs: ANALYSIS_LIMIT_MS, memoryMb: ANALYSIS_MEMORY_MB, keepMs: 0, store })
  const analyst = analysts.open(resolve(repository))
  const [{ openLocalCheckout }, { planReading }, { placeFindings }] = await Promise.all([
    import("../checkout/open-local-checkout.ts"),
    import("../analysis/plan-reading.ts"),
    import("../report/place.ts"),
  ])
  const expert = await openExpert(model)
  return {
    stages: {
      openCheckout: openLocalCheckout,
      planReading,
      analyze: (subject, signal) => analyst.analyze(subject, signal),
      placeFindings,
      ask: (question, signal) => analyst.ask(question, signal),
      prove: (trial, signal) => analyst.prove(trial, signal),
      consult: expert?.consult ?? null,
      reviewUsd: model?.reviewUsd ?? 0,
      clock: () => performance.now(),
    },
    loadRules: async () => (await import("../analysis/rules/index.ts")).rules,
    [Symbol.dispose]: () => {
      expert?.[Symbol.dispose]()
      analysts[Symbol.dispose]()
    },
  }
}

// Its modules are loaded only where a key is set.
async function openExpert(model: LoadOptions["model"]): Promise<ExpertProcess | null> {
  if (model === null) return null
  const [{ createExpertProcess, expertLimits }, { createCircuitBreaker }] = await Promise.all([
    import("../expert-process/create-expert-process.ts"),
    import("../expert/circuit.ts"),
  ])
  return createExpertProcess({ ...model.settings, ...expertLimits, circuits: createCircuitBreaker({ now: () => Date.now() }) })
}
