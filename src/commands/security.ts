import { refuseWords } from "./command.ts"
import type { Command } from "./command.ts"

export const security: Command = {
  word: "security",
  summary: "Answers with everything found under security at the newest commit, also what got no comment",
  usage: "/expert security",
  who: "author-or-triage",
  decide: (words) => (words.length > 0 ? refuseWords(security) : { kind: "focus", section: "security" }),
}
