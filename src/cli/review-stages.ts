import type { RuleDescription } from "./format/sarif.ts"
import type { ReviewStages } from "./review-change.ts"

/** The real stages. Loads git and the analysis side by side, since loading is a good part of a small review's time. */
export async function loadReviewStages(): Promise<{ stages: ReviewStages; rules: readonly RuleDescription[] }> {
  const [{ openLocalCheckout }, { analyze }, { planReading }, { placeFindings }, { rules }] = await Promise.all([
    import("../checkout/open-local-checkout.ts"),
    import("../analysis/analyze.ts"),
    import("../analysis/plan-reading.ts"),
    import("../report/place.ts"),
    import("../analysis/rules/index.ts"),
  ])
  return {
    stages: { openCheckout: openLocalCheckout, planReading, analyze, placeFindings, clock: () => performance.now() },
    rules,
  }
}
