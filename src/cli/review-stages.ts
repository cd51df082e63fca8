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

/** Loads git while the process that analyses starts, since both are a good part of a small review's time. */
export async function loadReviewStages(directory: string): Promise<LoadedStages> {
  const { createAnalysts } = await import("../analysis-process/open-analyst.ts")
  const analysts = createAnalysts({ limitMs: ANALYSIS_LIMIT_MS, memoryMb: ANALYSIS_MEMORY_MB, keepMs: 0 })
  const analyst = analysts.open(directory)
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
