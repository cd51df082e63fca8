import type { Command } from "./command.ts"
import { isStanding, parseFinding } from "./parse-finding.ts"

export const explain: Command = {
  word: "explain",
  summary: "Explains a finding: what happens, how we know, what to do; with a model also why it matters here",
  usage: "/expert explain [id]",
  who: "author-or-triage",
  decide(words, situation) {
    const parsed = parseFinding(words, situation, { usage: explain.usage, mayBeMeant: isStanding })
    return "kind" in parsed ? parsed : { kind: "explain", finding: parsed.finding }
  },
}
