import type { Finding } from "./finding.ts"

/** A technology this repository uses at the head, with where that is written. */
export interface Technology {
  /** Display name such as "Express" or "PostgreSQL". */
  readonly technology: string
  readonly category: "runtime" | "language" | "framework" | "database" | "orm" | "auth" | "testing" | "tool" | "cloud" | "api" | "messaging"
  /** As locked, else as declared, else `null`. */
  readonly version: string | null
  /** For example `package.json: dependencies.express` or `prisma/schema.prisma: datasource db`. */
  readonly evidence: string
}

export type ChangeKind = "feature" | "fix" | "refactoring" | "dependency" | "configuration" | "test" | "documentation" | "empty"

/** Step 2 of the expert: what the change is and what it touches. */
export interface ChangeSummary {
  readonly kind: ChangeKind
  /** One sentence made of facts of the diff, never of the pull request's own text. */
  readonly sentence: string
  /** Parts touched, such as "route POST /orders", "model Order", "Dockerfile". */
  readonly parts: readonly string[]
  readonly additions: number
  readonly deletions: number
}

export interface FileReason {
  readonly path: string
  readonly reason: string
}

/** What was looked at. Every changed file is counted exactly once. */
export interface Coverage {
  readonly files: number
  readonly reviewed: number
  readonly skipped: readonly FileReason[]
  readonly failed: readonly FileReason[]
  /** Whole sentences on what else was looked at, or could not be. */
  readonly notes?: readonly string[]
}

/** Notes for a heading of the report that are not findings, such as a new variable to set up. */
export interface Advice {
  readonly heading: "setup" | "testing" | "performance" | "security" | "next-steps"
  readonly text: string
}

export type ConventionKind =
  | "validation"
  | "auth"
  | "async-wrapper"
  | "data-layer"
  | "pagination"
  | "response"
  | "documentation"
  | "logger"
  | "error-class"
  | "transaction"
  | "environment"
  | "test-place"

/** Step 4 of the expert: something this code base does alike, read from what is there at the merge base. */
export interface Convention {
  readonly kind: ConventionKind
  /** As a sentence without a final stop, names in backticks: "Routes that take a body validate it (`validate`)". */
  readonly statement: string
  /** How many of how many do it. */
  readonly support: number
  readonly of: number
  /** Up to two places to imitate. */
  readonly examples: readonly { readonly path: string; readonly line: number; readonly what: string }[]
}

export interface Analysis {
  readonly stack: readonly Technology[]
  readonly change: ChangeSummary
  /** New at the head against the merge base, ordered by severity, then path, then line. */
  readonly findings: readonly Finding[]
  /** Present at the merge base and gone at the head. */
  readonly fixed: readonly Finding[]
  readonly advice: readonly Advice[]
  /** What the code base does alike, the best supported first. */
  readonly conventions: readonly Convention[]
  /** What comments that were there before the change say needs no change; not among the findings. Absent when there is nothing of the kind. */
  readonly suppressed?: readonly { readonly path: string; readonly line: number; readonly rule: string }[]
  /** What was checked under each section, in words, for an empty heading. */
  readonly checked: Readonly<Record<Finding["section"], string>>
  readonly coverage: Coverage
  /** Milliseconds by stage. */
  readonly timings: Readonly<Record<string, number>>
}
