import type { Command } from "./command.ts"

// A longer question is a text to be reviewed. In characters.
const longestQuestion = 1_000

export const ask: Command = {
  word: "ask",
  summary:
    "Answers a question about the change from what the analysis knows: routes, tests, callers, stack, conventions, findings; with a model from the code too, which it quotes",
  usage: "/expert ask <question>",
  who: "author-or-triage",
  decide(words, _situation, text) {
    const question = cut(text.toWellFormed())
    if (words.length === 0 || question === "")
      return { kind: "reply", markdown: `Ask something: \`${ask.usage}\`, such as \`/expert ask which routes have no auth?\`` }
    return { kind: "ask", question }
  },
}

// Between words: half of a secret would no longer look like one.
function cut(text: string): string {
  return text.length <= longestQuestion ? text : text.slice(0, Math.max(0, text.lastIndexOf(" ", longestQuestion)))
}
