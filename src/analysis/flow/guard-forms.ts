import { bare, descendants, enclosingFunction, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"

// As deep as conditions are looked into.
const MAX_DEPTH = 20

/** Whether a call is `text.search(…)`. */
export function isSearch(node: Node): boolean {
  return node.type === "CallExpression" && node.callee.type === "MemberExpression" && propertyName(node.callee) === "search"
}

/** Whether the comparison of a position came out as "it is not in there". */
export function isAbsence(operator: string, right: Node, outcome: boolean): boolean {
  const number = numberOf(right)
  if (operator === "===" || operator === "==") return number === -1 && outcome
  if (operator === "!==" || operator === "!=") return number === -1 && !outcome
  if (operator === "<") return number === 0 && outcome
  if (operator === ">=") return number === 0 && !outcome
  return operator === ">" && number === -1 && !outcome
}

/** A text or pattern that finds `..`; `/^\.\./` finds it at the beginning only, which is enough for what `path.relative` gives. */
export function looksForParent(node: Node): boolean {
  const inner = bare(node)
  if (inner.type === "Literal" && "regex" in inner && inner.regex) return /\\\.(?:\\\.|\{(?:1,)?2,?\})/.test(inner.regex.pattern)
  if (inner.type === "Identifier") return /^UP_PATH|TRAVERSAL|DOT_?DOT/i.test(inner.name)
  return /\.\.|^\/$/.test(stringOf(inner) ?? "")
}

/** The number that is written, with its sign; `null` for everything else. */
export function numberOf(node: Node): number | null {
  const inner = bare(node)
  if (inner.type === "UnaryExpression" && inner.operator === "-") return -(numberOf(inner.argument) ?? Number.NaN)
  return inner.type === "Literal" && typeof inner.value === "number" ? inner.value : null
}

/** `.example.com`, or a dot in front of what a name holds. */
export function isHostEnding(argument: Node): boolean {
  const inner = bare(argument)
  if (inner.type === "TemplateLiteral") return inner.quasis[0]?.value.raw === "." && inner.expressions.length === 1
  if (inner.type === "BinaryExpression") return inner.operator === "+" && stringOf(inner.left) === "."
  return /^\.[\w-]+\.\w/.test(stringOf(inner) ?? "")
}

/** Whether a statement ends in `return false`, or in a return of nothing. */
export function givesFalse(node: Node): boolean {
  const last = node.type === "BlockStatement" ? node.body.at(-1) : node
  if (last?.type !== "ReturnStatement") return false
  return !last.argument || (last.argument.type === "Literal" && !last.argument.value)
}

/** `isNaN(Number(id))` asks about `id`. */
export function unwrapped(node: Node): Node {
  let inner = bare(node)
  while (
    inner.type === "CallExpression" &&
    inner.callee.type === "Identifier" &&
    /^(?:Number|parseInt|parseFloat|String)$/.test(inner.callee.name) &&
    inner.arguments[0]
  )
    inner = bare(inner.arguments[0])
  if (
    inner.type === "CallExpression" &&
    inner.callee.type === "MemberExpression" &&
    /^to(?:Lower|Upper)Case$|^trim$/.test(propertyName(inner.callee) ?? "")
  )
    inner = bare(inner.callee.object)
  return inner
}

/** What the text that an expression puts together begins with, as far as it is written. */
export function leftmostText(node: Node): string {
  let inner = bare(node)
  for (let depth = 0; depth < MAX_DEPTH && inner.type === "BinaryExpression" && inner.left.type !== "PrivateIdentifier"; depth++)
    inner = bare(inner.left)
  if (inner.type === "TemplateLiteral") return inner.quasis[0]?.value.cooked ?? ""
  return stringOf(inner) ?? ""
}

/** What `value[1]` and `value.charAt(1)` are the second sign of. */
export function secondSignOf(node: Node): Node | null {
  return signOf(node, 1)
}

/**
 * The text whose beginning `text.slice(0, n)`, `text.substring(0, n)` or `text.substr(0, n)` gives;
 * `null` for everything else, a single sign included.
 */
export function wholeOfBeginning(node: Node): Node | null {
  const inner = bare(node)
  if (inner.type !== "CallExpression" || inner.callee.type !== "MemberExpression") return null
  const [from, to] = inner.arguments
  if (!from || !to || numberOf(from) !== 0 || (numberOf(to) ?? 2) < 2) return null
  return /^(?:slice|substr|substring)$/.test(propertyName(inner.callee) ?? "") ? inner.callee.object : null
}

function signOf(node: Node, place: number): Node | null {
  const inner = bare(node)
  if (inner.type === "MemberExpression") return inner.computed && numberOf(inner.property) === place ? inner.object : null
  if (inner.type !== "CallExpression" || inner.callee.type !== "MemberExpression") return null
  const [at] = inner.arguments
  const isAsked = /^(?:charAt|at)$/.test(propertyName(inner.callee) ?? "") && at !== undefined && numberOf(at) === place
  return isAsked ? inner.callee.object : null
}

// A function that asks for a slash does it near its beginning.
const MAX_NODES = 2_000

/** Whether the function around a check asks for a leading `/` as well: both together keep an address on this site. */
export function asksForSlash(check: Node): boolean {
  const around = enclosingFunction(check)
  if (!around) return false
  let count = 0
  for (const node of descendants(around)) {
    if (++count > MAX_NODES) return false
    if (node.type === "BinaryExpression" && /^[!=]==?$/.test(node.operator) && node.left.type !== "PrivateIdentifier") {
      if (stringOf(node.right) === "/" && signOf(node.left, 0) !== null) return true
    }
    if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") continue
    if (propertyName(node.callee) === "startsWith" && stringOf(node.arguments[0]) === "/") return true
  }
  return false
}
