import { renderCommandTable } from "./command.ts"
import type { Command } from "./command.ts"

export const help: Command = {
  word: "help",
  summary: "Lists the commands",
  usage: "/expert help",
  who: "anyone",
  decide: (_words, { commands }) => ({
    kind: "reply",
    markdown: `${renderCommandTable(commands)}\n\nA command stands on a line of its own in a new comment; edited comments, quotes and code are not read.`,
  }),
}
