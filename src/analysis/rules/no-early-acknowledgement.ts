import { calleeName } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { promiseCallOf } from "../calls/promise-call.ts"
import { retriedHandlers } from "../calls/retried-handlers.ts"
import { isServerPath } from "../calls/server-path.ts"
import { writeIn } from "../calls/told-success.ts"
import { onlyLogs } from "../calls/unnoticed-failure.ts"
import { writesBelow } from "../calls/writes-below.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { ancestors, bare, descendants, enclosingFunction, isFunction, nodesOf, ownNodes, propertyName, propertyOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// Somebody has decided that a lost message costs less than a repeated one.
const MEANT = /at.most.once|best.effort|fire.and.forget|on purpose|deliberate|intentional/i

// Keeps the membership of a consumer alive, and is no work on the message.
const KEEPING = /(?:^|\.)(?:heartbeat|commitOffsetsIfNecessary|setImmediate|pause|resume|extend\w*|ping)$/

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
  needs: {
    path: "server",
    words: ["ack", "noAck", "resolveOffset await", "commitOffsets await", "deleteMessage await", "DeleteMessageCommand await"],
  },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    yield* unacknowledged(project, module)
    for (const node of nodesOf(module.program, "CallExpression")) {
      const message = acknowledged(module, node)
      if (message === null || isMeant(module, node)) continue
      const last = failingBefore(module, node)
      if (last) {
        yield {
          at: node,
          title: `\`${message}\` is acknowledged also when its work fails`,
          message: `\`finally\` runs after a failure as well: when what line ${module.lineOf(last)} waits for fails, the broker is told that \`${message}\` is done, nobody delivers it again, and it is lost.`,
          fix: `Acknowledge at the end of the \`try\`, and reject \`${message}\` in the \`catch\`.`,
        }
        continue
      }
      const scope = scopeOf(node)
      const forgiven = forgivenBefore(module, node)
      if (forgiven) {
        yield {
          at: node,
          title: `\`${message}\` is acknowledged also when its work fails`,
          message: `The \`catch\` on line ${module.lineOf(forgiven)} only logs and the function goes on: the broker is told that \`${message}\` is done, nobody delivers it again, and it is lost.`,
          fix: `Acknowledge at the end of the \`try\`, and reject \`${message}\` in the \`catch\`.`,
        }
        continue
      }
      const started = startedBefore(project, module, node)
      if (started) {
        yield {
          at: node,
          title: `\`${message}\` is acknowledged before its work is done`,
          message: `Nobody waits for \`${calleeName(module, started)}\` on line ${module.lineOf(started)}: the broker forgets \`${message}\` while the work has only begun, and when it fails, or the process ends, nobody delivers it again.`,
          fix: `Wait for it first, and reject \`${message}\` when it fails.`,
        }
        continue
      }
      if (!scope || !isOnTheWay(node, scope)) continue
      const awaits = [...ownNodes(scope)].filter((each) => each.type === "AwaitExpression" && !KEEPING.test(awaitedName(module, each)))
      const own = node.parent?.type === "AwaitExpression" ? node.parent : node
      // Whoever waited for something before has done it.
      const next = awaits.find((each) => each.start >= node.end)
      if (!next || awaits.some((each) => each.start < own.start)) continue
      yield {
        at: node,
        title: `\`${message}\` is acknowledged before its work is done`,
        message: `The broker forgets \`${message}\` here. When what line ${module.lineOf(next)} waits for fails, or the process ends before it is done, nobody delivers it again and it is lost.`,
        fix: `Move it behind the work, and reject \`${message}\` in the \`catch\`.`,
      }
    }
  },
})

/** Consumers of RabbitMQ whose broker forgets each message when it is sent (`noAck`), though what is done with it can fail. */
function* unacknowledged(project: Project, module: SourceModule): Generator<Draft> {
  for (const { sender, node } of module.code.includes("noAck") ? retriedHandlers(project, module) : []) {
    const call = sender === "RabbitMQ" ? consumptionOf(project, module, node) : null
    const option = call && propertyOf(call.arguments[2], "noAck")
    if (!option || option.type !== "Literal" || option.value !== true || !node.body || isMeant(module, option)) continue
    const only = bare(node.body)
    const work = only.type === "CallExpression" && writesBelow(project, module, only) ? only : writeIn(project, module, node.body)
    if (!work) continue
    yield {
      at: option.parent ?? option,
      title: "The broker forgets a message when it is sent, not when its work is done",
      message: `With \`noAck\` RabbitMQ takes each message for done as soon as it is on the wire: when \`${calleeName(module, work)}\` fails, or the process ends before it is done, nobody delivers the message again and it is lost.`,
      fix: "Leave `noAck` away, acknowledge behind the work, and reject what failed.",
    }
  }
}

/** The call that a consumer is handed to, itself or by its name. */
function consumptionOf(project: Project, module: SourceModule, node: FunctionNode): Call | null {
  for (const call of nodesOf(module.program, "CallExpression")) {
    const given = call.arguments[1] && bare(call.arguments[1])
    if (!given || call.arguments.length !== 3 || call.callee.type !== "MemberExpression" || propertyName(call.callee) !== "consume")
      continue
    if (given === node) return call
    const meaning = isFunction(given) ? null : meaningOf(project, module, given)
    if (meaning?.kind === "function" && meaning.node === node) return call
  }
  return null
}

