import { bare, ownNodes, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { originOfMeaning } from "../source/meaning.ts"
import { quietly } from "./walk.ts"
import type { Frame, Walk } from "./walk.ts"

// Of Node, of Next.js and of SvelteKit, which all end the call by throwing.
const ENDS =
  /^(?:globalThis\.)?process\.(?:exit|abort)$|^next\/navigation\.(?:notFound|redirect|permanentRedirect|forbidden|unauthorized)$|^@sveltejs\/kit\.(?:error|redirect)$/

/** Whether a statement is a call that nothing comes back from: `ctx.throw(404)`, `process.exit(1)`, `fail("…")` where that always throws. */
export function neverReturns(walk: Walk, expression: Node, frame: Frame): boolean {
  const call = bare(expression)
  if (call.type !== "CallExpression") return false
  const callee = bare(call.callee)
  if (callee.type === "MemberExpression" && propertyName(callee) === "throw") {
    const receiver = quietly(walk, callee.object, frame)
    if (receiver?.kind === "request") return true
  }
  if (callee.type !== "Identifier" && callee.type !== "MemberExpression") return false
  const called = quietly(walk, callee, frame)
  if (called?.kind === "closure") return alwaysThrows(walk, called.node)
  if (called?.kind !== "meaning") return false
  if (called.meaning.kind === "function") return alwaysThrows(walk, called.meaning.node)
  return ENDS.test(originOfMeaning(walk.project, called.meaning) ?? "")
}

function alwaysThrows({ project }: Walk, node: FunctionNode): boolean {
  return project.onceFor(node, "always throws", () => {
    if (node.async || node.generator || node.body?.type !== "BlockStatement") return false
    if (node.body.body.at(-1)?.type !== "ThrowStatement") return false
    return ![...ownNodes(node.body)].some((each) => each.type === "ReturnStatement")
  })
}
