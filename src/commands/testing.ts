import { refuseWords } from "./command.ts"
import type { Command } from "./command.ts"

export const testing: Command = {
  word: "testing",
  summary: "Answers with everything found under testing at the newest commit, also what got no comment",
  usage: "/expert testing",
  who: "author-or-triage",
  decide: (words) => (words.length > 0 ? refuseWords(testing) : { kind: "focus", section: "testing" }),
}
