import { sizedBy } from "../calls/sized-calls.ts"
import { bare, descendants, propertyName, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import { isBoundedAsNumber, isCheap } from "./numbers.ts"
import type { Counted, Value } from "./value.ts"
import { quietly } from "./walk.ts"
import type { Frame, Walk } from "./walk.ts"

// More of a loop than this nobody writes by hand.
const MAX_NODES = 2_000

/** Notes a number of the sender's that decides how much memory or time a call takes. */
export function lookForSizes(
  walk: Walk,
  call: { node: Node & { type: "CallExpression" | "NewExpression" }; path: string | null; method: string | null; values: readonly Value[] },
  { module, environment }: Frame,
): void {
  const { node, path, method, values } = call
  for (const { at, option, takesData } of sizedBy(path, method, node.arguments.length)) {
    const argument = node.arguments[at]
    const whole = values[at] ?? null
    const given = option === undefined ? whole : whole?.kind === "object" ? (whole.fields.get(option) ?? null) : null
    if (!argument || given === null) continue
    // A number of JSON needs no conversion.
    const value =
      given.kind === "number" && !given.isLength
        ? given.of
        : takesData && given.kind === "tainted" && given.controls.includes("shape") && !isBoundedAsNumber(given, environment)
          ? given
          : null
    const written = option === undefined ? argument : (propertyOf(argument, option) ?? argument)
    if (value !== null && !value.stored)
      walk.hits.push({ kind: "size", technology: "JavaScript", module, node, argument: written, value, certain: given.kind === "number" })
  }
}

/** Notes a number of the sender's that decides how often a loop runs: `i < count`, `i < tags.length`. */
export function lookForBound(walk: Walk, test: Node, body: Node, frame: Frame): void {
  const inner = bare(test)
  if (inner.type !== "BinaryExpression" || !/^[<>]=?$|^!==?$/.test(inner.operator) || inner.left.type === "PrivateIdentifier") return
  const bound = bare(inner.operator.startsWith(">") ? inner.left : inner.right)
  if (!isCheap(bound)) return
  const value = quietly(walk, bound, frame)
  if (value?.kind !== "number" || (value.isLength && !mayBeNoList(frame.module, bound, value, body))) return
  walk.hits.push({
    kind: "loop",
    technology: "JavaScript",
    module: frame.module,
    node: test,
    argument: bound,
    value: value.of,
    ...(value.isLength ? { field: "length" } : {}),
    certain: true,
  })
}

/**
 * Whether a loop over what should be a list goes on where it is `{ "length": 1000000000 }`: a text has no such length, and a method of an
 * element, or one of the list itself that only lists and texts have, throws at the first round.
 */
function mayBeNoList(module: SourceModule, bound: Node, { of }: Counted, body: Node): boolean {
  if (/\b(?:query|params|headers|cookies)\b/.test(of.source)) return false
  if (bound.type !== "MemberExpression") return false
  const list = module.textOf(bound.object)
  let count = 0
  for (const node of descendants(body)) {
    if (++count > MAX_NODES) return false
    if (node.type !== "MemberExpression") continue
    const object = bare(node.object)
    const name = propertyName(node)
    // `list.slice(…)`
    if (module.textOf(object) === list && !node.computed && name !== "length") return false
    // `list[i].name`, and `const item = list[i]` with `item.name`
    if (node.optional) continue
    if (isElement(module, object, list)) return false
    const declared = object.type === "Identifier" ? module.bindings.resolve(object)?.declaration : null
    if (declared?.type === "VariableDeclarator" && declared.init && isElement(module, bare(declared.init), list)) return false
  }
  return true
}

function isElement(module: SourceModule, node: Node, list: string): boolean {
  return node.type === "MemberExpression" && node.computed && module.textOf(node.object) === list
}
