import { defineRule } from "../rule.ts"
import { callFacts, calleeName } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import {
  ancestors,
  bare,
  descendants,
  enclosingFunction,
  functionName,
  isFunction,
  nodesOf,
  propertyName,
  stringOf,
} from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const PAUSED =
  /sleep|delay|setTimeout|\bwait|[a-z]Wait|backoff|attempt|retries|tries|retryCount|\bmax|limit|pause|signal|abort|\.(?:brpop|blpop|xread\w*|take|receive|next|read|pull|poll)\(/

// What is to go on for as long as the process lives.
const STAYS = /connect|listen|start|poll|consume|run|watch|subscribe|loop|tick|work|main|schedul|next|keep|sync|monitor|serve|init|boot/i
const LIMITED = /attempt|retries|retry_?count|\btries|remaining|deadline|\bmax|limit|signal|abort|stopped|closed|running|shutting/i

export const noEndlessRetry = defineRule({
  kind: "source",
  id: "no-endless-retry",
  section: "reliability",
  practice: "error-handling",
  severity: "high",
  confidence: "high",
  title: "A failure is retried for ever without a pause",
  why: "A loop that tries again at once turns an outage of another system into a flood of calls against it, at the speed of the processor, and its own process does nothing else until the other side is back.",
  fix: "Limit the attempts and wait longer after each.",
  cwe: ["CWE-834", "CWE-400"],
  needs: { path: "server", words: ["while catch", "for catch", "async catch", "nack catch", "reject catch", "catch", "while await"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "WhileStatement", "DoWhileStatement", "ForStatement")) {
      if (!isEndless(node)) continue
      if (PAUSED.test(module.textOf(node))) continue
      const attempt = attemptIn(node.body)
      if (!attempt?.handler) continue
      yield {
        at: { start: node.start, end: Math.max(node.body.start, node.start + 1) },
        message: `When what line ${module.lineOf(attempt.block)} tries fails, this loop begins again at once, without a limit and without a pause: while the other side is down it is called as fast as the processor can, and this process does nothing else.`,
        fix: "Count the attempts, wait between them (doubling, with some randomness), and give up with the error.",
      }
    }
    for (const node of nodesOf(module.program, "WhileStatement", "DoWhileStatement")) {
      const asked = askedAgain(project, module, node)
      if (!asked) continue
      yield {
        at: asked,
        confidence: "medium",
        message: `Until the answer is as it should be, \`${calleeName(module, asked)}\` is called again at once, without a limit and without a pause: while the other side is down it is called as fast as this process can.`,
        fix: "Count the attempts, wait between them (doubling, with some randomness), and give up with the error.",
      }
    }
    if (!limitsDeliveries(project))
      for (const node of nodesOf(module.program, "CallExpression")) {
        const message = putBack(module, node)
        if (message === null) continue
        yield {
          at: node,
          confidence: "medium",
          title: `A \`${message}\` that fails each time comes back for ever`,
          message: `Whatever failed, \`${message}\` goes back into its queue and is delivered again at once: one that cannot succeed (not readable, a row that is gone) is tried as fast as this process can, holds up the others, and never gets to a dead letter exchange.`,
          fix: `Put it back once, \`nack(${message}, false, !${message}.fields.redelivered)\`, or count the attempts in a header; send what still fails to a dead letter exchange.`,
        }
      }
    for (const node of nodesOf(module.program, "CatchClause", "CallExpression")) {
      const handled = node.type === "CatchClause" ? node.body : handlerOf(node)
      const again = handled && sameCallIn(module, node, handled)
      if (!again) continue
      yield {
        at: again,
        title: "A failure is retried for ever",
        message: `Whatever fails, \`${calleeName(module, again)}\` is called again with the same arguments, and nothing counts how often: what fails each time, a wrong address or a refused login, is tried for as long as the process lives, and whoever waits for it waits as long.`,
        fix: "Count the attempts and give up with the error; what cannot succeed the next time (4xx) should not be tried again at all.",
      }
    }
  },
})

// What counts or waits before it comes back, whatever it is called.
const COUNTED = /redeliver|attempt|retr(?:y|ies)|tries|death|x-delivery|count|sleep|delay|setTimeout|backoff|\bwait/i

/** The message that a failure puts back into its queue, without a look at what failed or how often; `null` for other calls. */
function putBack(module: SourceModule, call: Call): string | null {
  const { callee } = call
  const method = callee.type === "MemberExpression" ? propertyName(callee) : null
  if (callee.type !== "MemberExpression" || (method !== "nack" && method !== "reject")) return null
  const [message] = call.arguments
  const requeue = call.arguments[method === "nack" ? 2 : 1]
  if (message?.type !== "Identifier" || !/chan|^(?:\w+\.)*ch$|mq|broker/i.test(module.textOf(callee.object).slice(0, 80))) return null
  // Putting it back is what they do by default.
  if (requeue && !(requeue.type === "Literal" && requeue.value === true)) return null
  const around = enclosingFunction(call)
  if (!around || countsOrWaits(module, around) || !isOfEveryFailure(call)) return null
  return message.name
}

// That a message is logged with how often it came counts nothing.
function countsOrWaits(module: SourceModule, around: Node): boolean {
  for (const each of descendants(around)) {
    const word = each.type === "Identifier" ? each.name : stringOf(each)
    if (word === null || !COUNTED.test(word)) continue
    const isLogged = [...ancestors(each)].some(
      (above) => above.type === "CallExpression" && /\blog|console\./i.test(module.textOf(above.callee).slice(0, 80)),
    )
    if (!isLogged) return true
  }
  return false
}

