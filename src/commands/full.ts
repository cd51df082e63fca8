import { refuseWords } from "./command.ts"
import type { Command } from "./command.ts"

export const full: Command = {
  word: "full",
  summary: "Reviews everything as if for the first time, not only what is new since the last review",
  usage: "/expert full",
  who: "triage",
  decide(words, { state }) {
    if (words.length > 0) return refuseWords(full)
    if (state === "closed") return { kind: "reply", markdown: "This pull request is closed. Reopen it, then write `/expert full`." }
    return { kind: "review", full: true }
  },
}
