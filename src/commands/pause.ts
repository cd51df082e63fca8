import { refuseWords } from "./command.ts"
import type { Command } from "./command.ts"

export const pause: Command = {
  word: "pause",
  summary: "Stops reviews of later pushes, until `/expert resume`; `/expert review` still reviews once",
  usage: "/expert pause",
  who: "triage",
  decide: (words) => (words.length > 0 ? refuseWords(pause) : { kind: "pause" }),
}
