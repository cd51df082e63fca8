import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { bare, descendants, functionName, nodesOf, ownNodes, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

const GUARD = /__proto__|prototype["'`]|Object\.create\(null\)|\bnew Map\b|hasOwn|unsafe|forbidden|disallowed|blocked|isSafeKey/i

export const noPollutingMerge = defineRule({
  kind: "source",
  id: "no-polluting-merge",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "medium",
  title: "A function that writes nested keys follows `__proto__`",
  why: "Given an object of a request with a field `__proto__`, it walks into the prototype all objects share and writes there: `user.isAdmin` becomes true everywhere, or the service breaks. `JSON.parse` makes such a field like any other.",
  fix: "Skip `__proto__`, `constructor` and `prototype`, or only walk into properties the target has itself.",
  cwe: ["CWE-1321"],
  *check({ module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression")) {
      if (!node.body || node.end - node.start > 6_000) continue
      const write = mergesInto(module, node) ?? setsByPath(module, node)
      if (write === null || GUARD.test(module.textOf(node))) continue
      const name = functionName(node) ?? "this function"
      const code = module.textOf(write).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)
      yield {
        at: write,
        // Under another name it is seldom given what a client sent.
        ...(/merge|extend|assign|defaults|deep|mixin|^(?:set|put|write)|setPath|unflatten|expand/i.test(name)
          ? {}
          : { confidence: "low" as const }),
        title: `\`${name}\` follows the key \`__proto__\``,
        message: `A key \`__proto__\` in what \`${name}\` is given leads \`${code}\` to the prototype of every object in the process: after one such request all of them have the properties the sender chose.`,
        fix: `Skip the keys \`__proto__\`, \`constructor\` and \`prototype\` before \`${code}\`.`,
      }
    }
  },
})

/** `merge(target[key], source[key])` inside `merge`, beside `target[key] = …` for every key of the source. */
function mergesInto(module: SourceModule, node: FunctionNode): Node | null {
  const name = functionName(node)
  if (name === null || node.params.length < 2 || !node.body) return null
  const parameters = parametersOf(node)
  let goesDown: string | null = null
  let write: Node | null = null
  let loops = false
  for (const each of descendants(node.body)) {
    if (each.type === "ForInStatement" || (each.type === "CallExpression" && /Object\.(?:keys|entries)$/.test(module.textOf(each.callee))))
      loops = true
    if (each.type === "CallExpression" && calledName(each) === name) {
      const first = each.arguments[0] && bare(each.arguments[0])
      if (
        first?.type === "MemberExpression" &&
        isVariableKey(first) &&
        each.arguments.length > 1 &&
        parameters.has(module.textOf(first.object))
      )
        goesDown = module.textOf(first.object)
    }
    if (each.type === "AssignmentExpression" && each.left.type === "MemberExpression" && isVariableKey(each.left)) write ??= each.left
  }
  return loops && goesDown !== null && write?.type === "MemberExpression" && module.textOf(write.object) === goesDown ? write : null
}

/** `current = current[key]` in a loop over a path that was given, and `current[last] = value` at its end. */
function setsByPath(module: SourceModule, node: FunctionNode): Node | null {
  if (node.params.length < 2 || !node.body) return null
  const parameters = parametersOf(node)
  let walked: string | null = null
  for (const each of ownNodes(node.body)) {
    if (each.type !== "AssignmentExpression" || each.operator !== "=" || each.left.type !== "Identifier") continue
    const step = bare(each.right.type === "AssignmentExpression" ? each.right.left : each.right)
    if (step.type === "MemberExpression" && isVariableKey(step) && module.textOf(step.object) === each.left.name) walked = each.left.name
  }
  if (walked === null || !/\.split\(|\bpath\b|\bkeys\b|\bparts\b|\bsegments\b/.test(module.textOf(node))) return null
  for (const each of ownNodes(node.body)) {
    if (each.type !== "AssignmentExpression" || each.left.type !== "MemberExpression" || !isVariableKey(each.left)) continue
    const value = bare(each.right)
    if (module.textOf(each.left.object) === walked && value.type === "Identifier" && parameters.has(value.name)) return each.left
  }
  return null
}

function parametersOf(node: FunctionNode): Set<string> {
  return new Set(
    node.params.flatMap((each) => {
      const target = each.type === "AssignmentPattern" ? each.left : each
      return target.type === "Identifier" ? [target.name] : []
    }),
  )
}

function isVariableKey(node: Node & { type: "MemberExpression" }): boolean {
  if (!node.computed || propertyName(node) !== null) return false
  const key = bare(node.property)
  return (
    key.type === "Identifier" ||
    key.type === "MemberExpression" ||
    (key.type === "CallExpression" &&
      /\.(?:pop|shift|at)$|^(?:pop|shift)/.test(key.callee.type === "MemberExpression" ? `.${propertyName(key.callee)}` : ""))
  )
}

function calledName(call: Node & { type: "CallExpression" }): string | null {
  return call.callee.type === "Identifier" ? call.callee.name : call.callee.type === "MemberExpression" ? propertyName(call.callee) : null
}