/** The `catch` of the `try` right before an acknowledgement that waits for the work, when all it does is log. */
function forgivenBefore(module: SourceModule, call: Call): Node | null {
  const statement = call.parent?.type === "AwaitExpression" ? call.parent.parent : call.parent
  const block = statement?.parent
  if (!statement || block?.type !== "BlockStatement") return null
  const before = block.body[block.body.findIndex((each) => each === statement) - 1]
  if (before?.type !== "TryStatement" || !before.handler || before.finalizer || !onlyLogs(module, before.handler)) return null
  const { handler } = before
  if (module.comments.some((each) => each.start >= handler.start && each.end <= handler.end && /\w{2}/.test(each.value))) return null
  for (const each of ownNodes(before.block)) if (each.type === "AwaitExpression") return handler
  return null
}

/** What was started before an acknowledgement in the same block and not waited for, though it gives a promise that can reject. */
function startedBefore(project: Project, module: SourceModule, call: Call): Call | null {
  const statement = call.parent
  const block = statement?.parent
  const around = enclosingFunction(call)
  if (!statement || block?.type !== "BlockStatement" || block !== around?.body) return null
  for (const each of block.body) {
    if (each === statement) return null
    if (each.type !== "ExpressionStatement") continue
    let started = bare(each.expression)
    if (each.expression.type === "AwaitExpression") return null
    for (let step = 0; step < MAX_CHAIN && started.type === "CallExpression" && started.callee.type === "MemberExpression"; step++) {
      if (!/^(?:then|catch|finally)$/.test(propertyName(started.callee) ?? "")) break
      started = bare(started.callee.object)
    }
    if (started.type === "CallExpression" && writesBelow(project, module, started) && promiseCallOf(project, module, started))
      return started
  }
  return null
}

const MAX_CHAIN = 12

/** The message that a statement acknowledges: `channel.ack(message)`, `message.ack()`, `resolveOffset(message.offset)`; `null` for other calls. */
function acknowledged(module: SourceModule, call: Call): string | null {
  const statement = call.parent?.type === "AwaitExpression" ? call.parent.parent : call.parent
  if (statement?.type !== "ExpressionStatement") return null
  const callee = bare(call.callee)
  const method = callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? propertyName(callee) : null
  if (method === "resolveOffset" || method === "commitOffsets" || isDeletion(call, method)) return messageIn(module, call)
  if (method !== "ack" || callee.type !== "MemberExpression") return null
  const object = bare(callee.object)
  const message = call.arguments[0] ? bare(call.arguments[0]) : object
  if (message.type !== "Identifier" || !isHanded(module, message)) return null
  if (message === object) return /^(?:message|msg|m|job|event)$/.test(message.name) ? message.name : null
  return /chan|^(?:\w+\.)*ch$|mq|broker|consumer/i.test(module.textOf(object).slice(0, 80)) ? message.name : null
}

// `sqs.send(new DeleteMessageCommand({ … }))`, `sqs.deleteMessage({ … })`
function isDeletion(call: Call, method: string | null): boolean {
  const [first] = call.arguments
  return (
    method === "deleteMessage" ||
    (method === "send" &&
      first?.type === "NewExpression" &&
      first.callee.type === "Identifier" &&
      first.callee.name === "DeleteMessageCommand")
  )
}

/** The message whose offset or receipt a call is given. */
function messageIn(module: SourceModule, call: Call): string | null {
  for (const argument of call.arguments)
    for (const each of descendants(argument)) {
      if (each.type !== "MemberExpression" || !/^(?:offset|receiptHandle)$/i.test(propertyName(each) ?? "")) continue
      const message = bare(each.object)
      if (message.type === "Identifier" && isHanded(module, message)) return message.name
    }
  return null
}

/** Whether a name is a parameter or what a loop takes from a list. */
function isHanded(module: SourceModule, name: Node): boolean {
  const binding = module.bindings.resolve(name)
  if (binding?.kind === "parameter") return true
  const loop = binding?.declaration.parent?.parent
  return loop?.type === "ForOfStatement" && loop.left === binding?.declaration.parent
}

/** What is awaited in the `try` in whose `finally` a message is acknowledged, with a `catch` that only logs or none; else `null`. */
function failingBefore(module: SourceModule, call: Call): Node | null {
  let below: Node = call
  for (const above of ancestors(call)) {
    if (above.type === "TryStatement" && above.finalizer === below) {
      const { block, handler } = above
      if (handler && handler.body.body.length > 0 && !onlyLogs(module, handler)) return null
      for (const each of ownNodes(block)) if (each.type === "AwaitExpression") return each
      return null
    }
    if (!/^(?:AwaitExpression|ExpressionStatement|BlockStatement)$/.test(above.type)) return null
    below = above
  }
  return null
}

/** The body that runs once for every message: of the loop around a node, else of its function. */
function scopeOf(node: Node): Node | null {
  for (const above of ancestors(node)) {
    if (above.type === "ForOfStatement") return above.body
    if (isFunction(above)) return above.body
  }
  return null
}

function awaitedName(module: SourceModule, node: Node): string {
  const call = bare(node)
  return call.type === "CallExpression" ? calleeName(module, call) : ""
}

/** Whether a statement runs for every message: in the block that is handed one or in a `try` in it, and in no branch. */
function isOnTheWay(node: Node, scope: Node): boolean {
  let below: Node = node
  for (const above of ancestors(node)) {
    const isWay =
      above.type === "ExpressionStatement" ||
      above.type === "AwaitExpression" ||
      above.type === "BlockStatement" ||
      (above.type === "TryStatement" && above.block === below)
    if (!isWay) return false
    if (above === scope) return true
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
