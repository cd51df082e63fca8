import { defineRule } from "../rule.ts"
import { calleeName } from "../calls/call-facts.ts"
import { isInsideTry, promiseCallOf } from "../calls/promise-call.ts"
import { isServerPath } from "../calls/server-path.ts"
import { enclosingFunction, nodesOf, ownNodes } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"

export const requireAwaitInTry = defineRule({
  kind: "source",
  id: "require-await-in-try",
  section: "reliability",
  practice: "error-handling",
  severity: "medium",
  confidence: "high",
  title: "The `catch` never sees this failure",
  why: "`return promise` leaves the `try` before the promise has settled. Its rejection passes the `catch` by, so the handling that was written for it (another answer, a log line, a translated error) never runs.",
  fix: "`return await` inside the `try`.",
  cwe: ["CWE-755"],
  needs: { path: "server", words: ["try async"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "ReturnStatement")) {
      if (!node.argument) continue
      const call = unwrapped(node.argument)
      const around = enclosingFunction(node)
      if (call.type !== "CallExpression" || !around?.async || around.generator) continue
      const attempt = isInsideTry(node, around)
      if (!attempt?.handler || onlyRethrows(attempt.handler) || !promiseCallOf(project, module, call)) continue
      const name = calleeName(module, call)
      // With another `await` in the block, the `catch` may have been written for that one.
      const isAlone = ![...ownNodes(attempt.block)].some((each) => each.type === "AwaitExpression" && each.end <= node.start)
      yield {
        at: node,
        ...(isAlone ? {} : { confidence: "medium" as const }),
        title: `The \`catch\` below never sees a failure of \`${name}\``,
        message: `\`return ${name}(…)\` leaves the \`try\` before the promise settles: when it rejects, the \`catch\` on line ${module.lineOf(attempt.handler)} does not run and the caller gets the raw error.`,
        fix: `\`return await ${name}(…)\`.`,
        edits: [{ start: node.argument.start, end: node.argument.start, text: "await " }],
      }
    }
  },
})

function unwrapped(node: Node): Node {
  return node.type === "ChainExpression" || node.type === "ParenthesizedExpression" ? unwrapped(node.expression) : node
}

function onlyRethrows(clause: Node & { type: "CatchClause" }): boolean {
  const [only, ...others] = clause.body.body
  if (!only) return false
  if (others.length > 0 || only.type !== "ThrowStatement") return false
  for (const each of ownNodes(only)) if (each.type === "NewExpression" || each.type === "CallExpression") return false
  return true
}
