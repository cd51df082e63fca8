import { bare, enclosingFunction, isClass, isFunction, ownerOfThis, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import { addedBefore, addForLater } from "./properties.ts"
import { taintIn } from "./value.ts"
import type { Value } from "./value.ts"
import type { Walk } from "./walk.ts"

const MAPS = /^(?:Map|LRUCache|QuickLRU|NodeCache|ExpiryMap|TTLCache)$/
const MAX_KEPT = 200

/**
 * What a map that outlives the request gives: what any handler has put into it. `undefined` where the call is of no such map. What is put
 * into one is noted.
 */
export function callKeptMap(
  walk: Walk,
  module: SourceModule,
  callee: Node,
  method: string | null,
  values: readonly Value[],
): Value | undefined {
  if ((method !== "set" && method !== "get") || callee.type !== "MemberExpression") return undefined
  const key = keyOfMap(module, callee.object)
  if (key === null) return undefined
  if (method === "get") return addedBefore(walk, key)
  const value = values[1] ?? null
  if (taintIn(value) && walk.added.size <= MAX_KEPT) addForLater(walk, key, value)
  return undefined
}

// `module.exports = async function plugin(fastify) { const cache = new Map(); … }` runs once.
const IS_APP = /^_?(?:fastify|app|server|router|instance|api|io|express)$/

function runsOnce(function_: Node | null): boolean {
  const [first] = isFunction(function_) ? function_.params : []
  return first?.type === "Identifier" && IS_APP.test(first.name)
}

/** A name for a map that stands at the top of a file, in a function that sets up the service, or in a field of a class; `null` for everything else. */
function keyOfMap(module: SourceModule, object: Node): string | null {
  const inner = bare(object)
  if (inner.type === "Identifier") {
    const binding = module.bindings.resolve(inner)
    const isTop = binding !== null && module.bindings.top.get(binding.name) === binding
    const declaration = binding && (isTop || runsOnce(enclosingFunction(binding.declaration))) ? binding.declaration : null
    return declaration?.type === "VariableDeclarator" && isMap(declaration.init) ? `map ${module.path}#${declaration.start}` : null
  }
  if (inner.type !== "MemberExpression" || inner.object.type !== "ThisExpression") return null
  const name = inner.property.type === "PrivateIdentifier" ? `#${inner.property.name}` : propertyName(inner)
  const owner = ownerOfThis(inner)
  if (name === null || owner === null || !isClass(owner)) return null
  const field = owner.body.body.find(
    (each) =>
      each.type === "PropertyDefinition" &&
      (each.key.type === "PrivateIdentifier" ? `#${each.key.name}` : propertyName(each)) === name &&
      isMap(each.value),
  )
  return field ? `map ${module.path}#${owner.start}.${name}` : null
}

function isMap(node: Node | null | undefined): boolean {
  const made = node ? bare(node) : null
  return made?.type === "NewExpression" && made.callee.type === "Identifier" && MAPS.test(made.callee.name)
}
