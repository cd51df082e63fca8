import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { bare, enclosingFunction, isFunction, nodesOf, ownNodes, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import { usesOf } from "../source/uses-of.ts"

const REPORT = "batchItemFailures"

export const noUnreportedBatchFailure = defineRule({
  kind: "source",
  id: "no-unreported-batch-failure",
  section: "reliability",
  practice: "async",
  severity: "high",
  confidence: "medium",
  title: "Messages that failed are reported as done",
  why: "A function that answers with `batchItemFailures` promises to name the messages that failed, and those alone come again. An empty list says that all of them are done: what was caught and only logged is deleted, and reaches no dead letter queue either.",
  fix: "Put the id of each message that failed into the list.",
  cwe: ["CWE-390"],
  needs: { path: "server", words: [REPORT] },
  *check({ module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "Property")) {
      const around = propertyName(node) === REPORT && node.parent?.type === "ObjectExpression" ? enclosingFunction(node) : null
      if (!around?.body || !isAlwaysEmpty(module, node.value) || reportsOtherwise(module, around, node)) continue
      const swallowed = swallowedIn(module, around)
      if (!swallowed) continue
      yield {
        at: node,
        message: `This answer names no message, yet those that failed are only logged or counted (line ${module.lineOf(swallowed)}): Lambda takes the whole batch for done and deletes them, so that they come neither again nor to a dead letter queue.`,
        fix: "`batchItemFailures.push({ itemIdentifier: record.messageId })` for each that failed, and return that list.",
        trace: [{ path: module.path, line: module.lineOf(swallowed), what: "knows what failed" }],
      }
    }
  },
})

/** `[]`, or a name that was made so and is used for nothing but to hand it out and to count it. */
function isAlwaysEmpty(module: SourceModule, value: Node): boolean {
  const node = bare(value)
  if (node.type === "ArrayExpression") return node.elements.length === 0
  const binding = node.type === "Identifier" ? module.bindings.resolve(node) : null
  const declaration = binding?.declaration
  if (!binding?.constant || declaration?.type !== "VariableDeclarator" || binding.pattern.length > 0 || !declaration.init) return false
  const init = bare(declaration.init)
  return (
    init.type === "ArrayExpression" &&
    init.elements.length === 0 &&
    usesOf(module, binding, module.program).every(
      ({ parent }) => parent?.type === "Property" || (parent?.type === "MemberExpression" && propertyName(parent) === "length"),
    )
  )
}

// `if (records.length === 0) return { batchItemFailures: [] }` beside the real answer.
function reportsOtherwise(module: SourceModule, around: FunctionNode, empty: Node): boolean {
  return nodesOf(module.program, "Property", "CallExpression").some((each) => {
    if (each === empty || each.start < around.start || each.end > around.end) return false
    if (each.type === "CallExpression") return /processPartialResponse/.test(module.textOf(each.callee).slice(0, 80))
    return propertyName(each) === REPORT && !isAlwaysEmpty(module, each.value)
  })
}

/** Where a function learns that one of its messages failed and goes on: a `catch` in a loop that does not throw, or a settled result. */
function swallowedIn(module: SourceModule, around: FunctionNode): Node | null {
  for (const node of nodesOf(module.program, "CatchClause", "Literal")) {
    if (node.start < around.start || node.end > around.end) continue
    if (node.type === "Literal" && node.value === "rejected" && node.parent?.type === "BinaryExpression") return node
    if (node.type === "CatchClause" && isForEachMessage(node, around) && !leaves(node)) return node
  }
  return null
}

// What is caught around all of them may be thrown on purpose.
function isForEachMessage(node: Node, around: FunctionNode): boolean {
  for (let above = node.parent; above && above !== around; above = above.parent) {
    if (above.type === "ForOfStatement" || above.type === "ForStatement") return true
    if (isFunction(above)) return above.parent?.type === "CallExpression"
  }
  return false
}

function leaves({ body }: Node & { type: "CatchClause" }): boolean {
  return [...ownNodes(body)].some((each) => each.type === "ThrowStatement" || each.type === "ReturnStatement")
}
