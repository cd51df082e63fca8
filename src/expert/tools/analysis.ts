import { z } from "zod"
import type { AnalysisQuestion } from "../../model/question.ts"
import { cleanDeep } from "../clean-deep.ts"
import { findFile } from "./find-entry.ts"
import { lineNumber, parseInput, pathText, Refusal } from "./tool.ts"
import type { Tool, ToolScope } from "./tool.ts"

const questions = ["routes", "callers", "tests", "flows", "symbols"] as const

const schema = z.strictObject({
  question: z.enum(questions),
  path: pathText.optional(),
  symbol: z.string().min(1).max(300).optional(),
  line: lineNumber.optional(),
  endLine: lineNumber.optional(),
})
type Input = z.infer<typeof schema>

export const analysis: Tool = {
  definition: {
    name: "Analysis",
    description:
      "Asks the static analysis about the head of the pull request. routes: the route table of a file, or of everything without path, with middleware, authentication and validation. callers: who calls the function `symbol` declared in `path`. tests: test files that exercise `path`, or its function `symbol`. flows: which request data reach `line` of `path`, and where they go. symbols: the functions and classes around `line` (to `endLine`) of `path`.",
    inputSchema: {
      type: "object",
      properties: {
        question: { type: "string", enum: [...questions] },
        path: { type: "string", description: "A file, from the root of the repository." },
        symbol: { type: "string", description: "A function or method as it is declared, such as OrderService.create." },
        line: { type: "integer", minimum: 1 },
        endLine: { type: "integer", minimum: 1 },
      },
      required: ["question"],
      additionalProperties: false,
    },
  },
  async run(input, scope) {
    const answer = await scope.reader.ask(toQuestion(parseInput(schema, input), scope))
    if (answer.kind === "unknown") throw new Refusal("the analysis has no answer to this")
    return (await cleanDeep({ question: answer.kind, items: answer.items, isCut: answer.isCut }, scope.clean)) as Record<string, unknown>
  },
}

function toQuestion({ question, path, symbol, line, endLine }: Input, { head }: ToolScope): AnalysisQuestion {
  const file = path === undefined ? null : findFile(head, path).path
  if (question === "routes") return { kind: "routes", path: file }
  if (file === null) throw new Refusal("this question needs a path")
  if (question === "tests") return { kind: "tests", path: file, symbol: symbol ?? null }
  if (question === "callers") {
    if (symbol === undefined) throw new Refusal("this question needs a symbol")
    return { kind: "callers", path: file, symbol }
  }
  if (line === undefined) throw new Refusal("this question needs a line")
  if (question === "flows") return { kind: "flows", path: file, line }
  if (endLine !== undefined && endLine < line) throw new Refusal("endLine is before line")
  return { kind: "symbols", path: file, ranges: [{ startLine: line, endLine: endLine ?? line }] }
}
