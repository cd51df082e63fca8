import type { Policy } from "../model/policy.ts"
import type { CheckOutput, Review } from "../model/review.ts"
import { composeAnnotation } from "./compose-check.ts"

/** Takes a review and the fingerprints whose anchor GitHub refused, returns the check with an annotation for each, so that nothing is lost. */
export function annotateUnanchored(review: Review, unanchored: readonly string[], policy: Policy): CheckOutput {
  const annotated = new Set(review.check.annotations.map((annotation) => annotation.fingerprint))
  const lost = review.findings.filter((finding) => unanchored.includes(finding.fingerprint) && !annotated.has(finding.fingerprint))
  if (lost.length === 0) return review.check
  return { ...review.check, annotations: [...review.check.annotations, ...lost.map((finding) => composeAnnotation(finding, { policy }))] }
}
