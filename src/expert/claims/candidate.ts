import type { Severity } from "../../model/finding.ts"
import type { PassName } from "../../model/review.ts"
import type { Category } from "../categories.ts"
import type { ClaimAnchor } from "./anchor-claim.ts"
import type { Exhibit, RawClaim } from "./read-answer.ts"

/** A claim of a finder whose quotes exist: worth the time of a refuter, not yet worth anybody else's. */
export interface Candidate {
  /** `C1`, `C2`, … in a stable order. */
  readonly id: string
  readonly path: string
  readonly category: Category
  readonly severity: Severity
  readonly title: string
  readonly claim: string
  readonly trigger: string
  readonly cwe: string
  readonly certainty: RawClaim["certainty"]
  readonly fix: RawClaim["fix"]
  /** The quoted code as it stands in the head, one to a few lines. */
  readonly evidence: string
  /** Where the quote stands in the diff; `null` when it stands elsewhere in the file or in several places. */
  readonly anchor: ClaimAnchor | null
  /** Line of the head at which the quote begins. */
  readonly line: number
  /** Quotes that were found at the head. */
  readonly exhibits: readonly Exhibit[]
  /** The change brought it: the quote or an exhibit stands on an added line, or beside a removed one. */
  readonly isIntroduced: boolean
  readonly reporters: readonly PassName[]
  /** Fingerprints of static findings that name the same defect. */
  readonly statics: readonly string[]
  readonly fingerprint: string
}
