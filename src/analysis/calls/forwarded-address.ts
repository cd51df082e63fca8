import { bare, isFunction, ownNodes, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { clientValueOf } from "./client-value.ts"
import type { ClientValue } from "./client-value.ts"

/** Headers in which a sender may write any address as its own. */
const ADDRESS_HEADER = /^(?:x-forwarded-for|x-real-ip|x-client-ip|client-ip|true-client-ip|x-originating-ip|x-remote-addr)$/i

const MAX_DEPTH = 14
const MAX_WRITES = 4
// Whether proxies are trusted is asked before the header is: `trustProxy ? header : address`.
const ASKS_PROXY = /trust|isProxy|proxies|knownProx|behindProxy/i
const HEADERS = /(?:^|\.)headers(?:\(\))?$/
// What gives the first entry of the list, which is the one the sender wrote, or the same in another form.
const FORMS = /^(?:split|trim|replace|replaceAll|toString|toLowerCase|shift|substr|substring)$/

/**
 * The header an address is taken from, whatever is cut off it and through short functions of the repository; `null` when it is the address of
 * the connection, or the last entry of the list, which the own proxy wrote.
 */
export function forwardedAddress(project: Project, module: SourceModule, node: Node, depth = 0): ClientValue | null {
  if (depth > MAX_DEPTH) return null
  const inner = bare(node)
  const value = clientValueOf(module, inner)
  if (value) return value.place === "header" && ADDRESS_HEADER.test(value.name) ? value : null
  const named = headerNamed(module, inner)
  if (named !== null) return ADDRESS_HEADER.test(named) ? { place: "header", name: named } : null
  const further = (each: Node) => forwardedAddress(project, module, each, depth + 1)
  switch (inner.type) {
    case "LogicalExpression":
      return further(inner.left) ?? further(inner.right)
    case "ConditionalExpression":
      if (ASKS_PROXY.test(module.textOf(inner.test).slice(0, 300))) return null
      return further(inner.consequent) ?? further(inner.alternate)
    case "MemberExpression":
      return inner.computed && bare(inner.property).type === "Literal" && (bare(inner.property) as { value?: unknown }).value === 0
        ? further(inner.object)
        : null
    case "Identifier": {
      const binding = module.bindings.resolve(inner)
      const { declaration, assigned } = binding ?? { declaration: null, assigned: [] }
      // `if (ip.startsWith("::ffff:")) ip = ip.substr(7)` is the same address in another form.
      const isSame = assigned.length <= MAX_WRITES && assigned.every((each) => formOf(each, inner.name) || further(each) !== null)
      const init = declaration?.type === "VariableDeclarator" && isSame ? declaration.init : null
      const isFirst =
        binding?.pattern.length === 0 ||
        (binding?.declaration.type === "VariableDeclarator" && takesFirst(binding.declaration.id, inner.name))
      return init && isFirst ? further(init) : null
    }
    case "CallExpression": {
      const callee = bare(inner.callee)
      if (callee.type === "MemberExpression" && FORMS.test(propertyName(callee) ?? "")) return further(callee.object)
      const meaning = meaningOf(project, module, callee)
      // The package takes the first of half a dozen headers that is there.
      if (meaning?.kind === "external" && meaning.path === "request-ip.getClientIp") return { place: "header", name: "x-forwarded-for" }
      return meaning?.kind === "function" ? returned(project, meaning.module, meaning.node, depth) : null
    }
    default:
      return null
  }
}

function returned(project: Project, module: SourceModule, node: FunctionNode, depth: number): ClientValue | null {
  // Comments, which are blank in the code, make no function long.
  if (!node.body || module.textOf(node).replace(/\s+/g, " ").length > 1_500 || ASKS_PROXY.test(module.namesOf(node))) return null
  if (node.body.type !== "BlockStatement") return forwardedAddress(project, module, node.body, depth + 1)
  for (const each of ownNodes(node.body)) {
    if (isFunction(each) || each.type !== "ReturnStatement" || !each.argument) continue
    const found = forwardedAddress(project, module, each.argument, depth + 1)
    if (found) return found
  }
  return null
}

/** The header that `socket.handshake.headers["x-real-ip"]` and `(await headers()).get("x-real-ip")` read; `null` where it is no header. */
function headerNamed(module: SourceModule, node: Node): string | null {
  if (node.type === "MemberExpression") return isHeaders(module, node.object) ? propertyName(node) : null
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression" || propertyName(node.callee) !== "get") return null
  return isHeaders(module, node.callee.object) ? stringOf(node.arguments[0]) : null
}

function isHeaders(module: SourceModule, node: Node): boolean {
  const inner = bare(node)
  return inner.end - inner.start < 80 && HEADERS.test(module.textOf(inner))
}

// `ip.substr(7)`, `ip.split(",")[0].trim()` of a variable of this name
function formOf(node: Node, name: string): boolean {
  let inner = bare(node)
  for (let step = 0; step < 10; step++) {
    if (inner.type === "Identifier") return step > 0 && inner.name === name
    if (inner.type === "CallExpression") {
      const callee = bare(inner.callee)
      if (callee.type !== "MemberExpression" || !FORMS.test(propertyName(callee) ?? "")) return false
      inner = bare(callee.object)
    } else if (inner.type === "MemberExpression" && inner.computed) {
      const index = bare(inner.property)
      if (index.type !== "Literal" || index.value !== 0) return false
      inner = bare(inner.object)
    } else return false
  }
  return false
}

// `const [ip] = header.split(",")`
function takesFirst(target: Node, name: string): boolean {
  const first = target.type === "ArrayPattern" ? target.elements[0] : null
  return first?.type === "Identifier" && first.name === name
}
