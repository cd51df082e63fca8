import { refuseWords } from "./command.ts"
import type { Command } from "./command.ts"

export const status: Command = {
  word: "status",
  summary: "Tells what was reviewed, what stands, what was dismissed and what it cost",
  usage: "/expert status",
  who: "author-or-triage",
  decide: (words) => (words.length > 0 ? refuseWords(status) : { kind: "status" }),
}
