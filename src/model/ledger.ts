import type { Section, Severity } from "./finding.ts"

/**
 * - open: found by the last complete review
 * - fixed: gone, and its code was looked at
 * - reopened: found again after it was fixed
 * - dismissed: a person said that it needs no change; nothing but a person undoes that
 * - outdated: no longer judged, because the file left the pull request or the settings switched the rule off
 */
export type FindingState = "open" | "fixed" | "reopened" | "dismissed" | "outdated"

/** Somebody on GitHub. The number is identity; a login can change hands. */
export interface Person {
  readonly id: number
  readonly login: string
}

export interface Dismissal {
  readonly by: Person
  /** As written: hostile text. */
  readonly reason: string
  readonly at: Date
}

/** A finding as the ledger of its pull request knows it, whichever section or model found it. */
export interface LedgerFinding {
  readonly fingerprint: string
  /** What people call it by in commands. */
  readonly shortId: string
  readonly rule: string
  readonly section: Section
  readonly severity: Severity
  /** Path and title are hostile text. */
  readonly path: string
  readonly title: string
  readonly state: FindingState
  /** Heads at which it was found first and last. */
  readonly firstHead: string
  readonly lastHead: string
  /** Head at which it was gone; `null` unless fixed. */
  readonly fixedHead: string | null
  /** `null` unless dismissed. */
  readonly dismissal: Dismissal | null
}

/** Reviews of a pull request wait until somebody resumes them. */
export interface Pause {
  readonly by: Person
  readonly at: Date
}

/** What one consultation of the model took. */
export interface ModelCost {
  readonly model: string
  /** Dollars, exact to 1e-9. */
  readonly usd: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cacheReadTokens: number
  readonly cacheWriteTokens: number
  /** Requests to the model. */
  readonly calls: number
}

/** Dollars spent so far, exact to 1e-9. */
export interface Spending {
  /** By this pull request over its whole life. */
  readonly pullRequestUsd: number
  /** By this repository in the UTC day of `now`. */
  readonly repositoryDayUsd: number
  /** By every repository in the UTC day of `now`. */
  readonly dayUsd: number
}

/**
 * Takes a ledger and the id that somebody wrote, returns the findings it may mean: one when it is right, none when unknown, several when it is
 * too short. Any beginning of a fingerprint of at least four characters counts, in either case.
 */
export function findByShortId<T extends Pick<LedgerFinding, "fingerprint">>(findings: readonly T[], id: string): readonly T[] {
  const beginning = id.toLowerCase()
  return beginning.length < 4 ? [] : findings.filter(({ fingerprint }) => fingerprint.startsWith(beginning))
}
