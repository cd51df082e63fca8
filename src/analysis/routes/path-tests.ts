import { bare, enclosingClass, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

type Call = Node & { type: "CallExpression" }

// The query is a part of these; the path is not all of them.
const WITH_QUERY = /^(?:_?req|request)\.(?:raw\.)?(?:url|originalUrl)$|^ctx\.(?:request\.)?(?:url|originalUrl)$/
const PATH = /^(?:_?req|request)\.(?:path|url|originalUrl|baseUrl)$|^ctx\.(?:request\.)?(?:path|url|originalUrl)$/

/** A comparison of the path of a request with something written. */
export interface PathTest {
  readonly node: Node
  /** What it looks for, at most 40 characters and safe between backticks. */
  readonly text: string
  /** The whole path has to be that, not its beginning. */
  readonly isWhole: boolean
  readonly isNegated: boolean
  /** It is enough that the text stands somewhere in the address, the query included. */
  readonly isAnywhere: boolean
}

/** The comparison of the request's path with a text among the parts of a condition that hold together. */
export function pathTestIn(module: SourceModule, test: Node, depth = 0): PathTest | null {
  const inner = bare(test)
  if (depth > 6) return null
  if (inner.type === "LogicalExpression") return pathTestIn(module, inner.left, depth + 1) ?? pathTestIn(module, inner.right, depth + 1)
  if (inner.type === "UnaryExpression" && inner.operator === "!") {
    const found = pathTestIn(module, inner.argument, depth + 1)
    return found && { ...found, isNegated: !found.isNegated }
  }
  if (inner.type === "BinaryExpression") return equality(module, inner)
  return inner.type === "CallExpression" ? callTest(module, inner) : null
}

function equality(module: SourceModule, node: Node & { type: "BinaryExpression" }): PathTest | null {
  if (!/^[!=]==?$|^>=?$/.test(node.operator)) return null
  const left = bare(node.left)
  if (left.type === "CallExpression" && propertyName(left.callee) === "indexOf") {
    const found = callTest(module, left)
    const compared = module.textOf(node.right)
    if (!found) return null
    return compared === "0"
      ? { ...found, node, isAnywhere: false }
      : compared === "-1"
        ? { ...found, node, isNegated: node.operator.startsWith("==") }
        : null
  }
  const text = stringOf(node.right)
  if (text === null || !PATH.test(module.textOf(left)) || !/^\/[\w-]/.test(text) || !/^[!=]/.test(node.operator)) return null
  return { node, text: shown(text), isWhole: true, isNegated: node.operator.startsWith("!"), isAnywhere: false }
}

function callTest(module: SourceModule, call: Call): PathTest | null {
  if (call.callee.type !== "MemberExpression") return null
  const method = propertyName(call.callee) ?? ""
  const receiver = bare(call.callee.object)
  const [first] = call.arguments
  if (!first) return null
  // `open.some((each) => req.url.includes(each))`
  if (method === "some" && isFunction(first) && first.body && first.body.type !== "BlockStatement") {
    const inner = bare(first.body)
    const parameter = first.params[0]
    const found =
      inner.type !== "CallExpression"
        ? null
        : (callTest(module, inner) ?? (parameter?.type === "Identifier" ? patternOfList(module, inner, receiver, parameter.name) : null))
    return found?.isAnywhere ? { ...found, node: call } : null
  }
  const pattern = method === "test" ? writtenPattern(module, receiver) : method === "match" ? writtenPattern(module, bare(first)) : null
  const asked = module.textOf(method === "test" ? first : receiver)
  const isAsked = PATH.test(asked)
  if (pattern) return isAsked ? patternTest(call, pattern, WITH_QUERY.test(asked)) : null
  const text = stringOf(first)
  const anywhere = /^(?:includes|indexOf|endsWith)$/.test(method) && WITH_QUERY.test(module.textOf(receiver))
  if (!isAsked || (text === null ? !anywhere : !/^[/.]?[\w-]/.test(text))) return null
  if (method === "endsWith" ? !anywhere : !/^(?:startsWith|includes|indexOf)$/.test(method)) return null
  return { node: call, text: shown(text ?? module.textOf(first)), isWhole: false, isNegated: false, isAnywhere: anywhere }
}

// `const OPEN = /^\/public/` above the function that asks it.
function writtenPattern(module: SourceModule, node: Node): Node {
  const binding = node.type === "Identifier" ? module.bindings.resolve(node) : null
  const init =
    binding?.kind === "variable" && binding.assigned.length === 0 && binding.declaration.type === "VariableDeclarator"
      ? binding.declaration.init
      : null
  return init ? bare(init) : node
}

// `open.some((each) => each.test(req.url))`, `open.some((each) => new RegExp(each).test(req.url))`
function patternOfList(module: SourceModule, call: Call, list: Node, element: string): PathTest | null {
  const [asked] = call.arguments
  if (call.callee.type !== "MemberExpression" || propertyName(call.callee) !== "test" || !asked || !WITH_QUERY.test(module.textOf(asked)))
    return null
  const pattern = bare(call.callee.object)
  const isMade = pattern.type === "NewExpression" && module.textOf(pattern.callee) === "RegExp"
  const tested = isMade ? pattern.arguments[0] : pattern
  if (tested?.type !== "Identifier" || tested.name !== element) return null
  for (const each of elementsOf(module, list)) {
    const written = isMade ? stringOf(each) : each?.type === "Literal" && "regex" in each && each.regex ? each.regex.pattern : null
    const text = written === null || written.startsWith("^") ? "" : literalStart(written)
    if (/[a-z]{2}/i.test(text)) return { node: call, text: shown(text), isWhole: false, isNegated: false, isAnywhere: true }
  }
  return null
}

/** The elements of a list that is written out in the file, under a name or as a property of `this`. */
function elementsOf(module: SourceModule, list: Node): readonly (Node | null)[] {
  const declaration = list.type === "Identifier" ? module.bindings.resolve(list)?.declaration : null
  const init = declaration?.type === "VariableDeclarator" && declaration.init ? bare(declaration.init) : null
  if (init?.type === "ArrayExpression") return init.elements
  if (list.type !== "MemberExpression" || list.object.type !== "ThisExpression") return []
  const name = propertyName(list)
  const assigned = nodesOf(module.program, "AssignmentExpression").flatMap(({ left, right }) =>
    left.type === "MemberExpression" && left.object.type === "ThisExpression" && propertyName(left) === name ? [right] : [],
  )
  const declared = (enclosingClass(list)?.body.body ?? []).flatMap((each) =>
    each.type === "PropertyDefinition" && propertyName(each) === name && each.value ? [each.value] : [],
  )
  for (const value of [...declared, ...assigned]) {
    const inner = bare(value)
    if (inner.type === "ArrayExpression") return inner.elements
  }
  return []
}

// `/^\/admin/.test(req.path)`, `/\.css$/.test(req.url)`
function patternTest(call: Call, pattern: Node, withQuery: boolean): PathTest | null {
  if (pattern.type !== "Literal" || !("regex" in pattern) || !pattern.regex) return null
  const fits = withQuery ? whatFits(pattern.regex.pattern) : null
  if (fits !== null) return { node: call, text: shown(fits), isWhole: false, isNegated: false, isAnywhere: true }
  if (pattern.regex.flags.includes("i")) return null
  const text = literalStart(pattern.regex.pattern)
  return /[a-z]{2}/i.test(text) ? { node: call, text: shown(text), isWhole: false, isNegated: false, isAnywhere: false } : null
}

/** A text of the source for a message: at most 40 characters and safe between backticks. */
export function shown(text: string): string {
  return text.replaceAll("`", "'").slice(0, 40)
}

/** Whether an expression is the path of the request, as it came. */
export function isPath(module: SourceModule, node: Node): boolean {
  return PATH.test(module.textOf(node))
}

/** The text every match begins with, as far as it is written out. */
export function literalStart(pattern: string): string {
  const plain = pattern.replace(/^\^/, "").replaceAll("\\/", "/")
  return /^[\w/-]*/.exec(plain)?.[0] ?? ""
}

// A text that a pattern finds wherever it stands, or at the end: `.css` for `\.(?:css|js)$`.
function whatFits(pattern: string): string | null {
  if (pattern.length > 200 || pattern.startsWith("^")) return null
  const text = pattern
    .replace(/\$$/, "")
    .replace(/\((?:\?:)?([^|()]+)[^()]*\)/g, "$1")
    .replace(/\\([/.-])/g, "$1")
  return /^[/.]?[\w-]+(?:[/.][\w-]+)*\/?$/.test(text) ? text : null
}
