import type { Spending, SpendingCaps } from "../model/cost.ts"
import type { Policy } from "../model/policy.ts"
import type { Allowance } from "../model/ports.ts"

/**
 * Takes what the repository's settings and the operator allow, what was spent, and US dollars that are enough; returns what one more consultation may
 * cost: the least of all of them. Of equal limits the repository's own is named, because its people can change it.
 */
export function allowSpending(
  { model }: Pick<Policy, "model">,
  caps: SpendingCaps,
  spent: Spending,
  mostUsd: number = Number.POSITIVE_INFINITY,
): Allowance {
  const limits: readonly (readonly [left: number, limitedBy: string])[] = [
    [model.max_usd_per_review, `the repository's limit of ${dollars(model.max_usd_per_review)} for one review`],
    [
      model.max_usd_per_pull_request - spent.pullRequestUsd,
      `the repository's limit of ${dollars(model.max_usd_per_pull_request)} for one pull request`,
    ],
    [model.max_usd_per_day - spent.repositoryDayUsd, `the repository's limit of ${dollars(model.max_usd_per_day)} for one day`],
    [caps.reviewUsd, `the operator's limit of ${dollars(caps.reviewUsd)} for one review`],
    [
      caps.repositoryDayUsd - spent.repositoryDayUsd,
      `the operator's limit of ${dollars(caps.repositoryDayUsd)} for one repository and day`,
    ],
    [
      caps.installationMonthUsd - spent.installationMonthUsd,
      `the operator's limit of ${dollars(caps.installationMonthUsd)} for one installation and month`,
    ],
  ]
  const [usd, limitedBy] = limits.reduce((least, each) => (each[0] < least[0] ? each : least))
  return { usd: Math.max(0, Math.min(usd, mostUsd)), limitedBy }
}

function dollars(usd: number): string {
  return `$${usd.toFixed(2)}`
}
