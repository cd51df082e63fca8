import { visibleText } from "../support/visible-text.ts"

const headings = [
  "Summary",
  "Code suggestions",
  "Setup instructions",
  "Testing recommendations",
  "Performance considerations",
  "Security review",
  "Next steps",
]
// What an author reads before a suggestion or anything folded: longer comments are acted upon less often.
const longestComment = 600

/** What one review wrote, as its readers see it: Markdown. */
export interface Written {
  readonly report: string
  /** Comments on lines. */
  readonly inline: readonly string[]
  /** Comments on whole files. */
  readonly files: readonly string[]
}

/** Takes what a review wrote and the most inline comments its policy allows, returns what is not as promised to its readers; empty when all is. */
export function breachesOf({ report, inline, files }: Written, most: number): string[] {
  const found = [...report.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading)
  return [
    ...(found.join() === headings.join() ? [] : [`the report has the headings ${found.join(", ")}`]),
    ...(inline.length <= most ? [] : [`${inline.length} inline comments, more than ${most}`]),
    ...[...inline, ...files].flatMap((body) => faultsOf(body).map((fault) => `a comment ${fault}: ${body}`)),
  ]
}

function faultsOf(body: string): string[] {
  const text = visibleText(body)
  const claims = text.split("\n").filter((line) => /^\*\*[^*].*\*\*$/.test(line))
  const hasEvidence = /^```|^\d+\. `/m.test(body)
  return [
    ...(text.length <= longestComment ? [] : [`has ${text.length} characters`]),
    ...(/^\*\*(?:Critical|High|Medium|Low)\*\* · [A-Z]/m.test(text) ? [] : ["names no severity and section"]),
    ...(claims.length === 1 ? [] : [`makes ${claims.length} claims`]),
    ...(hasEvidence ? [] : ["shows no evidence"]),
  ]
}
