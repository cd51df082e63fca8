import type { Finding } from "../../model/finding.ts"
import { shortIdOf } from "../../model/fingerprint.ts"
import type { PullRequest } from "../../model/pull-request.ts"
import { badge } from "../compose-comment.ts"
import { codeSpan, escapeText } from "../escape.ts"
import { linkTo } from "../words.ts"

type Named = Pick<Finding, "fingerprint" | "severity" | "section" | "path" | "title">

/** Takes a finding and perhaps its line, returns one line of Markdown: severity and section, its id, the place, the claim. */
export function nameFinding(
  finding: Named,
  {
    pullRequest,
    headSha,
    line = null,
  }: { readonly pullRequest: Pick<PullRequest, "htmlUrl">; readonly headSha: string; readonly line?: number | null },
): string {
  const place = linkTo(pullRequest, headSha, finding.path, line)
  return `${badge(finding)} · ${codeSpan(shortIdOf(finding.fingerprint))} · ${place} ${escapeText(finding.title)}`
}
