import { defineRule } from "../rule.ts"
import { callFacts } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { bare, descendants, isFunction, nodesOf } from "../source/ast.ts"
import type { FunctionNode } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

// A first parameter of that name with another behind it; the types of both may stand between.
const TAKES_ERROR_FIRST = /\(\s*(?:err|error|er)\b\s*\??\s*[:,]/

export const noIgnoredCallbackError = defineRule({
  kind: "source",
  id: "no-ignored-callback-error",
  section: "reliability",
  practice: "error-handling",
  severity: "medium",
  confidence: "high",
  title: "This callback goes on as if the call had worked",
  why: "An error-first callback is the only place that hears of the failure. Without looking at it, the code works with an undefined result: a crash some lines later, or an empty answer that looks like a real one.",
  fix: "Look at the error first: hand it to `next`, `reject` or the caller's callback.",
  cwe: ["CWE-391", "CWE-252"],
  yieldsTo: ["no-passport-misuse"],
  needs: { path: "server", text: [TAKES_ERROR_FIRST] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const last = node.arguments.at(-1)
      const callback = last && bare(last)
      if (!callback || !isFunction(callback) || !ignoresError(module, callback)) continue
      const { path, name } = callFacts(project, module, node)
      // Only packages that are known to report errors this way; `on` and our own functions may mean something else.
      if (
        path === null ||
        path.startsWith("globalThis.") ||
        /\.(?:on|once|use|then|map|filter|forEach|on[A-Z]\w*|set\w*Handler)$/.test(path)
      )
        continue
      const [error, result] = callback.params
      if (!error || !result) continue
      const isToken = path === "jsonwebtoken.verify"
      yield {
        at: { start: node.start, end: Math.max(callback.body?.start ?? node.end, node.callee.end) },
        ...(isToken ? { severity: "high" as const } : {}),
        title: `A failed \`${name}\` goes unnoticed`,
        message: `The callback never looks at \`${module.textOf(error)}\`: when \`${name}\` fails, \`${module.textOf(result)}\` is undefined and ${isToken ? "a forged or expired token is treated like a valid one that says nothing" : "the code works on with it"}.`,
        fix: `\`if (${module.textOf(error)}) …\` first: hand it to \`next\`, \`reject\` or the caller's callback.`,
      }
    }
  },
})

/** Whether a callback takes an error first, uses the result and never mentions the error. */
function ignoresError(module: SourceModule, callback: FunctionNode): boolean {
  const [error, result] = callback.params
  // `_err` says that ignoring it is meant.
  if (error?.type !== "Identifier" || !/^(?:err|error|er)$/.test(error.name) || result?.type !== "Identifier" || !callback.body)
    return false
  let usesResult = false
  for (const each of descendants(callback.body)) {
    if (each.type !== "Identifier") continue
    if (each.name === error.name && module.bindings.resolve(each) === module.bindings.resolve(error)) return false
    if (each.name === result.name) usesResult = true
  }
  return usesResult
}
