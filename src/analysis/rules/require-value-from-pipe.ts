import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { nodesOf, ownNodes, propertyName } from "../source/ast.ts"
import type { ClassNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

export const requireValueFromPipe = defineRule({
  kind: "source",
  id: "require-value-from-pipe",
  section: "reliability",
  practice: "framework",
  severity: "medium",
  confidence: "high",
  title: "A pipe loses the values it does not handle",
  why: "NestJS puts what `transform` returns in place of the parameter. A pipe on a method or a controller is given every parameter of it, and one that returns nothing on some way turns those into `undefined`.",
  fix: "Return the value as it came on every way that does not change it.",
  cwe: ["CWE-394"],
  needs: { path: "server", words: ["PipeTransform"] },
  *check({ module }) {
    if (!isServerPath(module.path) || !module.text.includes("PipeTransform")) return
    for (const node of nodesOf(module.program, "ClassDeclaration", "ClassExpression")) {
      if (!isPipe(module, node)) continue
      const method = node.body.body.find((each) => each.type === "MethodDefinition" && propertyName(each) === "transform")
      const running = method?.type === "MethodDefinition" ? method.value : null
      if (!method || !running?.body || !givesValue(running.body) || !mayReachEnd(running.body)) continue
      const [value] = running.params
      const name = value?.type === "Identifier" ? value.name : "value"
      yield {
        at: { start: method.start, end: running.body.start },
        title: `\`${node.id?.name ?? "This pipe"}\` turns what it does not handle into \`undefined\``,
        message: `Handlers get \`undefined\` for every parameter that comes through \`transform\` without one of its \`return\`s: NestJS takes what a pipe returns in place of the value, and this way returns nothing.`,
        fix: `End with \`return ${name}\`.`,
      }
    }
  },
})

function isPipe(module: SourceModule, node: ClassNode): boolean {
  return node.implements?.some((each) => module.textOf(each).startsWith("PipeTransform")) === true
}

function givesValue(body: Node): boolean {
  for (const node of ownNodes(body)) if (node.type === "ReturnStatement" && node.argument) return true
  return false
}

/** Whether the end of a statement may be reached; said of loops and whatever else is not read here as well only when nothing in them returns. */
function mayReachEnd(node: Node, depth = 0): boolean {
  if (depth > 20) return false
  switch (node.type) {
    case "ReturnStatement":
    case "ThrowStatement":
      return false
    case "BlockStatement":
      return node.body.every((each) => mayReachEnd(each, depth + 1))
    case "IfStatement":
      return mayReachEnd(node.consequent, depth + 1) || !node.alternate || mayReachEnd(node.alternate, depth + 1)
    case "TryStatement":
      if (node.finalizer && !mayReachEnd(node.finalizer, depth + 1)) return false
      return mayReachEnd(node.block, depth + 1) || (node.handler !== null && mayReachEnd(node.handler.body, depth + 1))
    // A call in an arm may be one that throws, and a loop one that ends only by a return.
    case "SwitchStatement":
    case "WhileStatement":
    case "DoWhileStatement":
    case "ForStatement":
    case "ForOfStatement":
    case "ForInStatement":
    case "LabeledStatement":
      return !givesValue(node)
    case "ExpressionStatement":
      // `this.fail()` may be what throws.
      return !/^(?:\w+\.)*(?:fail|throw\w*|reject|abort|exit|assertNever|unreachable|raise)$/i.test(calleeOf(node.expression))
    default:
      return true
  }
}

function calleeOf(node: Node): string {
  if (node.type !== "CallExpression") return ""
  const { callee } = node
  return callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? (propertyName(callee) ?? "") : ""
}
