import { bare, isFunction, ownNodes, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { clientValueOf } from "./client-value.ts"
import type { ClientValue } from "./client-value.ts"

/** Headers in which a sender may write any address as its own. */
export const ADDRESS_HEADER = /^(?:x-forwarded-for|x-real-ip|x-client-ip|client-ip|true-client-ip|x-originating-ip|x-remote-addr)$/i

const MAX_DEPTH = 14
// What gives the first entry of the list, which is the one the sender wrote, or the same in another form.
const FORMS = /^(?:split|trim|replace|replaceAll|toString|toLowerCase|shift)$/

/**
 * The header an address is taken from, whatever is cut off it and through short functions of the repository; `null` when it is the address of
 * the connection, or the last entry of the list, which the own proxy wrote.
 */
export function forwardedAddress(project: Project, module: SourceModule, node: Node, depth = 0): ClientValue | null {
  if (depth > MAX_DEPTH) return null
  const inner = bare(node)
  const value = clientValueOf(module, inner)
  if (value) return value.place === "header" && ADDRESS_HEADER.test(value.name) ? value : null
  const further = (each: Node) => forwardedAddress(project, module, each, depth + 1)
  switch (inner.type) {
    case "LogicalExpression":
      return further(inner.left) ?? further(inner.right)
    case "ConditionalExpression":
      return further(inner.consequent) ?? further(inner.alternate)
    case "MemberExpression":
      return inner.computed && bare(inner.property).type === "Literal" && (bare(inner.property) as { value?: unknown }).value === 0
        ? further(inner.object)
        : null
    case "Identifier": {
      const binding = module.bindings.resolve(inner)
      const init = binding?.declaration.type === "VariableDeclarator" && binding.assigned.length === 0 ? binding.declaration.init : null
      const isFirst =
        binding?.pattern.length === 0 ||
        (binding?.declaration.type === "VariableDeclarator" && takesFirst(binding.declaration.id, inner.name))
      return init && isFirst ? further(init) : null
    }
    case "CallExpression": {
      const callee = bare(inner.callee)
      if (callee.type === "MemberExpression" && FORMS.test(propertyName(callee) ?? "")) return further(callee.object)
      const meaning = meaningOf(project, module, callee)
      return meaning?.kind === "function" ? returned(project, meaning.module, meaning.node, depth) : null
    }
    default:
      return null
  }
}

function returned(project: Project, module: SourceModule, node: FunctionNode, depth: number): ClientValue | null {
  if (!node.body || node.end - node.start > 1_500) return null
  if (node.body.type !== "BlockStatement") return forwardedAddress(project, module, node.body, depth + 1)
  for (const each of ownNodes(node.body)) {
    if (isFunction(each) || each.type !== "ReturnStatement" || !each.argument) continue
    const found = forwardedAddress(project, module, each.argument, depth + 1)
    if (found) return found
  }
  return null
}

// `const [ip] = header.split(",")`
function takesFirst(target: Node, name: string): boolean {
  const first = target.type === "ArrayPattern" ? target.elements[0] : null
  return first?.type === "Identifier" && first.name === name
}
