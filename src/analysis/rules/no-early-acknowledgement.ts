import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { ancestors, bare, enclosingFunction, nodesOf, ownNodes, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

// Somebody has decided that a lost message costs less than a repeated one.
const MEANT = /at.most.once|best.effort|fire.and.forget|on purpose|deliberate|intentional/i

export const noEarlyAcknowledgement = defineRule({
  kind: "source",
  id: "no-early-acknowledgement",
  section: "reliability",
  practice: "async",
  severity: "high",
  confidence: "medium",
  title: "A message is acknowledged before its work is done",
  why: "With the acknowledgement the broker forgets the message. When the work behind it fails, or the process ends in the middle of it, nobody delivers it again: the order, the mail or the payment is lost without a trace.",
  fix: "Acknowledge behind the work, and reject what failed (`nack`) so that it is delivered again or goes to the dead letters.",
  cwe: ["CWE-703"],
  needs: { path: "server", words: ["ack await"] },
  *check({ module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const message = acknowledged(module, node)
      const around = message === null ? null : enclosingFunction(node)
      if (message === null || !around?.body || !isOnTheWay(node, around) || isMeant(module, node)) continue
      const awaits = [...ownNodes(around.body)].filter((each) => each.type === "AwaitExpression")
      const [next] = awaits
      // Whoever waited for something before has done it.
      if (!next || next.start < node.end) continue
      yield {
        at: node,
        title: `\`${message}\` is acknowledged before its work is done`,
        message: `The broker forgets \`${message}\` here. When what line ${module.lineOf(next)} waits for fails, or the process ends before it is done, nobody delivers it again and it is lost.`,
        fix: `Move it behind the work, and reject \`${message}\` in the \`catch\`.`,
      }
    }
  },
})

/** The parameter that a statement acknowledges: `channel.ack(message)`, `message.ack()`; `null` for other calls. */
function acknowledged(module: SourceModule, call: Node & { type: "CallExpression" }): string | null {
  const { callee } = call
  if (call.parent?.type !== "ExpressionStatement" || callee.type !== "MemberExpression" || propertyName(callee) !== "ack") return null
  const object = bare(callee.object)
  const message = call.arguments[0] ? bare(call.arguments[0]) : object
  if (message.type !== "Identifier" || module.bindings.resolve(message)?.kind !== "parameter") return null
  if (message === object) return /^(?:message|msg|m|job|event)$/.test(message.name) ? message.name : null
  return /chan|^(?:\w+\.)*ch$|mq|broker|consumer/i.test(module.textOf(object).slice(0, 80)) ? message.name : null
}

/** Whether a statement runs for every message: in the block of the function or in a `try` in it, and in no branch. */
function isOnTheWay(node: Node, around: FunctionNode): boolean {
  let below: Node = node
  for (const above of ancestors(node)) {
    if (above === around) return true
    const isWay =
      above.type === "ExpressionStatement" || above.type === "BlockStatement" || (above.type === "TryStatement" && above.block === below)
    if (!isWay) return false
    below = above
  }
  return false
}

function isMeant(module: SourceModule, node: Node): boolean {
  const line = module.lineOf(node)
  return module.comments.some((comment) => {
    const last = module.lines.lineAt(Math.max(comment.end - 1, comment.start))
    return (last === line || last === line - 1) && MEANT.test(comment.value)
  })
}
