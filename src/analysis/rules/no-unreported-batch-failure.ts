import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
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
  needs: { path: "server", words: [REPORT, "Records"] },
  *check({ module }) {
    if (!isServerPath(module.path)) return
    yield* unreported(module)
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

// What a record of a queue or a stream is read by; other events come one at a time.
const RECORD = /\.(?:body|kinesis|dynamodb)\b/
const ELSEWHERE =
  /batchItemFailures|processPartialResponse|\bthrow\b|sqs-partial-batch|dead_?-?letter|\bdlq\b|SendMessage|ChangeMessageVisibility/i

/** Functions that get a batch of messages, log those that failed and end as if all had worked. */
function* unreported(module: SourceModule): Generator<Draft> {
  for (const node of nodesOf(module.program, "MemberExpression")) {
    if (propertyName(node) !== "Records" || node.object.type !== "Identifier") continue
    const around = enclosingFunction(node)
    const text = around ? module.textOf(around) : ""
    if (!around?.async || !isEventOf(module, node.object, around) || !RECORD.test(text) || ELSEWHERE.test(text)) continue
    const swallowed = settledIn(node) ?? swallowedIn(module, around)
    if (!swallowed || hasReason(module, swallowed)) continue
    yield {
      at: swallowed,
      message: `What fails here is forgotten, and the function ends as if all had worked: Lambda takes the whole batch for done and deletes it, so that the message comes neither again nor to a dead letter queue.`,
      fix: "Return `{ batchItemFailures }` with the id of each that failed and turn `ReportBatchItemFailures` on, or throw when one has failed.",
    }
  }
}

function isEventOf(module: SourceModule, event: Node, around: FunctionNode): boolean {
  const binding = module.bindings.resolve(event)
  return binding?.kind === "parameter" && binding.declaration === around && around.params[0] === binding.identifier
}

/** `await Promise.allSettled(event.Records.map(…))` whose results nobody looks at. */
function settledIn(records: Node): Node | null {
  const mapped = records.parent?.type === "MemberExpression" ? records.parent.parent : null
  const call = mapped?.type === "CallExpression" ? mapped.parent : null
  if (call?.type !== "CallExpression" || call.callee.type !== "MemberExpression" || propertyName(call.callee) !== "allSettled") return null
  const statement = call.parent?.type === "AwaitExpression" ? call.parent.parent : null
  return statement?.type === "ExpressionStatement" ? call : null
}

function hasReason(module: SourceModule, node: Node): boolean {
  return module.comments.some(
    (each) => each.start >= node.start && each.end <= module.lines.endOf(module.endLineOf(node)) && /\w{2}/.test(each.value),
  )
}

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
