import { defineRule } from "../rule.ts"
import { isServerPath } from "../calls/server-path.ts"
import { reachOf } from "../reach.ts"
import { ancestors, isFunction, nodesOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"

export const noProcessExitInHandler = defineRule({
  kind: "source",
  id: "no-process-exit-in-handler",
  section: "reliability",
  practice: "error-handling",
  severity: "high",
  confidence: "high",
  title: "One request can end the process for everybody",
  why: "`process.exit` does not wait: every other request in flight is cut off and buffered logs are lost. Ending the process is for the start and for signals, not for a request that failed.",
  fix: "Throw the error and let the error handler answer this one request.",
  cwe: ["CWE-705"],
  needs: { path: "server", reached: true, words: ["exit", "abort"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      if (node.callee.type !== "MemberExpression") continue
      const origin = originOf(project, module, node.callee)
      if (origin !== "globalThis.process.exit" && origin !== "process.exit" && origin !== "globalThis.process.abort") continue
      const reach = reachOf(project, node)
      if (!reach || isOnPurpose(node, reach.route)) continue
      const name = origin.endsWith("abort") ? "process.abort()" : "process.exit()"
      yield {
        at: node,
        title: `\`${name}\` can be reached from ${reach.route}`,
        message: `A request to \`${reach.route}\` that gets here ends the process: every other request in flight is cut off, and whoever can cause the condition can repeat it after each restart.`,
      }
    }
  },
})

// An endpoint whose purpose is to restart, and listeners for signals that a handler happens to contain.
function isOnPurpose(call: Node, route: string): boolean {
  if (/restart|shutdown|stop|exit|kill|reload/i.test(route)) return true
  for (const above of ancestors(call)) {
    if (
      isFunction(above) &&
      above.parent?.type === "CallExpression" &&
      /^(?:SIG[A-Z]+|uncaughtException|unhandledRejection|exit|beforeExit)$/.test(stringOf(above.parent.arguments[0]) ?? "")
    )
      return true
  }
  return false
}
