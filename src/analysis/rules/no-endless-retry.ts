import { defineRule } from "../rule.ts"
import { isServerPath } from "../calls/server-path.ts"
import { descendants, isFunction, nodesOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"

const PAUSED =
  /sleep|delay|setTimeout|\bwait|[a-z]Wait|backoff|attempt|retries|tries|retryCount|\bmax|limit|pause|signal|abort|\.(?:brpop|blpop|xread\w*|take|receive|next|read|pull|poll)\(/

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
  needs: { path: "server", words: ["while catch", "for catch"] },
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
  },
})

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
