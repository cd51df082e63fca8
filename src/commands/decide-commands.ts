import { describeWho, mayUse, renderCommandTable } from "./command.ts"
import type { Command, CommandOutcome, Situation } from "./command.ts"
import { parseCommands } from "./parse-commands.ts"
import type { CommandLine } from "./parse-commands.ts"

/** Decides all `/expert` lines of a comment, in their order; what is asked twice is decided once. Never throws. */
export function decideCommands(body: string, situation: Situation): readonly CommandOutcome[] {
  const outcomes = parseCommands(body).map((line) => decideLine(line, situation))
  return [...new Map(outcomes.map((outcome) => [JSON.stringify(outcome), outcome])).values()]
}

function decideLine(line: CommandLine, situation: Situation): CommandOutcome {
  const command = situation.commands.find(({ word }) => word === (line.word || "help"))
  if (command === undefined) return answerUnknown(line.word, situation.commands)
  if (!mayUse(command.who, situation)) return { kind: "reply", markdown: `\`${command.usage}\` is for ${describeWho(command.who)}.` }
  return command.decide(line.arguments, situation, line.text)
}

function answerUnknown(word: string, commands: readonly Command[]): CommandOutcome {
  const nearest = findNearest(word, commands)
  const hint = nearest === null ? "" : ` Did you mean \`${nearest.usage}\`?`
  return { kind: "reply", markdown: `\`/expert ${showHostileWord(word)}\` is not a command.${hint}\n\n${renderCommandTable(commands)}` }
}

// Inside a code span nothing is a link, an image or a mention; only a backtick could end the span.
function showHostileWord(word: string): string {
  const shown = word.replaceAll(/[`\p{C}]/gu, "")
  return shown.length > 30 ? `${shown.slice(0, 30)}…` : shown
}

function findNearest(word: string, commands: readonly Command[]): Command | null {
  const ranked = commands
    .map((command) => ({ command, edits: countEdits(word.slice(0, 30), command.word) }))
    .sort((a, b) => a.edits - b.edits)
  const best = ranked[0]
  return best !== undefined && best.edits <= Math.max(1, Math.floor(best.command.word.length / 2)) ? best.command : null
}

// Levenshtein distance, row by row.
function countEdits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1]
    for (let j = 0; j < to.length; j++) {
      next.push(Math.min((row[j] ?? 0) + (from[i] === to[j] ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
