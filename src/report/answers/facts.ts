import type { Analysis } from "../../model/analysis.ts"
import type { Diff } from "../../model/diff.ts"
import type { LedgerFinding } from "../../model/ledger.ts"
import type { PullRequest } from "../../model/pull-request.ts"

/** What answers are made of: the change at the head as the analysis sees it, and what became of its findings. */
export interface Facts {
  readonly pullRequest: Pick<PullRequest, "htmlUrl">
  readonly headSha: string
  readonly diff: Diff
  readonly analysis: Analysis
  readonly ledger: readonly LedgerFinding[]
  /** The text of a file at the head; `null` when it is not there or was not read. */
  readonly textOf: (path: string) => string | null
}

/** What a rule says about itself. */
export interface RuleText {
  readonly title: string
  readonly why: string
  readonly fix: string
}
