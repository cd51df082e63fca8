import type { Finding } from "../../model/finding.ts"
import { codeSpan } from "../escape.ts"
import { limits, truncateMarkdown } from "../limits.ts"
import { byImportance } from "../place.ts"
import { countOf, shortSha } from "../words.ts"
import type { Facts } from "./facts.ts"
import { nameFinding } from "./name-finding.ts"
import { composeFixPatch } from "./offer-fix.ts"

/** Takes the facts and the findings that stand, returns every proven change as a patch, the most important first. */
export function offerFixes(findings: readonly Finding[], facts: Facts): string {
  const fixes = findings.toSorted(byImportance).flatMap((finding) => {
    const patch = composeFixPatch(finding, facts)
    return patch === null ? [] : [`${nameFinding(finding, { ...facts, line: finding.startLine })}\n\n${patch}`]
  })
  const at = codeSpan(shortSha(facts.headSha))
  if (fixes.length === 0) return `No finding at ${at} has a change that can be proven without running the code.`
  const opening = `${countOf(fixes.length, "proven change")} at ${at}. Each was tried alone: it applies, the file parses, the finding is gone and nothing new appears. \`git apply\` takes them.`
  return truncateMarkdown([opening, ...fixes].join("\n\n"), limits.body, "")
}
