import type { Command } from "./command.ts"
import { isStanding, parseFinding } from "./parse-finding.ts"

// It is kept and shown wherever the finding is listed.
const longestReason = 500

export const dismiss: Command = {
  word: "dismiss",
  summary: "Silences a finding for good on this pull request, also when its code moves; the report names who and why",
  usage: "/expert dismiss [id] <reason>",
  who: "write",
  decide(words, situation) {
    const parsed = parseFinding(words, situation, { usage: dismiss.usage, mayBeMeant: isStanding })
    if ("kind" in parsed) return parsed
    const reason = parsed.rest.join(" ").slice(0, longestReason).toWellFormed()
    if (reason === "") return { kind: "reply", markdown: `Give a reason, so that others understand it later: \`${dismiss.usage}\`` }
    return { kind: "dismiss", finding: parsed.finding, reason }
  },
}
