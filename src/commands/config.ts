import { refuseWords } from "./command.ts"
import type { Command } from "./command.ts"

export const config: Command = {
  word: "config",
  summary: "Shows the settings that count for this pull request, with their mistakes",
  usage: "/expert config",
  who: "author-or-triage",
  decide: (words) => (words.length > 0 ? refuseWords(config) : { kind: "config" }),
}
