import type { Finding } from "../../model/finding.ts"
import type { Statement } from "../../model/inquiry.ts"

// A text that plays a finding down would be the easiest way to talk a team out of it.
const dismissive =
  /false.?positive|\bnot (?:a |an )?(?:real|exploitable|vulnerab\w*|issue|problem|bug|risk|concern|reachable)|\bno (?:real |actual )?(?:risk|issue|problem|impact|action|fix)\b|\bsafe(?:ly)?\b|\bharmless|\bbenign|\b(?:please|can|may|should|to|just) (?:be )?(?:ignored?|dismiss(?:ed)?|skip(?:ped)?|disregard(?:ed)?)\b|\bacceptable\b|\baccepted\b|\bintended\b|\bby design\b|\bunnecessary\b|\bapproved?\b|\blgtm\b|\blooks (?:good|fine)\b|\btest(?:ing)? (?:only|code)\b/i
const aboutReview =
  /\bfindings?\b|\breport(?:s|ed)?\b|\balerts?\b|\bwarnings?\b|\banalysis\b|\breview\w*|\bmerg\w+|\bapprov\w+|\blgtm\b|\bS\d+\b/i

/** Whether a text says of something that it is no reason to worry. */
export function isDismissive(text: string): boolean {
  return dismissive.test(text)
}

/**
 * Takes an answer's statement and the findings of the analysis, returns whether it may talk people out of one: it says of something that it is no
 * reason to worry, and it names a finding or the review, or quotes a file in which there is one.
 */
export function playsDown({ text, exhibits }: Pick<Statement, "text" | "exhibits">, findings: readonly Finding[]): boolean {
  if (!isDismissive(text)) return false
  if (aboutReview.test(text)) return true
  return findings.some(
    ({ path, rule, fingerprint }) =>
      text.includes(rule) || text.includes(fingerprint.slice(0, 7)) || exhibits.some((exhibit) => exhibit.path === path),
  )
}
