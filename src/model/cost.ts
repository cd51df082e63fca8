import type { ModelShare } from "./review.ts"

/** What one consultation took of one model; dollars are kept to 1e-9. */
export type ModelCost = ModelShare

/** What the operator pays at the most, whatever repositories wish; US dollars. */
export interface SpendingCaps {
  readonly reviewUsd: number
  /** Of one repository in a UTC day. */
  readonly repositoryDayUsd: number
  /** Of all repositories of one installation in a UTC month. */
  readonly installationMonthUsd: number
}

/** Dollars spent so far, exact to 1e-9. */
export interface Spending {
  /** By this pull request over its whole life. */
  readonly pullRequestUsd: number
  /** By this repository in the UTC day of `now`. */
  readonly repositoryDayUsd: number
  /** By every repository in the UTC day of `now`. */
  readonly dayUsd: number
  /** By every repository of this installation in the UTC month of `now`. */
  readonly installationMonthUsd: number
}
