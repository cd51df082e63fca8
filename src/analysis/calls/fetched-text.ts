import { sinksOf } from "../model-index.ts"
import { bare, isFunction, nodesOf, ownNodes, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { usesOf } from "../source/uses-of.ts"

type Call = Node & { type: "CallExpression" }

/** A call of an HTTP client with the file it stands in. */
export interface Fetch {
  readonly module: SourceModule
  readonly call: Call
}

const MAX_DEPTH = 14
const MAX_USES = 20
// Whatever of an answer is no longer what came: a number, whether it went well, a header.
const NOT_TEXT = /^(?:status|statusCode|statusText|ok|headers|length|url|redirected|size)$/
const RECEIVES = /^(?:data|readable|end)$/
// What is kept of a text, or made of its pieces.
const SAME =
  /^(?:text|json|body|data|buffer|arrayBuffer|toString|trim|replace|replaceAll|slice|substring|substr|join|concat|from|decode|then|catch|finally|map|split|at|pop|shift|asString|content)$/
const LOCAL = /^https?:\/\/(?:localhost|127\.|0\.0\.0\.0|\[::1\])/

/** The call of an HTTP client whose answer a text is made of, as far as names, callbacks and functions of the repository lead; else `null`. */
export function fetchCallBehind(project: Project, module: SourceModule, node: Node): Fetch | null {
  return behind({ project, seen: new Set() }, module, node, 0)
}

interface Way {
  readonly project: Project
  readonly seen: Set<Node>
}

function behind(way: Way, module: SourceModule, expression: Node, depth: number): Fetch | null {
  const node = bare(expression)
  if (depth > MAX_DEPTH || way.seen.has(node)) return null
  way.seen.add(node)
  const further = (next: Node | null | undefined) => (next ? behind(way, module, next, depth + 1) : null)
  switch (node.type) {
    case "Identifier":
      return behindName(way, module, node, depth)
    case "AwaitExpression":
      return further(node.argument)
    case "TemplateLiteral":
      return node.expressions.map(further).find((each) => each !== null) ?? null
    case "BinaryExpression":
      return node.operator === "+" ? (further(node.left) ?? further(node.right)) : null
    case "LogicalExpression":
      return further(node.left) ?? further(node.right)
    case "ConditionalExpression":
      return further(node.consequent) ?? further(node.alternate)
    case "MemberExpression":
      return NOT_TEXT.test(propertyName(node) ?? "") ? null : further(node.object)
    case "CallExpression":
      return behindCall(way, module, node, depth)
    case "NewExpression": {
      const [executor] = node.arguments
      return executor && isFunction(executor)
        ? (settledWith(module, executor)
            .map(further)
            .find((each) => each !== null) ?? null)
        : null
    }
    default:
      return null
  }
}

function behindCall(way: Way, module: SourceModule, call: Call, depth: number): Fetch | null {
  if (isFetch(way.project, module, call)) return { module, call }
  const further = (next: Node | null | undefined) => (next ? behind(way, module, next, depth + 1) : null)
  const callee = bare(call.callee)
  const method = callee.type === "MemberExpression" ? (propertyName(callee) ?? "") : ""
  if (callee.type === "MemberExpression" && SAME.test(method)) {
    const [first] = call.arguments
    const given = first && bare(first)
    // `fetch(url).then((answer) => answer.text())`
    if (method === "then" && isFunction(given))
      return (
        resultsOf(given)
          .map(further)
          .find((each) => each !== null) ?? null
      )
    return further(callee.object) ?? (/^(?:from|concat|decode)$/.test(method) ? further(given) : null)
  }
  if (callee.type === "Identifier" && callee.name === "String") return further(call.arguments[0])
  const meaning = meaningOf(way.project, module, callee)
  if (meaning?.kind !== "function") return null
  for (const result of resultsOf(meaning.node)) {
    const found = behind(way, meaning.module, result, depth + 1)
    if (found) return found
  }
  return null
}

function behindName(way: Way, module: SourceModule, node: Node & { type: "Identifier" }, depth: number): Fetch | null {
  const binding = module.bindings.resolve(node)
  if (!binding) return null
  const { declaration, pattern } = binding
  if (pattern.some((each) => each !== null && NOT_TEXT.test(each))) return null
  const further = (next: Node | null | undefined) => (next ? behind(way, module, next, depth + 1) : null)
  if (isFunction(declaration)) {
    const index = declaration.params.findIndex((each) => each.start <= binding.identifier.start && binding.identifier.end <= each.end)
    return behindParameter(way, module, declaration, index, depth)
  }
  // `for await (const chunk of answer.body)`
  const loop = declaration.parent?.parent
  const from = loop?.type === "ForOfStatement" && loop.left === declaration.parent ? loop.right : null
  const init = declaration.type === "VariableDeclarator" ? (declaration.init ?? from) : null
  for (const value of [...(init ? [init] : []), ...binding.assigned.slice(0, 6)]) {
    const found = further(value)
    if (found) return found
  }
  // `chunks.push(chunk)`
  const isList = init !== null && bare(init).type === "ArrayExpression"
  for (const use of isList ? usesOf(module, binding, module.program).slice(0, MAX_USES) : []) {
    const call = use.parent?.type === "MemberExpression" && propertyName(use.parent) === "push" ? use.parent.parent : null
    const found = call?.type === "CallExpression" ? further(call.arguments[0]) : null
    if (found) return found
  }
  return null
}

/** What the callback of a request, of its events or of its promise is given. */
function behindParameter(way: Way, module: SourceModule, owner: FunctionNode, index: number, depth: number): Fetch | null {
  const call = owner.parent
  if (call?.type !== "CallExpression" || !call.arguments.some((each) => each === owner)) return null
  if (isFetch(way.project, module, call)) return { module, call }
  const callee = bare(call.callee)
  const given = handedTo(way, module, call, owner, index, depth)
  if (given || callee.type !== "MemberExpression") return given
  const method = propertyName(callee) ?? ""
  const isTold = (method === "on" || method === "once") && RECEIVES.test(stringOf(call.arguments[0]) ?? "")
  if (isTold || (index === 0 && (method === "then" || method === "end" || method === "map" || method === "forEach")))
    return behind(way, module, callee.object, depth + 1)
  return null
}

// `download(url, (body) => …)`, where the function of the repository calls back with what it fetched.
function handedTo(way: Way, module: SourceModule, call: Call, callback: FunctionNode, index: number, depth: number): Fetch | null {
  const meaning = meaningOf(way.project, module, call.callee)
  const parameter = meaning?.kind === "function" ? meaning.node.params[call.arguments.findIndex((each) => each === callback)] : undefined
  if (meaning?.kind !== "function" || parameter?.type !== "Identifier") return null
  const binding = meaning.module.bindings.resolve(parameter)
  for (const use of binding ? usesOf(meaning.module, binding, meaning.node).slice(0, MAX_USES) : []) {
    const made = use.parent?.type === "CallExpression" && use.parent.callee === use ? use.parent.arguments[index] : undefined
    const found = made && behind(way, meaning.module, made, depth + 1)
    if (found) return found
  }
  return null
}

/** Whether a call of this access path is one of an HTTP client; browsers, proxies, sockets and `curl` as a program left out. */
export function asksAnotherServer(origin: string | null): boolean {
  if (origin === null || /puppeteer|playwright|proxy|socket\.io|^ws\b/.test(origin)) return false
  return sinksOf(origin).some(({ entry }) => entry.kind === "url" && entry.first === undefined)
}

function isFetch(project: Project, module: SourceModule, call: Call): boolean {
  if (!asksAnotherServer(originOf(project, module, call.callee))) return false
  const [address] = call.arguments
  return !LOCAL.test((address && stringOf(address)) ?? "")
}

function resultsOf({ body }: FunctionNode): readonly Node[] {
  if (!body) return []
  if (body.type !== "BlockStatement") return [body]
  return [...ownNodes(body)].flatMap((each) => (each.type === "ReturnStatement" && each.argument ? [each.argument] : []))
}

// `new Promise((resolve) => get(url, (answer) => { …; resolve(body) }))`
function settledWith(module: SourceModule, { params: [resolve], body }: FunctionNode): readonly Node[] {
  if (resolve?.type !== "Identifier" || !body) return []
  return nodesOf(module.program, "CallExpression")
    .filter(
      ({ callee, start, end }) => callee.type === "Identifier" && callee.name === resolve.name && start >= body.start && end <= body.end,
    )
    .flatMap(({ arguments: [value] }) => value ?? [])
}
