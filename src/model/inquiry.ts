import type { Finding, Suggestion } from "./finding.ts"
import type { AnalysisAnswer } from "./question.ts"
import type { DegradedPass, ModelUsage } from "./review.ts"

/** What a command asks of the model about one head. Everything in it is hostile text, findings included. */
export type Inquiry =
  /** `facts` is what the analysis answers to it. */
  | { readonly kind: "ask"; readonly question: string; readonly facts: readonly AnalysisAnswer[] }
  /** Why a finding of the analysis matters here and what would change it. */
  | { readonly kind: "explain"; readonly finding: Finding }
  /** Lines in place of the finding's own that mend it. */
  | { readonly kind: "suggest"; readonly finding: Finding }

/** What a statement of the model is about. */
export const statementParts = ["answer", "why_here", "what_to_change"] as const
export type StatementPart = (typeof statementParts)[number]

/** Why something that was asked stays open. Words of ours, because nothing about what is not known can be checked. */
export const openReasons = ["nothing", "not_found", "runtime", "outside", "intent", "unclear"] as const
export type OpenReason = (typeof openReasons)[number]

/** Lines of the head that somebody quoted. */
export interface Exhibit {
  readonly path: string
  /** 1-based, inclusive. */
  readonly startLine: number
  readonly endLine: number
  /** As they stand at the head; hostile text. */
  readonly quote: string
}

/** One thing the model says, with at least one quote that stands at the head. */
export interface Statement {
  readonly part: StatementPart
  /** Plain text of the model, at most 400 characters; hostile. */
  readonly text: string
  readonly exhibits: readonly Exhibit[]
}

/** What the model answered, as far as it could be checked. */
export interface ModelAnswer {
  /** Model id. */
  readonly model: string
  readonly statements: readonly Statement[]
  readonly open: OpenReason
  /** Statements that are left out because what they quote is not at the head, or because they played a finding of the analysis down. */
  readonly unsupported: number
  /** Changed files the model was not shown, for want of room or money. */
  readonly leftOut: number
  /** The lines that were asked for, proven; `null` when there are none. */
  readonly suggestion: Suggestion | null
}

/** What the model has to do with the answer to a command. */
export type ModelPart =
  /** None is configured, or the repository's settings leave it out: there is nothing to say about it. */
  | { readonly kind: "none" }
  /** There is no answer of it, in words for people why; it may have cost US dollars all the same. */
  | { readonly kind: "silent"; readonly wasAsked: boolean; readonly reason: string; readonly usd: number }
  /** `isLimited`: it wanted to look at more than it could. */
  | { readonly kind: "answered"; readonly answer: ModelAnswer; readonly usage: ModelUsage; readonly isLimited: boolean }

/** What came of an inquiry. */
export interface Inquired {
  /** `null` when there is none that can be shown; `degraded` then says why. */
  readonly answer: ModelAnswer | null
  readonly degraded: readonly DegradedPass[]
  readonly usage: ModelUsage
}
