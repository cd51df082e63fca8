import { isTestPath } from "../classify.ts"
import { isWholeAnswer } from "./answer-of-service.ts"
import { ancestors, bare, descendants, isFunction, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

type Call = Node & { type: "CallExpression" }

/**
 * The headers of outgoing requests, or the requests whole, among what is logged in an interceptor of axios, of an error that axios
 * throws or of an answer that it gives: there `Authorization` and keys of other services stand. `null` when there are none, or when loggers leave something out.
 */
export function sentCredentials(project: Project, module: SourceModule, call: Call): Node | null {
  return interceptedRequest(project, module, call) ?? requestOfError(project, module, call) ?? requestOfAnswer(project, module, call)
}

/** The answer of a client that is logged whole, with `response.config.headers` in it. */
function requestOfAnswer(project: Project, module: SourceModule, call: Call): Node | null {
  for (const argument of call.arguments) {
    for (const each of wholeParts(module, argument)) {
      if (!isWholeAnswer(project, module, each)) continue
      return (PROVES_ITSELF.test(module.code) || clientsProveThemselves(project)) && !redacts(project) ? each : null
    }
  }
  return null
}

// What is written out with all it holds: `log(answer)`, `log({ answer })`, `log({ ...answer })`, `log(inspect(answer))`.
function wholeParts(module: SourceModule, argument: Node): readonly Node[] {
  const inner = bare(argument)
  if (inner.type === "Identifier") return [inner]
  if (inner.type === "ObjectExpression")
    return inner.properties.map((each) => bare(each.type === "SpreadElement" ? each.argument : each.value))
  if (inner.type === "CallExpression" && WRITES_OUT.test(module.textOf(inner.callee))) return inner.arguments.slice(0, 1)
  return []
}

function interceptedRequest(project: Project, module: SourceModule, call: Call): Node | null {
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

// Clients whose errors hold the request they were made for, headers included, and that of the answer as well (axios/lib/core/AxiosError.js).
const KEEPS_REQUEST = ["axios", "@nestjs/axios", "gaxios", "googleapis"]
const FAILURE = /^(?:e|ex|reason|cause)$|err(?:or)?$|exception$/i
// A service that proves itself to nobody through such a client logs nothing worth stealing.
const PROVES_ITSELF =
  /\bauthorization\b|\bbearer\b|\bapi_?-?key\b|["'`]x-[\w-]{0,30}(?:token|key|secret)|\bauth:|\b\w{0,30}_(?:TOKEN|SECRET|KEY)\b/i
const MAKES_REQUESTS = /\bg?axios\b|["']googleapis["']/
const WRITES_OUT = /^(?:JSON\.stringify|(?:util\.)?inspect|String)$/

/** `error.config`, `error.config.headers`, `error.response.config` or `error.toJSON()` where they are logged as they are. */
function requestOfError(project: Project, module: SourceModule, call: Call): Node | null {
  if (!/\.config\b|\.toJSON\(/.test(module.code) || !(PROVES_ITSELF.test(module.code) || clientsProveThemselves(project))) return null
  if (!/\b(?:g?axios|isAxiosError|AxiosError)\b/.test(module.text) && !KEEPS_REQUEST.some((name) => project.dependsOn(module.path, name)))
    return null
  const isClosed = (node: Node) => isFunction(node) || (node.type === "CallExpression" && !WRITES_OUT.test(module.textOf(node.callee)))
  for (const argument of call.arguments) {
    const whole = bare(argument)
    for (const node of isClosed(whole) ? [whole] : descendants(whole, isClosed)) {
      const found = node.type === "CallExpression" ? writtenError(node) : configOf(node)
      if (found !== null && !isChosenFrom(node) && isFailure(module, found)) return redacts(project) ? null : node
    }
  }
  return null
}

// `error.toJSON()`
function writtenError({ callee }: Call): Node | null {
  return callee.type === "MemberExpression" && propertyName(callee) === "toJSON" ? bare(callee.object) : null
}

// What `error.config`, `error.config.headers` and `error.response.config` belong to.
function configOf(node: Node): Node | null {
  if (node.type !== "MemberExpression") return null
  if (propertyName(node) === "headers") {
    const whole = bare(node.object)
    return whole.type === "MemberExpression" ? configOf(whole) : null
  }
  if (propertyName(node) !== "config") return null
  const owner = bare(node.object)
  return owner.type === "MemberExpression" && propertyName(owner) === "response" ? bare(owner.object) : owner
}

// `error.config.url` and `error.config?.url ?? "-"`, through the wrapper of an optional chain.
function isChosenFrom(node: Node): boolean {
  let below: Node = node
  for (const above of ancestors(node)) {
    if (above.type === "MemberExpression") return above.object === below
    if (above.type === "UnaryExpression" || (above.type === "ConditionalExpression" && above.test === below)) return true
    if (!/^(?:TSNonNull|TSAs|Chain|Parenthesized)Expression$/.test(above.type)) return false
    below = above
  }
  return false
}

// Caught, or handed over as what went wrong; a class of our own is asked by its name as well.
function isFailure(module: SourceModule, node: Node): boolean {
  if (node.type !== "Identifier" || !FAILURE.test(node.name)) return false
  const kind = module.bindings.resolve(node)?.kind
  return kind !== undefined && kind !== "import"
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

// The client is often made in a file of its own, its errors are caught and logged where it is used.
function clientsProveThemselves(project: Project): boolean {
  return project.once("clients prove themselves", () =>
    project.sourcePaths.some(
      (path) => !isTestPath(path) && project.mentions(path, MAKES_REQUESTS) && project.codeMentions(path, PROVES_ITSELF),
    ),
  )
}

function redacts(project: Project): boolean {
  return project.once("redacts logs", () => project.sourcePaths.some((path) => project.codeMentions(path, /\bredact\w*\s*:\s*[[{]/)))
}
