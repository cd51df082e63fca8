import { refuseWords } from "./command.ts"
import type { Command } from "./command.ts"

export const performance: Command = {
  word: "performance",
  summary: "Answers with everything found under performance at the newest commit, also what got no comment",
  usage: "/expert performance",
  who: "author-or-triage",
  decide: (words) => (words.length > 0 ? refuseWords(performance) : { kind: "focus", section: "performance" }),
}
