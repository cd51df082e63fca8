import { z } from "zod"
import { findFile } from "./find-entry.ts"
import { lineNumber, parseInput, pathText, Refusal } from "./tool.ts"
import type { Tool } from "./tool.ts"

const mostLines = 400
// Characters; a minified file has its whole text in one line.
const longestLine = 1_000
const mostCharacters = 30_000

const schema = z.strictObject({ path: pathText, startLine: lineNumber.optional(), endLine: lineNumber.optional() })

export const read: Tool = {
  definition: {
    name: "Read",
    description: `Reads lines of one file of the repository at the head of the pull request. Each line comes as "N| text", N being its number. At most ${mostLines} lines at once; ask again with startLine for more. Secrets are masked, characters that cannot be seen are written as escapes.`,
    inputSchema: {
      type: "object",
      properties: {
        path: { type: "string", description: "From the root of the repository, exactly as Glob and Grep give it." },
        startLine: { type: "integer", minimum: 1, description: "First line; 1 when left out." },
        endLine: { type: "integer", minimum: 1, description: "Last line." },
      },
      required: ["path"],
      additionalProperties: false,
    },
  },
  async run(input, { head, shownHead, clean }) {
    const { path, startLine = 1, endLine = Number.POSITIVE_INFINITY } = parseInput(schema, input)
    const entry = findFile(head, path)
    if (endLine < startLine) throw new Refusal("endLine is before startLine")
    const lines = await shownHead.linesOf(entry.path)
    if (lines === null) throw new Refusal("this file cannot be shown: it is too large, not text, or too many files were opened")
    if (startLine > lines.length) throw new Refusal(`the file has ${lines.length} lines`)
    const shown: string[] = []
    let characters = 0
    for (const [index, line] of lines.slice(startLine - 1, Math.min(endLine, startLine + mostLines - 1)).entries()) {
      const text = `${startLine + index}| ${line.length > longestLine ? `${line.slice(0, longestLine).toWellFormed()} … (${line.length} characters)` : line}`
      characters += text.length + 1
      if (characters > mostCharacters && shown.length > 0) break
      shown.push(text)
    }
    const last = startLine + shown.length - 1
    return {
      path: await clean(entry.path),
      startLine,
      endLine: last,
      totalLines: lines.length,
      isCut: last < Math.min(endLine, lines.length),
      text: shown.join("\n"),
    }
  },
}
