/** What became of the comments of one rule in one repository. */
export interface RuleRecord {
  readonly repositoryId: number
  /** `owner/name` as last seen. */
  readonly repository: string
  readonly rule: string
  readonly isSecurity: boolean
  /** Comments written. */
  readonly posted: number
  /** Those of them whose end is known: acted on, dismissed, or the pull request was closed. */
  readonly judged: number
  /** The code was changed so that the finding is gone. */
  readonly addressed: number
  readonly dismissed: number
  readonly up: number
  readonly down: number
  readonly replies: number
}

// Fewer say nothing about a rule.
const fewestJudged = 20
// Four of five comments that nobody acts on are noise, and noise is what makes people stop reading.
const leastRate = 0.2

/**
 * True when we can be sure, at 95 %, that fewer than one comment in five of this rule is acted on in this repository. Never for a security rule: that a
 * team ignores those is no reason to stop telling.
 */
export function isSeldomActedOn({ isSecurity, judged, addressed }: RuleRecord): boolean {
  return !isSecurity && judged >= fewestJudged && wilsonInterval(addressed, judged).high < leastRate
}

/** Takes successes of trials (at least one), returns the Wilson score interval at 95 %: where the true rate lies. */
export function wilsonInterval(successes: number, trials: number): { readonly low: number; readonly high: number } {
  const z = 1.959_964
  const rate = successes / trials
  const scale = 1 + z ** 2 / trials
  const centre = (rate + z ** 2 / (2 * trials)) / scale
  const spread = (z / scale) * Math.sqrt((rate * (1 - rate)) / trials + z ** 2 / (4 * trials ** 2))
  return { low: Math.max(0, centre - spread), high: Math.min(1, centre + spread) }
}
