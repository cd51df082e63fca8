import { bare } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { Ask } from "./take.ts"
import { guardsOf } from "./environment.ts"
import { guardKey, isMarked, noteKey } from "./value.ts"
import type { Counted, Environment, Tainted, Value } from "./value.ts"
import { quietly } from "./walk.ts"
import type { Frame, Walk } from "./walk.ts"

// What makes a number of a text, or another of a number, that is as large as the sender likes.
const CONVERSIONS =
  /^globalThis\.(?:Number|parseInt|parseFloat|Number\.parse(?:Int|Float)|Math\.(?:floor|ceil|round|trunc|abs|max))$|^lodash\.(?:toNumber|toInteger|toFinite|parseInt)$/

const MAX_DEPTH = 6

/** Whether an expression may be looked at a second time: it runs nothing of the repository, so that no way is walked twice at every turn. */
export function isCheap(node: Node, depth = 0): boolean {
  const inner = bare(node)
  if (depth > MAX_DEPTH) return false
  const isSo = (part: Node) => isCheap(part, depth + 1)
  switch (inner.type) {
    case "Identifier":
    case "Literal":
    case "ThisExpression":
      return true
    case "MemberExpression":
      return isSo(inner.object) && (!inner.computed || isSo(inner.property))
    case "UnaryExpression":
      return isSo(inner.argument)
    case "BinaryExpression":
      return inner.left.type !== "PrivateIdentifier" && isSo(inner.left) && isSo(inner.right)
    case "CallExpression": {
      const callee = bare(inner.callee)
      const root = callee.type === "MemberExpression" ? bare(callee.object) : callee
      return root.type === "Identifier" && /^(?:Number|parseInt|parseFloat|Math|String)$/.test(root.name) && inner.arguments.every(isSo)
    }
    default:
      return false
  }
}

/** The number a value is or becomes; `null` where the sender has no say in how large it is. */
export function numberOf(value: Value): Counted | null {
  if (value?.kind === "number") return value
  return value?.kind === "tainted" && value.controls.includes("string") && !value.stored ? { kind: "number", of: value } : null
}

/** What a conversion gives: `Number(text)`, `Math.ceil(number)`; `undefined` for calls that are none, or whose number is ours. */
export function convertedBy(path: string, values: readonly Value[]): Counted | undefined {
  if (!CONVERSIONS.test(path)) return undefined
  const given = path.endsWith(".max") ? values : values.slice(0, 1)
  for (const each of given) {
    const number = numberOf(each)
    if (number !== null) return number
  }
  return undefined
}

/** What arithmetic makes of a number of the sender's: one that is as large as they like, unless it is divided. */
export function reckoned(operator: string, left: Value, right: Value): Counted | null {
  if (operator === "<<") return numberOf(left)
  return operator === "*" || operator === "-" || operator === "**" || operator === "|" ? (numberOf(left) ?? numberOf(right)) : null
}

/** The sum of numbers; a text among them makes it a text. */
export function summed(walk: Walk, { left, right }: Node & { type: "BinaryExpression" }, frame: Frame): Counted | null {
  if (left.type === "PrivateIdentifier" || !isCheap(left) || !isCheap(right)) return null
  const [one, other] = [quietly(walk, left, frame), quietly(walk, right, frame)]
  return one?.kind === "number" ? one : other?.kind === "number" ? other : null
}

/** How long something claims to be that may be no list: `{ "length": 1000000000 }`. */
export function lengthOf(value: Tainted): Counted | null {
  if (!value.controls.includes("shape") || value.stored || isMarked(value, "a-list")) return null
  return { kind: "number", of: value, isLength: true }
}

/** Whether a look at the number, or at the text it was made of, has left the sender no large one. */
export function isBounded(number: Counted, environment: Environment): boolean {
  return environment.guarded.has(boundKey(number)) || guardsOf(environment, guardKey(number.of)).includes("string")
}

/** Whether there is a largest number that data of a request may be, which they are compared with. */
export function isBoundedAsNumber(of: Tainted, environment: Environment): boolean {
  return environment.guarded.has(boundKey({ kind: "number", of }))
}

// No name of a source begins so.
function boundKey({ of, isLength }: Counted): string {
  return `number ${guardKey(of)}${isLength ? ".length" : ""}`
}

/** Notes that a value is a list: `Array.isArray(tags)`. */
export function noteList(value: Value, environment: Environment): void {
  if (value?.kind === "tainted") environment.guarded.set(noteKey("a-list", value), ["shape"])
}

/** Notes the largest number that a comparison leaves: `size <= MAX` where it is true, `size > MAX` where it is false. */
export function noteBound(
  { left, right, operator }: Node & { type: "BinaryExpression" },
  outcome: boolean,
  environment: Environment,
  ask: Ask,
): void {
  const isLess = operator === "<" || operator === "<="
  const isMore = operator === ">" || operator === ">="
  if (left.type === "PrivateIdentifier" || !(isLess || isMore) || !isCheap(left) || !isCheap(right)) return
  const smaller = isLess === outcome ? left : right
  const value = ask.value(bare(smaller))
  const larger = ask.value(bare(smaller === left ? right : left))
  if (larger?.kind !== "number" && larger?.kind !== "tainted") noteLimit(value, environment)
}

/** Notes that a number was held against a largest one. */
export function noteLimit(value: Value, environment: Environment): void {
  const number = value?.kind === "tainted" ? ({ kind: "number", of: value } as const) : value
  if (number?.kind === "number") environment.guarded.set(boundKey(number), ["string"])
}
