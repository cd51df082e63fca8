import type { Command } from "./command.ts"
import { parseFinding } from "./parse-finding.ts"

export const restore: Command = {
  word: "restore",
  summary: "Takes a dismissal back",
  usage: "/expert restore [id]",
  who: "write",
  decide(words, situation) {
    const parsed = parseFinding(words, situation, { usage: restore.usage, mayBeMeant: ({ state }) => state === "dismissed" })
    return "kind" in parsed ? parsed : { kind: "restore", finding: parsed.finding }
  },
}
