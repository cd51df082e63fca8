import { bare, isFunction, nodesOf, propertyName, propertyOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

type Call = Node & { type: "CallExpression" }

// Where a request has its token, and what looks at one.
const LOOKS_AT_TOKEN = /token|authorization|headers|cookie|\.state\b|\.raw\b|\.auth\b|\bverif\w*\s{0,3}\(|jwks|introspect/i
const MAX_DEPTH = 3

/**
 * The `verify` of a strategy of hapi-auth-jwt2 that takes the place of the check of the signature and is handed the claims alone; `null` for other
 * calls, and where the function may look at the token itself.
 */
export function strategyWithoutSignature(project: Project, module: SourceModule, call: Call): Node | null {
  const callee = bare(call.callee)
  const isStrategy =
    callee.type === "MemberExpression" &&
    propertyName(callee) === "strategy" &&
    callee.object.type === "MemberExpression" &&
    propertyName(callee.object) === "auth"
  if (!isStrategy || project.dependsOn(module.path, "hapi-auth-jwt2") === null) return null
  const options = call.arguments[2]
  const verify = propertyOf(options, "verify")
  if (!verify || propertyOf(options, "validate")) return null
  const check = functionBehind(project, module, verify)
  return check === null || seesToken(project, check.module, { node: check.node, index: 1, depth: 0 }) ? null : verify
}

interface Located {
  readonly module: SourceModule
  readonly node: FunctionNode
}

function functionBehind(project: Project, module: SourceModule, node: Node): Located | null {
  const inner = bare(node)
  if (isFunction(inner)) return { module, node: inner }
  const meaning = meaningOf(project, module, inner)
  return meaning?.kind === "function" ? meaning : null
}

interface Way {
  readonly node: FunctionNode
  readonly index: number
  readonly depth: number
}

/** Whether a function, or one it hands the request on to, may look at the token; the request is the parameter of this index. */
function seesToken(project: Project, module: SourceModule, { node, index, depth }: Way): boolean {
  const request = node.params[index]
  if (!request) return false
  if (request.type !== "Identifier" || depth > MAX_DEPTH || LOOKS_AT_TOKEN.test(module.textOf(node))) return true
  for (const call of nodesOf(module.program, "CallExpression")) {
    if (call.start < node.start || call.end > node.end) continue
    const at = call.arguments.findIndex((each) => isNamed(bare(each), request.name))
    if (at === -1) continue
    const next = functionBehind(project, module, call.callee)
    if (next === null || seesToken(project, next.module, { node: next.node, index: at, depth: depth + 1 })) return true
  }
  return false
}

function isNamed(node: Node, name: string): boolean {
  return node.type === "Identifier" && node.name === name
}
