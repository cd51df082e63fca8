import { defineRule } from "../rule.ts"
import { callFacts } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { bare, descendants, isFunction, nodesOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

export const noUnsettledPromise = defineRule({
  kind: "source",
  id: "no-unsettled-promise",
  section: "reliability",
  practice: "async",
  severity: "high",
  confidence: "high",
  title: "After a failure this promise never settles",
  why: "A promise around a callback settles only where the code says so. When the branch of the error just returns or logs, whoever awaits it waits for ever: the request hangs, its connection stays taken, and nothing is logged where anybody looks.",
  fix: "Call `reject` with the error.",
  cwe: ["CWE-755"],
  needs: { path: "server", words: ["new Promise"] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !module.text.includes("new Promise")) return
    for (const node of nodesOf(module.program, "NewExpression")) {
      if (module.textOf(node.callee) !== "Promise") continue
      const executor = node.arguments[0] && bare(node.arguments[0])
      if (!executor || !isFunction(executor) || !executor.body) continue
      const names = executor.params.slice(0, 2).flatMap((each) => (each.type === "Identifier" ? [each.name] : []))
      const settles = new RegExp(`(?<![\\w$.])(?:${names.map((each) => each.replace(/\$/g, "\\$")).join("|")})(?![\\w$])`)
      if (names.length === 0) continue
      for (const each of descendants(executor.body)) {
        if (each.type !== "IfStatement") continue
        const callback = callbackAround(each, executor)
        const error = callback?.params[0]
        if (!callback || error?.type !== "Identifier" || module.textOf(each.test) !== error.name) continue
        if (settles.test(module.textOf(each.consequent)) || !endsWithoutSettling(module, each, settles)) continue
        const call = callback.parent
        if (call?.type !== "CallExpression") continue
        const { name } = callFacts(project, module, call)
        yield {
          at: each,
          title: `When \`${name}\` fails, this promise never settles`,
          message: `The branch for \`${error.name}\` calls neither ${names.map((one) => `\`${one}\``).join(" nor ")}: when \`${name}\` fails, whoever awaits this promise waits for ever, with the request and everything it holds.`,
          fix:
            names[1] === undefined
              ? `Take \`reject\` as the second parameter and call \`reject(${error.name})\`.`
              : `\`return ${names[1]}(${error.name})\`.`,
        }
      }
    }
  },
})

/** The error-first callback directly around a node, inside the executor. */
function callbackAround(node: Node, executor: FunctionNode): FunctionNode | null {
  for (let above = node.parent; above && above !== executor; above = above.parent) {
    if (!isFunction(above)) continue
    const [first] = above.params
    return first?.type === "Identifier" && /^(?:err|error|e|er)$/.test(first.name) && above.parent?.type === "CallExpression" ? above : null
  }
  return null
}

/** Whether the branch leaves the callback, or what settles the promise stands only in the `else`. */
function endsWithoutSettling(module: SourceModule, branch: Node & { type: "IfStatement" }, settles: RegExp): boolean {
  for (const each of descendants(branch.consequent, (inner) => isFunction(inner))) {
    // A throw in a callback is another rule's business; a call may be what settles it elsewhere.
    if (each.type === "ThrowStatement") return false
  }
  const last = branch.consequent.type === "BlockStatement" ? branch.consequent.body.at(-1) : branch.consequent
  if (last?.type === "ReturnStatement")
    return last.argument === null || !/\b(?:cb|callback|done|next|retry|attempt)\b/.test(module.textOf(last.argument))
  if (!branch.alternate || !settles.test(module.textOf(branch.alternate))) return false
  const after = branch.parent?.type === "BlockStatement" ? module.text.slice(branch.end, branch.parent.end) : ""
  return !settles.test(after)
}
