import { expect, test } from "vitest"
import { fallbackOf } from "../../src/config/variables.ts"
import { allowSpending } from "../../src/jobs/allow-spending.ts"
import type { Spending, SpendingCaps } from "../../src/model/cost.ts"
import { defaultPolicy } from "../../src/model/policy.ts"

const nothing: Spending = { pullRequestUsd: 0, repositoryDayUsd: 0, installationMonthUsd: 0, setAsideUsd: 0 }
const caps: SpendingCaps = { reviewUsd: 4, repositoryDayUsd: 20, installationMonthUsd: 200 }
const model = { ...defaultPolicy.model, max_usd_per_review: 1.5, max_usd_per_pull_request: 5, max_usd_per_day: 25 }

test.each([
  ["nothing was spent", {}, {}, 1.5, "the repository's limit of $1.50 for one review"],
  ["this pull request took most of its share", { pullRequestUsd: 4.25 }, {}, 0.75, "the repository's limit of $5.00 for one pull request"],
  [
    "the repository took most of the operator's day",
    { repositoryDayUsd: 19.5 },
    {},
    0.5,
    "the operator's limit of $20.00 for one repository and day",
  ],
  [
    "the installation took its month",
    { installationMonthUsd: 250 },
    {},
    0,
    "the operator's limit of $200.00 for one installation and month",
  ],
  ["the operator allows less", {}, { reviewUsd: 0.2 }, 0.2, "the operator's limit of $0.20 for one review"],
  ["the operator allows as much", {}, { reviewUsd: 1.5 }, 1.5, "the repository's limit of $1.50 for one review"],
  ["the operator allows nothing", {}, { repositoryDayUsd: 0 }, 0, "the operator's limit of $0.00 for one repository and day"],
] as const)("allows the least of all limits when %s", (_name, spent, lower, usd, limitedBy) => {
  expect(allowSpending({ model }, { ...caps, ...lower }, { ...nothing, ...spent })).toEqual({ usd, limitedBy })
})

test("lets a repository's day end before the operator's", () => {
  const tight = { ...model, max_usd_per_day: 2 }
  expect(allowSpending({ model: tight }, caps, { ...nothing, repositoryDayUsd: 1.75 })).toEqual({
    usd: 0.25,
    limitedBy: "the repository's limit of $2.00 for one day",
  })
})

test("allows no more than is enough", () => {
  expect(allowSpending({ model }, caps, nothing, 0.4)).toEqual({ usd: 0.4, limitedBy: "the repository's limit of $1.50 for one review" })
})

test("lets a repository's day by default last as long as the operator's", () => {
  expect(defaultPolicy.model.max_usd_per_day).toBe(Number(fallbackOf("MAX_USD_PER_REPOSITORY_DAY")))
})
