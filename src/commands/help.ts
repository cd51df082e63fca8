import { renderCommandTable } from "./command.ts"
import type { Command } from "./command.ts"

export const help: Command = {
  word: "help",
  summary: "Lists the commands",
  usage: "/expert help",
  who: "anyone",
  decide: (_words, { commands }) => ({
    kind: "reply",
    markdown: `${renderCommandTable(commands)}\n\nA command stands on a line of its own in a new comment; edited comments, quotes, lists and code are not read. \`id\` is the short name that stands below each comment and in the report; in the thread of a finding it can be left out.`,
  }),
}
