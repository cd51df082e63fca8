import type { Person } from "./ledger.ts"
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

/** One consultation for which money is set aside. */
export interface CostReservation {
  readonly id: string
  /** What the ids of all attempts of its job begin with: what earlier ones had set aside is free again, for they are over. */
  readonly job: string
  readonly headSha: string
  readonly model: string
  /** Who wanted the answer; `null` for a review. */
  readonly askedBy: Person | null
  /** When it is given up for lost. */
  readonly until: Date
}

/** Dollars spent so far, exact to 1e-9. What is set aside for a consultation that runs counts as spent. */
export interface Spending {
  /** By this pull request over its whole life. */
  readonly pullRequestUsd: number
  /** By this repository in the UTC day of `now`. */
  readonly repositoryDayUsd: number
  /** By every repository of this installation in the UTC month of `now`. */
  readonly installationMonthUsd: number
  /** How much of `repositoryDayUsd` is only set aside. */
  readonly setAsideUsd: number
}
