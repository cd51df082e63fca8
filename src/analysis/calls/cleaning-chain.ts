import { bare, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

type Call = Node & { type: "CallExpression" }

/** One chain of calls and where its result goes. */
export interface Chain {
  readonly top: Node
  readonly calls: readonly Call[]
  readonly value: Node
  /** The name that gets the result. */
  readonly target: string | null
}

const STEPS = /^(?:replace|replaceAll|trim|trimStart|trimEnd|toString|toLowerCase|toUpperCase|normalize)$/

/** The last call of the chain that a call is part of. */
export function topOf(call: Call): Node {
  let top: Node = call
  for (let up = top.parent; up; up = top.parent) {
    const isCalled: boolean = up.type === "MemberExpression" && up.object === top && up.parent?.type === "CallExpression"
    if (isCalled && up.parent) top = up.parent
    else if (bare(up) !== up && up.type !== "AwaitExpression") top = up
    else break
  }
  return top
}

/** The chain that a `replace` is part of. */
export function chainOf(module: SourceModule, call: Call): Chain {
  const top = topOf(call)
  const calls: Call[] = []
  let node = bare(top)
  while (node.type === "CallExpression" && node.callee.type === "MemberExpression") {
    calls.push(node)
    node = bare(node.callee.object)
  }
  return { top, calls, value: valueOf(call), target: targetOf(module, top) }
}

/** What stands before the first `replace`: `req.body.name` in `String(req.body.name).trim().replace(…)`. */
export function valueOf(call: Call): Node {
  let node: Node = call
  for (;;) {
    node = bare(node)
    if (node.type !== "CallExpression") return node
    const [first] = node.arguments
    if (node.callee.type === "MemberExpression" && STEPS.test(propertyName(node.callee) ?? "")) node = node.callee.object
    else if (node.callee.type === "Identifier" && node.callee.name === "String" && first) node = first
    else return node
  }
}

/** The name that gets the result of a chain. */
export function targetOf(module: SourceModule, top: Node): string | null {
  let node = top
  for (let up = node.parent; up; node = up, up = node.parent) {
    if (up.type === "VariableDeclarator") return up.id.type === "Identifier" ? up.id.name : null
    if (up.type === "AssignmentExpression") return up.right === node ? module.textOf(up.left) : null
    if (up.type !== "LogicalExpression" && up.type !== "ConditionalExpression" && bare(up) === up) return null
  }
  return null
}
