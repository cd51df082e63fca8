import { refuseWords } from "./command.ts"
import type { Command } from "./command.ts"

export const resume: Command = {
  word: "resume",
  summary: "Lets reviews go on after `/expert pause`",
  usage: "/expert resume",
  who: "triage",
  decide: (words) => (words.length > 0 ? refuseWords(resume) : { kind: "resume" }),
}
