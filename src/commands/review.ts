import { refuseWords } from "./command.ts"
import type { Command } from "./command.ts"

export const review: Command = {
  word: "review",
  summary: "Reviews the newest commit again, a draft or a paused pull request too",
  usage: "/expert review",
  // A review costs machine time and perhaps model money, so strangers cannot order one.
  who: "triage",
  decide(words, { state }) {
    if (words.length > 0) return refuseWords(review)
    if (state === "closed") return { kind: "reply", markdown: "This pull request is closed. Reopen it, then write `/expert review`." }
    return { kind: "review", full: false }
  },
}
