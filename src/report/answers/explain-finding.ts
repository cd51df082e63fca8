import type { Finding } from "../../model/finding.ts"
import type { LedgerFinding } from "../../model/ledger.ts"
import { describeFinding } from "../compose-comment.ts"
import { codeSpan, escapeText, sanitizeMarkdown } from "../escape.ts"
import { limits, truncateMarkdown } from "../limits.ts"
import { shortSha } from "../words.ts"
import type { Facts, RuleText } from "./facts.ts"
import { nameFinding } from "./name-finding.ts"

/**
 * Takes what is known of a finding, returns its explanation: the claim, what follows, how we know, what to do, and why there is such a rule.
 * `finding` is `null` when the analysis does not find it at the head, `rule` when no rule of ours made it.
 */
export function explainFinding(known: LedgerFinding, finding: Finding | null, rule: RuleText | null, facts: Facts): string {
  const { headSha } = facts
  const line = finding?.startLine ?? null
  const parts = [
    nameFinding(finding ?? known, { ...facts, line }),
    describeState(known, finding !== null, headSha),
    finding === null ? "" : describeFinding(finding, { quoteEvidence: true }),
    rule === null ? "" : `**Why there is a rule for it:** ${sanitizeMarkdown(rule.why)}`,
    finding === null && rule !== null ? `**Instead:** ${sanitizeMarkdown(rule.fix)}` : "",
    `<sub>${composeOrigin(known, finding, headSha)}</sub>`,
  ]
  return truncateMarkdown(parts.filter((part) => part !== "").join("\n\n"), limits.body, "")
}

/** Takes a finding, returns what became of it in one sentence; empty when it simply stands. `isFound`: the analysis finds it at the head. */
export function describeState({ state, fixedHead, dismissal }: LedgerFinding, isFound: boolean, headSha: string): string {
  if (state === "dismissed" && dismissal !== null)
    return `Dismissed by ${codeSpan(dismissal.by.login)}: ${escapeText(dismissal.reason)}${isFound ? "" : ` It is no longer in the code at ${codeSpan(shortSha(headSha))}.`}`
  if (isFound) return ""
  if (state === "fixed") return `Fixed${fixedHead === null ? "" : ` at ${codeSpan(shortSha(fixedHead))}`}.`
  if (state === "outdated") return "No longer judged: its file left the pull request, or the settings switched its rule off."
  return `The rules do not find it at ${codeSpan(shortSha(headSha))}: it was mended since, or it was the model that found it.`
}

function composeOrigin(known: LedgerFinding, finding: Finding | null, headSha: string): string {
  const parts = [`rule ${codeSpan(known.rule)}`]
  if (finding !== null) parts.push(...finding.cwe.map(escapeText), `${finding.confidence} confidence`, `read at ${shortSha(headSha)}`)
  return parts.join(" · ")
}
