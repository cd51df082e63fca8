import { bare, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

type Call = Node & { type: "CallExpression" }

/** Something that is sent to the client. */
export interface Answer {
  readonly node: Node
  readonly contents: readonly Node[]
  /** Sent with a status of 500 and above. */
  readonly failed: boolean
}

/** The answer a node is, in any of the frameworks; `null` when it sends nothing. */
export function answerOf(module: SourceModule, node: Node): Answer | null {
  switch (node.type) {
    case "CallExpression":
      return callAnswer(module, node)
    case "NewExpression": {
      // Nest sends the texts of its exceptions.
      const name = node.callee.type === "Identifier" ? node.callee.name : ""
      if (name === "InternalServerErrorException") return { node, contents: node.arguments.slice(0, 1), failed: true }
      const [content, status] = node.arguments
      return name === "HttpException" && content && isFailure(module, status) ? { node, contents: [content], failed: true } : null
    }
    case "AssignmentExpression": {
      // Koa: `ctx.status = 500; ctx.body = { … }`
      const { left } = node
      if (left.type !== "MemberExpression" || propertyName(left) !== "body" || !/^ctx(?:\.response)?$/.test(module.textOf(left.object)))
        return null
      return { node, contents: [node.right], failed: setsFailure(module, node) }
    }
    default:
      return null
  }
}

// `res.status(500).json(…)`, `reply.code(500).send(…)`, `res.send(…)`, Hono's `c.json(…, 500)`.
function callAnswer(module: SourceModule, call: Call): Answer | null {
  if (call.callee.type !== "MemberExpression" || !/^(?:json|send|end|jsonp|render|text)$/.test(propertyName(call.callee) ?? "")) return null
  let failed = false
  let root = bare(call.callee.object)
  while (root.type === "CallExpression" && root.callee.type === "MemberExpression") {
    if (/^(?:status|code)$/.test(propertyName(root.callee) ?? "") && isFailure(module, root.arguments[0])) failed = true
    root = bare(root.callee.object)
  }
  if (root.type !== "Identifier") return null
  if (/^_?(?:res|response|reply|rep)$/.test(root.name)) return { node: call, contents: call.arguments, failed }
  const [content, status] = call.arguments
  return root.name === "c" && content && isFailure(module, status) ? { node: call, contents: [content], failed: true } : null
}

function isFailure(module: SourceModule, status: Node | undefined): boolean {
  return (
    status !== undefined &&
    /^5\d\d$|^\w+\.(?:INTERNAL_SERVER_ERROR|BAD_GATEWAY|SERVICE_UNAVAILABLE)$/.test(module.textOf(status).slice(0, 80))
  )
}

function setsFailure(module: SourceModule, node: Node): boolean {
  const block = node.parent?.parent
  if (block?.type !== "BlockStatement") return false
  return block.body.some(
    (each) =>
      each.type === "ExpressionStatement" &&
      each.expression.type === "AssignmentExpression" &&
      each.expression.left.type === "MemberExpression" &&
      propertyName(each.expression.left) === "status" &&
      isFailure(module, each.expression.right),
  )
}
