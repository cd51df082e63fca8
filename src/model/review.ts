import type { Analysis } from "./analysis.ts"
import type { PlacedFinding } from "./finding.ts"

/** Only what we ever set; GitHub knows more. */
export type Conclusion = "success" | "failure" | "neutral" | "skipped" | "cancelled"

export interface InlineComment {
  readonly fingerprint: string
  readonly path: string
  /** Last line of the anchor; on the head for RIGHT, on the merge base for LEFT. */
  readonly line: number
  /** First line of a multi-line anchor in the same hunk; `null` for one line. */
  readonly startLine: number | null
  readonly side: "RIGHT" | "LEFT"
  readonly body: string
}

/** A comment on a changed file as a whole. */
export interface FileComment {
  readonly fingerprint: string
  readonly path: string
  readonly body: string
}

export interface Annotation {
  readonly fingerprint: string
  readonly path: string
  readonly startLine: number
  readonly endLine: number
  readonly level: "notice" | "warning" | "failure"
  readonly title: string
  readonly message: string
}

/** What the Checks tab shows once the review is concluded. Markdown within GitHub's limits. */
export interface CheckOutput {
  readonly conclusion: Conclusion
  readonly title: string
  readonly summary: string
  readonly text: string
  readonly annotations: readonly Annotation[]
}

/** Everything to be written to one pull request for one head, decided before the first write. */
export interface Review {
  readonly headSha: string
  /** Every changed file that can be reviewed was reviewed. */
  readonly complete: boolean
  readonly check: CheckOutput
  /** `null` when there is nothing new to say inline. */
  readonly review: { readonly body: string; readonly comments: readonly InlineComment[] } | null
  readonly fileComments: readonly FileComment[]
  /** The sticky seven-heading report, with its marker. */
  readonly report: string
  readonly findings: readonly PlacedFinding[]
}

/** What consulting the expert gave: the findings to show, and what the model added where one is configured. */
export interface Consultation {
  readonly findings: Analysis["findings"]
  /** Model id, or `null` when the deterministic expert answered. */
  readonly model: string | null
  /** One line for the report, for example why no model took part. */
  readonly note: string
}
