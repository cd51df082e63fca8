import { canonicalPath } from "../model-index.ts"
import { bare, isFunction, nodesOf, ownNodes, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { Binding } from "../source/bindings.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// Clients whose answers and errors hold the request they were made for, headers included (axios/lib/core/settle.js, gaxios/src/gaxios.ts).
const KEEPS_REQUEST =
  /^(?:axios|@nestjs\/axios\.HttpService\(\)(?:\.axiosRef)?|gaxios|gaxios\.Gaxios\(\))(?:\.(?:get|post|put|patch|delete|head|options|request))?\(\)$/
const WAITS = /^rxjs\.(?:firstValueFrom|lastValueFrom)$/
// `client.interceptors.response.use((response) => response.data)`: what calls give is something else then.
const REPLACES_ANSWER = /interceptors\.response\.use\([^;]{0,400}\.data\b/
const MAX_DEPTH = 2

/**
 * Whether an expression is the whole answer of a client that keeps the request with it: `await axios.get(…)`, or the name of
 * one, `const response = await axios.get(…)`.
 */
export function isWholeAnswer(project: Project, module: SourceModule, node: Node): boolean {
  const inner = bare(node)
  if (inner.type === "CallExpression")
    return node.type === "AwaitExpression" && sendsRequest(project, module, inner) && !replacesAnswers(project)
  const binding = inner.type === "Identifier" ? module.bindings.resolve(inner) : null
  if (!binding || binding.pattern.length > 0 || binding.assigned.length > 1) return false
  const made = madeBy(binding)
  return made !== null && sendsRequest(project, module, made) && !replacesAnswers(project)
}

/** What a function gives back that is the whole answer of such a client, itself or by the function of the repository that it hands on to. */
export function returnedAnswer(project: Project, module: SourceModule, returning: FunctionNode, depth = 0): Node | null {
  const { body } = returning
  if (!body) return null
  const given =
    body.type === "BlockStatement"
      ? [...ownNodes(body)].flatMap((each) => (each.type === "ReturnStatement" ? (each.argument ?? []) : []))
      : [body]
  for (const each of given) {
    const call = bare(each)
    if (isWholeAnswer(project, module, each)) return each
    if (call.type !== "CallExpression") continue
    if (sendsRequest(project, module, call)) return replacesAnswers(project) ? null : each
    const target = depth === 0 ? meaningOf(project, module, call.callee) : null
    if (target?.kind === "function" && returnedAnswer(project, target.module, target.node, depth + 1)) return each
  }
  return null
}

/** Whether one of the calls below a node, or of the functions of the repository that it calls, fails with an error that holds the request. */
export function failsWithRequest(project: Project, module: SourceModule, root: Node, depth = 0): boolean {
  return nodesOf(root, "CallExpression").some((call) => {
    if (sendsRequest(project, module, call)) return true
    const target = depth >= MAX_DEPTH ? null : meaningOf(project, module, call.callee)
    return (
      target?.kind === "function" &&
      target.node.body !== null &&
      target.node.body !== root &&
      // What is caught there does not come out as it was.
      nodesOf(target.node.body, "TryStatement").length === 0 &&
      failsWithRequest(project, target.module, target.node.body, depth + 1)
    )
  })
}

// The call that gives a name its value: `await client.get(…)`, or that of `client.get(…).then((response) => …)`.
function madeBy({ kind, declaration, identifier, assigned }: Binding): Node | null {
  if (kind === "variable" && declaration.type === "VariableDeclarator") return assigned[0] ?? declaration.init ?? null
  if (kind !== "parameter" || !isFunction(declaration) || declaration.params[0] !== identifier) return null
  const call = declaration.parent
  if (call?.type !== "CallExpression" || call.arguments[0] !== declaration || call.callee.type !== "MemberExpression") return null
  return propertyName(call.callee) === "then" ? call.callee.object : null
}

function sendsRequest(project: Project, module: SourceModule, node: Node): boolean {
  const call = bare(node)
  if (call.type !== "CallExpression") return false
  const callee = originOf(project, module, call.callee)
  if (callee === null) return false
  const [first] = call.arguments
  if (WAITS.test(callee)) return first !== undefined && sendsRequest(project, module, first)
  return KEEPS_REQUEST.test(`${canonicalPath(callee)}()`)
}

function replacesAnswers(project: Project): boolean {
  return project.once("replaces answers of clients", () => project.sourcePaths.some((path) => project.codeMentions(path, REPLACES_ANSWER)))
}
