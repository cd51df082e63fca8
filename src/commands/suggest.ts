import type { Command } from "./command.ts"
import { isStanding, parseFinding } from "./parse-finding.ts"

export const suggest: Command = {
  word: "suggest",
  summary:
    "Offers a change that was proven to apply, parse and remove the finding, where there is one; with a model also one that it writes",
  usage: "/expert suggest [id]",
  who: "author-or-triage",
  decide(words, situation) {
    const parsed = parseFinding(words, situation, { usage: suggest.usage, mayBeMeant: isStanding })
    return "kind" in parsed ? parsed : { kind: "suggest", finding: parsed.finding }
  },
}
