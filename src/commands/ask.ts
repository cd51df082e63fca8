import type { Command } from "./command.ts"

// A longer question is a text to be reviewed.
const longestQuestion = 1_000

export const ask: Command = {
  word: "ask",
  summary: "Answers a question about the change from what the analysis knows: routes, tests, callers, stack, conventions, findings",
  usage: "/expert ask <question>",
  who: "author-or-triage",
  decide(words, _situation, text) {
    if (words.length === 0)
      return { kind: "reply", markdown: `Ask something: \`${ask.usage}\`, such as \`/expert ask which routes have no auth?\`` }
    return { kind: "ask", question: text.slice(0, longestQuestion).toWellFormed() }
  },
}
