import type { Analysis } from "../../model/analysis.ts"
import type { PlacedFinding } from "../../model/finding.ts"
import type { PolicyProblem } from "../../model/parse-policy.ts"
import type { Policy } from "../../model/policy.ts"
import type { Consultation } from "../../model/review.ts"
import type { SourceTree } from "../../model/source.ts"
import type { Verdict } from "../../report/conclude.ts"

/** Everything the formats may show of one finished local review. Texts from the repository in it are hostile data. */
export interface LocalReview {
  /** The range in the words of the user, such as "where the head left main" and "HEAD" or "the staged changes". */
  readonly range: { readonly base: string; readonly head: string }
  /** Merge base; the commit that LEFT lines refer to. */
  readonly baseSha: string
  readonly headSha: string
  readonly analysis: Analysis
  /** What the expert made of it; its `participation` is `null` where no model was asked. */
  readonly consultation: Consultation
  readonly findings: readonly PlacedFinding[]
  readonly policy: Policy
  /** Mistakes in the settings of the repository; when there are any, `policy` holds the defaults. */
  readonly policyProblems: readonly PolicyProblem[]
  /** The App's own judgement, so that both call the same reviews complete. */
  readonly verdict: Verdict
  /** Contents as far as they were read, for code frames. */
  readonly sources: { readonly base: SourceTree; readonly head: SourceTree }
  /** Milliseconds by stage, each key ending in "Ms", among them `totalMs`. */
  readonly timings: Timings
  /** Version of this program. */
  readonly version: string
}

export interface Timings extends Readonly<Record<string, number>> {
  readonly totalMs: number
  readonly checkoutMs: number
  readonly parseMs: number
  readonly analysisMs: number
}

/** Whether every changed file that should be reviewed could be. */
export function isComplete({ verdict }: Pick<LocalReview, "verdict">): boolean {
  return verdict.complete
}

/** What the author reads about a finding: what happens, then what to do instead. Markdown. */
export function composeMessage(finding: Pick<PlacedFinding, "message" | "fix">): string {
  return [finding.message, finding.fix]
    .map((text) => text.trim())
    .filter((text) => text !== "")
    .join("\n\n")
}
