import { defineRule } from "../rule.ts"
import { calleeName } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { bare, descendants, enclosingFunction, functionName, isFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

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
  needs: { path: "server", words: ["while catch", "for catch", "async catch"] },
  *check({ module }) {
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
    for (const node of nodesOf(module.program, "CatchClause")) {
      const again = sameCallIn(module, node)
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

/** The call of a function in its own `catch`, with its own parameters as they came, and without anything that tells one from the last. */
function sameCallIn(module: SourceModule, clause: Node & { type: "CatchClause" }): Call | null {
  const around = enclosingFunction(clause)
  const name = around && functionName(around)
  if (!around?.async || name === null || STAYS.test(name) || !around.params.every((each) => each.type === "Identifier")) return null
  const own = around.params.map((each) => module.textOf(each).replace(/\W.*$/s, ""))
  // Anything that looks at the error may let it go; what counts may be called whatever.
  if (LIMITED.test(module.textOf(around))) return null
  for (const each of descendants(clause.body, (inner) => isFunction(inner) || inner.type === "IfStatement")) {
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
