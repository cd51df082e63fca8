import type { Command } from "./command.ts"

export const review: Command = {
  word: "review",
  summary: "Reviews the newest commit again, a draft too",
  usage: "/expert review",
  // A review costs machine time and perhaps model money, so strangers cannot order one.
  who: "author-or-triage",
  decide(words, { state }) {
    if (words.length > 0)
      return {
        kind: "reply",
        markdown: "`/expert review` always reviews the whole pull request and takes no further words. Write it alone on its line.",
      }
    if (state === "closed") return { kind: "reply", markdown: "This pull request is closed. Reopen it, then write `/expert review`." }
    return { kind: "review", again: true, asked: true }
  },
}
