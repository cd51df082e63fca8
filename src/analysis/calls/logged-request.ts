import { ancestors, bare, descendants, isFunction, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

type Call = Node & { type: "CallExpression" }

/**
 * The headers of outgoing requests, or the requests whole, among what is logged in an interceptor of axios: there `Authorization` and keys
 * of other services stand. `null` when there are none, or when loggers leave something out.
 */
export function sentCredentials(project: Project, module: SourceModule, call: Call): Node | null {
  if (!module.text.includes("interceptors")) return null
  const name = requestAround(module, call)
  if (name === null || redacts(project)) return null
  for (const argument of call.arguments) {
    const whole = bare(argument)
    if (whole.type === "Identifier" && whole.name === name) return whole
    for (const node of descendants(argument, (each) => isFunction(each) || each.type === "CallExpression")) {
      if (node.type === "MemberExpression" && propertyName(node) === "headers" && isNamed(node.object, name) && !isPartOf(node)) return node
      if (node.type === "Property" && isNamed(node.value, name)) return node.value
      if (node.type === "SpreadElement" && isNamed(node.argument, name)) return node.argument
    }
  }
  return null
}

/** The name of the request in the interceptor a call stands in: `client.interceptors.request.use((config) => …)`. */
function requestAround(module: SourceModule, call: Call): string | null {
  for (const above of ancestors(call)) {
    if (!isFunction(above) || above.parent?.type !== "CallExpression") continue
    if (above.parent.arguments[0] !== above || !/\binterceptors\.request\.use$/.test(module.textOf(above.parent.callee))) continue
    return nameOfFirst(above)
  }
  return null
}

function nameOfFirst({ params: [first] }: FunctionNode): string | null {
  return first?.type === "Identifier" ? first.name : null
}

function isNamed(node: Node, name: string): boolean {
  const inner = bare(node)
  return inner.type === "Identifier" && inner.name === name
}

// `config.headers["x-request-id"]`
function isPartOf(node: Node): boolean {
  return node.parent?.type === "MemberExpression" && node.parent.object === node
}

function redacts(project: Project): boolean {
  return project.once("redacts logs", () => project.sourcePaths.some((path) => project.mentions(path, /\bredact\w*\s*:\s*[[{]/)))
}
