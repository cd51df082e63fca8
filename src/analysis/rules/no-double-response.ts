import { defineRule } from "../rule.ts"
import { answerOf } from "../calls/answer-call.ts"
import type { Answer } from "../calls/answer-call.ts"
import { calleeName } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { ancestors, bare, descendants, enclosingFunction, isFunction, nodesOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

export const noDoubleResponse = defineRule({
  kind: "source",
  id: "no-double-response",
  section: "reliability",
  practice: "error-handling",
  severity: "high",
  confidence: "high",
  title: "The handler answers twice",
  why: "Sending an answer does not end the function. What follows runs as if nothing had been said, and the second answer throws `ERR_HTTP_HEADERS_SENT`, in an async handler as an unhandled rejection that can end the process.",
  fix: "`return` after the answer.",
  cwe: ["CWE-705"],
  needs: { path: "server", words: ["res", "_res", "resp", "_resp", "response", "_response", "reply", "_reply"] },
  *check({ module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "ExpressionStatement")) {
      const call = bare(node.expression)
      const answer = call.type === "CallExpression" ? answerOf(module, call) : null
      const second = answer && answerAfter(module, node, answer)
      if (!answer || !second) continue
      const name = calleeName(module, call as Call)
      const around = enclosingFunction(node)
      const isTyped = around?.returnType && /\bvoid\b/.test(module.textOf(around.returnType))
      yield {
        at: node,
        title: `After this answer the handler goes on and answers again on line ${module.lineOf(second)}`,
        message: `\`${name}\` does not end the function: the code below it still runs and \`${calleeName(module, second)}\` on line ${module.lineOf(second)} throws \`ERR_HTTP_HEADERS_SENT\`; whatever happens in between is done although the client was told otherwise.`,
        fix: "`return` right after the answer.",
        ...(isTyped ? {} : { edits: [{ start: node.start, end: node.start, text: "return " }] }),
      }
    }
  },
})

/** The answer that certainly follows one at the end of an `if` or `catch`; `null` when the function may have ended by then. */
function answerAfter(module: SourceModule, statement: Node, first: Answer): Call | null {
  let below: Node = statement
  let isConditional = false
  for (const above of ancestors(statement)) {
    if (isFunction(above)) return null
    switch (above.type) {
      case "BlockStatement":
      case "Program": {
        const found = followingAnswer(module, above.body, below, first, isConditional)
        if (found !== undefined) return found
        break
      }
      case "IfStatement":
        if (above.test === below) return null
        isConditional = true
        break
      case "CatchClause":
        isConditional = true
        break
      case "TryStatement":
        // A `finally` may do anything; what follows the `try` runs after the `catch` that answered, not after a block that threw.
        if (above.finalizer || above.block === below) return null
        break
      default:
        return null
    }
    below = above
  }
  return null
}

/** The answer among the statements after one; `null` when one of them may end it before, `undefined` when the block just ends. */
function followingAnswer(
  module: SourceModule,
  body: readonly Node[],
  after: Node,
  first: Answer,
  isConditional: boolean,
): Call | null | undefined {
  for (const each of body.slice(body.indexOf(after) + 1)) {
    if (each.type === "ReturnStatement" || each.type === "ExpressionStatement") {
      const expression = each.type === "ReturnStatement" ? each.argument : each.expression
      const call = expression && bare(expression)
      const answer = call?.type === "CallExpression" ? answerOf(module, call) : null
      // Two answers in a row without a condition are `write`-like uses of something that only looks like a response.
      if (answer && call?.type === "CallExpression" && answer.binding === first.binding) return isConditional ? call : null
      if (each.type === "ReturnStatement") return null
      continue
    }
    if (each.type === "VariableDeclaration" || each.type === "FunctionDeclaration" || each.type === "EmptyStatement") continue
    // `if (!updated) return response.status(409).end()` ends it by answering again.
    if (each.type === "IfStatement" && isConditional && onlyAnswers(module, each, first)) continue
    if (each.type === "IfStatement" && !/headersSent|writableEnded|\.sent\b/.test(module.textOf(each.test)) && !endsFlow(each)) continue
    return null
  }
  return undefined
}

/** Whether an `if` does nothing but answer and go, so that the way through it answers again as the one around it does. */
function onlyAnswers(module: SourceModule, node: Node & { type: "IfStatement" }, first: Answer): boolean {
  if (node.alternate || /headersSent|writableEnded|\.sent\b/.test(module.textOf(node.test))) return false
  const body = node.consequent.type === "BlockStatement" ? node.consequent.body : [node.consequent]
  const last = body.at(-1)
  if (last?.type !== "ReturnStatement" || body.slice(0, -1).some((each) => endsFlow(each))) return false
  const answering = last.argument ?? (body.at(-2)?.type === "ExpressionStatement" ? (body.at(-2) as { expression: Node }).expression : null)
  const call = answering && bare(answering)
  return call?.type === "CallExpression" && answerOf(module, call)?.binding === first.binding
}

function endsFlow(node: Node): boolean {
  for (const each of descendants(node, (inner) => isFunction(inner)))
    if (
      each.type === "ReturnStatement" ||
      each.type === "ThrowStatement" ||
      each.type === "BreakStatement" ||
      each.type === "ContinueStatement"
    )
      return true
  return false
}
