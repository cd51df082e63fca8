import { defineRule } from "../rule.ts"
import { isServerPath } from "../calls/server-path.ts"
import { bare, isFunction, nodesOf, stringOf } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"

// An `exitHandler` is taken at its word.
const ENDING =
  /process\s*\.\s*(?:exit|abort|kill)\b|\bexit\w*\s*\(|\bthrow\b|shutdown|terminate|\bclose|\bstop|crash|fatal|panic|die\b|quit/i

export const noUncaughtExceptionSurvival = defineRule({
  kind: "source",
  id: "no-uncaught-exception-survival",
  section: "reliability",
  practice: "error-handling",
  severity: "medium",
  confidence: "medium",
  title: "The process goes on in an unknown state",
  why: "After an uncaught exception nobody knows what was left half done: connections taken and not released, locks held, requests that nobody will answer. Node's documentation says not to resume; a supervisor starts a clean process within a second.",
  fix: "Log the error, close what is open within a few seconds, and exit with 1.",
  cwe: ["CWE-755", "CWE-460"],
  needs: { path: "server", words: ["uncaughtException"] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !module.text.includes("uncaughtException")) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      if (node.callee.type !== "MemberExpression" || stringOf(node.arguments[0]) !== "uncaughtException") continue
      if (originOf(project, module, node.callee.object) !== "globalThis.process") continue
      const given = node.arguments[1] && bare(node.arguments[1])
      const meaning = given && !isFunction(given) ? meaningOf(project, module, given) : null
      const handler = given && isFunction(given) ? { module, node: given } : meaning?.kind === "function" ? meaning : null
      if (!handler?.node.body || ENDING.test(handler.module.textOf(handler.node.body))) continue
      yield {
        at: { start: node.start, end: node.callee.end },
        message:
          "After an uncaught exception this handler only takes note and the process serves on: the request that failed is never answered, its connection and locks stay taken, and errors that should restart the service go unnoticed until it hangs.",
        fix: "Log it, stop accepting, and `process.exit(1)`; the supervisor starts a clean process.",
      }
    }
  },
})
