import type { Finding, Section, Severity } from "./finding.ts"

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

/** What the reviewer itself remembers of a finding beside what it tells. */
export interface RememberedFinding extends LedgerFinding {
  readonly origin: Finding["origin"]
  /** The code as it stood when it was found last; hostile text. Empty for a finding about a file as a whole. */
  readonly evidence: string
  /** The fingerprint in the mark of the comment that speaks of it, which code keeps when it moves or is edited; `null` while there is none. */
  readonly saidAs: string | null
  /** The code was changed so that the finding is gone. */
  readonly isAddressed: boolean
}

/** One published review in the past. */
export interface ReviewedChange {
  readonly headSha: string
  /** What the pull request changed at that head against its own merge base; `null` when that is lost or was too large to keep. */
  readonly change: ChangeDigest | null
}

/** Hashes of the lines that a change adds to and deletes from each file, in order; paths are those of the head. */
export type ChangeDigest = readonly { readonly path: string; readonly added: string; readonly deleted: string }[]

/** What is remembered of a pull request when its next head is reviewed. */
export interface Memory {
  readonly findings: readonly RememberedFinding[]
  /** The last published review; `null` before the first. */
  readonly lastReview: ReviewedChange | null
  /** Rules that this repository seldom acts on: they go to the report. */
  readonly quietRules: ReadonlySet<string>
}

/** Before anything was ever said. */
export const emptyMemory: Memory = { findings: [], lastReview: null, quietRules: new Set() }

/** Reviews of a pull request wait until somebody resumes them. */
export interface Pause {
  readonly by: Person
  readonly at: Date
}

/**
 * Takes a ledger and the id that somebody wrote, returns the findings it may mean: one when it is right, none when unknown, several when it is
 * too short. Any beginning of a fingerprint of at least four characters counts, in either case.
 */
export function findByShortId<T extends Pick<LedgerFinding, "fingerprint">>(findings: readonly T[], id: string): readonly T[] {
  const beginning = id.toLowerCase()
  return beginning.length < 4 ? [] : findings.filter(({ fingerprint }) => fingerprint.startsWith(beginning))
}
