import type { Analysis, FileReason } from "./analysis.ts"
import type { CheckAction } from "./check-action.ts"
import type { PlacedFinding } from "./finding.ts"
import type { ChangeDigest, RememberedFinding } from "./ledger.ts"
import type { Thread } from "./thread.ts"

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
  /** Buttons, at most three; none when left out. */
  readonly actions?: readonly CheckAction[]
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
  /** What is to be said on threads of ours about what became of their findings. */
  readonly replies: readonly ThreadReply[]
  /** The sticky seven-heading report, with its marker. */
  readonly report: string
  /** Without those that somebody dismissed. */
  readonly findings: readonly PlacedFinding[]
  /** What to remember once it is published. */
  readonly memory: {
    readonly findings: readonly RememberedFinding[]
    readonly change: ChangeDigest | null
    /** Our threads with what people made of them. */
    readonly threads: readonly Thread[]
  }
}

/** A reply to a comment of ours. */
export interface ThreadReply {
  /** In the mark of the comment that is replied to. */
  readonly fingerprint: string
  readonly state: "fixed" | "reopened"
  readonly body: string
  /** Resolve the thread too, where GitHub lets us. */
  readonly resolve: boolean
}

/** One question to the model; each pass has a prompt of its own. */
export type PassName =
  | "intent"
  | "find-all"
  | "find-correctness"
  | "find-security"
  | "find-surroundings"
  | "refute"
  | "fix"
  | "report"
  // What commands ask, apart from reviews.
  | "ask"
  | "explain"

/** Why a pass is missing or incomplete: what the first line of the report names. */
export interface DegradedPass {
  readonly pass: PassName | "plan"
  /** A word such as `truncated`, `refused`, `budget`, `unreachable`, `injection-suspected`. */
  readonly flag: string
  /** In words for people, without anything the model wrote. */
  readonly reason: string
}

/** Why another model was asked than planned. */
export type StandInReason = "refused" | "unreachable"

/** A pass that another model answered than the one that was asked first. */
export interface StandIn {
  readonly pass: PassName
  readonly model: string
  readonly because: StandInReason
}

/** What was paid. Dollars are computed from the tokens the provider counted, at the dated prices we keep. */
export interface ModelUsage {
  readonly usd: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cacheReadTokens: number
  readonly cacheWriteTokens: number
  readonly calls: number
}

/** What was paid for one of the models that took part. */
export interface ModelShare extends ModelUsage {
  readonly model: string
}

/** How the model took part in one review. */
export interface Participation {
  readonly model: string
  readonly tier: "trivial" | "lite" | "full" | "deep" | "huge"
  readonly planned: readonly PassName[]
  readonly done: readonly PassName[]
  /** Empty after a complete consultation; anything here keeps the check from being green. */
  readonly degraded: readonly DegradedPass[]
  /** Changed files the model was not shown, with the reason. */
  readonly leftOut: readonly FileReason[]
  /** One sentence on what the author says the change is for, plain text; `null` when unknown. */
  readonly intent: string | null
  /** Plain text under the seven headings, written from verified records only; a missing one is composed without the model. */
  readonly texts: Readonly<Partial<Record<ReportHeading, string>>>
  readonly usage: ModelUsage
  /** The same for each model; left out where nobody knows. */
  readonly shares?: readonly ModelShare[]
  /** Left out for none. */
  readonly standIns?: readonly StandIn[]
  /** The earlier head at which the model saw `files` of the changed files as they are changed now, and whether it was asked about the others; left out when it saw all of them anew. */
  readonly since?: { readonly headSha: string; readonly files: number; readonly isAsked: boolean }
  /** When the provider is willing to go on, in milliseconds since 1970; left out where nothing is waited for. */
  readonly retryAt?: number
  /** When this head is reviewed again because of that, in milliseconds since 1970; set by who has queued it, and by nobody else. */
  readonly returnsAt?: number
  /** Claims of the model that pointed at code which is not there, and were dropped. */
  readonly droppedUnsupported: number
  /** Claims of the model that were refuted. */
  readonly refuted: number
}

export type ReportHeading = "summary" | "code" | "setup" | "testing" | "performance" | "security" | "next-steps"

/** What consulting the expert gave: the findings to show, and what the model added where one is configured. */
export interface Consultation {
  /** The static findings, as they were found, and what the model adds. */
  readonly findings: Analysis["findings"]
  /** Model id, or `null` when the deterministic expert answered. */
  readonly model: string | null
  /** One line for the report, for example why no model took part. */
  readonly note: string
  /** `null` when no model was asked. */
  readonly participation: Participation | null
}
