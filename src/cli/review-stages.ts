import { resolve } from "node:path"
import type { RuleDescription } from "./format/sarif.ts"
import type { ReviewStages } from "./review-change.ts"

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
 * @param cacheDirectory where facts about its files are kept for the next review; `null` keeps none
 */
export async function loadReviewStages(repository: string, cacheDirectory: string | null): Promise<LoadedStages> {
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
  return {
    stages: {
      openCheckout: openLocalCheckout,
      planReading,
      analyze: (subject, signal) => analyst.analyze(subject, signal),
      placeFindings,
      clock: () => performance.now(),
    },
    loadRules: async () => (await import("../analysis/rules/index.ts")).rules,
    [Symbol.dispose]: () => analysts[Symbol.dispose](),
  }
}
