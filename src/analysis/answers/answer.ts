import type { AnalysisAnswer, AnalysisQuestion } from "../../model/question.ts"
import type { Rule } from "../rule.ts"
import type { Project } from "../source/project.ts"
import { callersOf } from "./callers.ts"
import { flowsThrough } from "./flows.ts"
import { routeTable } from "./route-table.ts"
import { symbolsAround } from "./symbols.ts"
import { testsFor } from "./tests.ts"

// No path or name of a real repository is longer; what is longer is there for its own sake.
const MAX_NAME = 1_000

/** What is known of a head that was analysed. */
export interface KnownHead {
  readonly project: Project
  /** Say what a flow into a sink is worth. */
  readonly rules: readonly Rule[]
}

/**
 * Answers a question about the head. The question is data from anywhere: what it names is looked up and nothing else. Works on the files that
 * were read; a file that was not is said to be unknown, one that is not in the tree has an empty answer.
 */
export function answerQuestion({ project, rules }: KnownHead, question: AnalysisQuestion): AnalysisAnswer {
  const { kind, path } = question
  if (path !== null && (path.length > MAX_NAME || !project.has(path))) return { kind, items: [], isCut: false }
  if (path !== null && project.textOf(path) === null) return { kind: "unknown", reason: "this file was not read for the review" }
  const problem = path === null ? null : project.problemOf(path)
  if (problem !== null) return { kind: "unknown", reason: `this file was not understood: ${problem}` }
  const symbol = "symbol" in question ? question.symbol : null
  if (symbol !== null && symbol.length > MAX_NAME) return { kind, items: [], isCut: false }
  switch (question.kind) {
    case "symbols":
      return { kind: "symbols", ...symbolsAround(project, question.path, question.ranges) }
    case "callers":
      return { kind: "callers", ...callersOf(project, question.path, question.symbol) }
    case "routes":
      return { kind: "routes", ...routeTable(project, question.path) }
    case "tests":
      return { kind: "tests", ...testsFor(project, question.path, question.symbol) }
    case "flows":
      return { kind: "flows", ...flowsThrough(project, rules, question.path, question.line) }
  }
}