/** Whether a statement runs for whatever is caught: in no branch of its `catch`. */
function isOfEveryFailure(node: Node): boolean {
  for (const above of ancestors(node)) {
    if (above.type === "CatchClause") return true
    if (isFunction(above)) {
      const call = above.parent
      return call?.type === "CallExpression" && call.callee.type === "MemberExpression" && propertyName(call.callee) === "catch"
    }
    if (!/^(?:ExpressionStatement|BlockStatement|AwaitExpression)$/.test(above.type)) return false
  }
  return false
}

// `"x-queue-type": "quorum"`, `"x-delivery-limit": 5`, `deliveryLimit: 5`, but no message that speaks of a quorum.
const LIMITS_DELIVERIES = /["'`]quorum["'`]|\.quorum\b|quorum_?queue|delivery[-_]?limit/i

// The broker itself gives up: https://www.rabbitmq.com/docs/quorum-queues#poison-message-handling
function limitsDeliveries(project: Project): boolean {
  return project.once("limits deliveries", () => project.sourcePaths.some((path) => project.codeMentions(path, LIMITS_DELIVERIES)))
}

/** The call of a function in its own `catch`, with its own parameters as they came, and without anything that tells one from the last. */
function sameCallIn(module: SourceModule, clause: Node, handled: Node): Call | null {
  const around = enclosingFunction(clause)
  const name = around && functionName(around)
  if (
    !around ||
    (clause.type === "CatchClause" && !around.async) ||
    name === null ||
    STAYS.test(name) ||
    !around.params.every((each) => each.type === "Identifier")
  )
    return null
  const own = around.params.map((each) => module.textOf(each).replace(/\W.*$/s, ""))
  // Anything that looks at the error may let it go; what counts may be called whatever.
  if (LIMITED.test(module.textOf(around))) return null
  for (const each of descendants(handled, (inner) => isFunction(inner) || inner.type === "IfStatement")) {
    if (each.type === "ThrowStatement") return null
    if (each.type !== "CallExpression") continue
    const callee = bare(each.callee)
    const called =
      callee.type === "Identifier"
        ? callee.name
        : callee.type === "MemberExpression" && callee.object.type === "ThisExpression"
          ? propertyName(callee)
          : null
    if (
      called !== name ||
      each.arguments.length !== own.length ||
      (callee.type === "Identifier" && module.bindings.resolve(callee)?.declaration !== around && !isValueOf(module, callee, around))
    )
      continue
    if (each.arguments.every((argument, at) => argument.type === "Identifier" && argument.name === own[at])) return each
  }
  return null
}

/** What a `.catch(…)` does with a failure. */
function handlerOf(call: Call): Node | null {
  if (call.callee.type !== "MemberExpression" || propertyName(call.callee) !== "catch" || call.arguments.length !== 1) return null
  const handler = call.arguments[0] && bare(call.arguments[0])
  return isFunction(handler) ? handler.body : null
}

/** The request of a loop that goes on until its answer has the right status: `do { response = await … } while (!response.ok)`. */
function askedAgain(project: Project, module: SourceModule, loop: Node & { type: "WhileStatement" | "DoWhileStatement" }): Call | null {
  const test = module.textOf(loop.test)
  if (!/\.(?:status|statusCode|ok)\b/.test(test.slice(0, 200)) || /&&|</.test(test)) return null
  const text = module.textOf(loop)
  if (PAUSED.test(text) || LIMITED.test(text)) return null
  for (const each of descendants(loop.body, (inner) => isFunction(inner)))
    if (each.type === "BreakStatement" || each.type === "ThrowStatement" || each.type === "ReturnStatement") return null
  for (const each of descendants(loop.body, (inner) => isFunction(inner)))
    if (
      each.type === "CallExpression" &&
      each.parent?.type === "AwaitExpression" &&
      callFacts(project, module, each).facts.includes("http")
    )
      return each
  return null
}

// `const load = async () => { … load() … }`
function isValueOf(module: SourceModule, callee: Node, around: Node): boolean {
  const declaration = module.bindings.resolve(callee)?.declaration
  return declaration?.type === "VariableDeclarator" && declaration.init === around
}

function isEndless(node: Node): boolean {
  if (node.type === "ForStatement") return node.test === null
  if (node.type !== "WhileStatement" && node.type !== "DoWhileStatement") return false
  return node.test.type === "Literal" && (node.test.value === true || node.test.value === 1)
}

/** A `try` that awaits, ends the loop when it worked, and whose `catch` lets the loop go on. */
function attemptIn(body: Node): (Node & { type: "TryStatement" }) | null {
  for (const each of descendants(body, (inner) => isFunction(inner))) {
    if (each.type !== "TryStatement" || !each.handler) continue
    const tried = [...descendants(each.block, (inner) => isFunction(inner))]
    const ends = (node: Node) => node.type === "ReturnStatement" || node.type === "BreakStatement"
    if (!tried.some((one) => one.type === "AwaitExpression") || !tried.some(ends)) continue
    const handled = [...descendants(each.handler.body, (inner) => isFunction(inner))]
    if (!handled.some((one) => ends(one) || one.type === "ThrowStatement" || one.type === "AwaitExpression")) return each
  }
  return null
}
