import { ancestors, bare, functionName, isFunction, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Call } from "./call-facts.ts"

const LOCK = /lock|mutex|lease|leader|semaphore|exclusive/i
// A mark of what was done, set once so that it is not done twice; to take it back lets it be tried again.
const MARK = /(?:deliver|process|handl|notifi|complet|execut|consum|publish)ed|\b(?:sent|seen|done)\b|dedup|idempot/i
const RELEASE = /^(?:release|unlock|free|giveUp|resign)/i

/** The name of the method a call is of; `null` for other calls. */
export function methodOf(call: Call): string | null {
  return call.callee.type === "MemberExpression" ? propertyName(call.callee) : null
}

/** The words a `SET` of Redis is given beside key and value, in capitals: `"PX", 5_000, "NX"` and `{ NX: true, PX: 5_000 }` alike. */
export function wordsOfSet(call: Call): readonly string[] {
  return call.arguments.slice(2).flatMap((each) => wordsOf(each))
}

function wordsOf(argument: Node): string[] {
  const node = bare(argument)
  const word = stringOf(node)
  if (word !== null) return [word.toUpperCase()]
  if (node.type !== "ObjectExpression") return []
  return node.properties.flatMap((each) => {
    if (each.type !== "Property") return []
    const condition = stringOf(each.value)
    const isOff = each.value.type === "Literal" && each.value.value === false
    return isOff ? [] : [(propertyName(each) ?? "").toUpperCase(), ...(condition === null ? [] : [condition.toUpperCase()])]
  })
}

/** A key as it is put together, wherever it is kept: the same in the function that takes the lock and in the one that gives it up. */
export function lockKeyOf(module: SourceModule, key: Node): string {
  const node = bare(key)
  const declaration = node.type === "Identifier" ? module.bindings.resolve(node)?.declaration : null
  const init = declaration?.type === "VariableDeclarator" && declaration.id.type === "Identifier" ? declaration.init : null
  return module.textOf(init ? bare(init) : node).slice(0, 200)
}

/** Of several calls that take a lock the one whose lock another call is about: the same key of the same client. */
export function lockTakenFor(module: SourceModule, taken: readonly Call[], call: Call): Call | undefined {
  const [key] = call.arguments
  if (call.callee.type !== "MemberExpression" || !key) return undefined
  const client = module.textOf(call.callee.object)
  return taken.find(
    (each) =>
      each.callee.type === "MemberExpression" &&
      each.arguments[0] &&
      module.textOf(each.callee.object) === client &&
      lockKeyOf(module, each.arguments[0]) === lockKeyOf(module, key),
  )
}

/** Whether a deletion ends a lock: in a `finally`, or by what the key or the function is called. Marks of work done are deleted in a `catch`. */
export function endsLock(module: SourceModule, call: Call, key: Node): boolean {
  if (LOCK.test(lockKeyOf(module, key)) || LOCK.test(module.textOf(key))) return !isInCatch(call)
  let below: Node = call
  for (const above of ancestors(call)) {
    if (above.type === "TryStatement" && above.finalizer === below) return true
    if (isFunction(above)) {
      const name = functionName(above)
      if (name !== null && MARK.test(lockKeyOf(module, key)) && !/lock|mutex/i.test(name)) return false
      if (name !== null && (RELEASE.test(name) || LOCK.test(name))) return !isInCatch(call)
      const outer = above.parent
      if (outer?.type === "CallExpression" && methodOf(outer) === "finally") return true
    }
    below = above
  }
  return false
}

function isInCatch(node: Node): boolean {
  for (const above of ancestors(node)) {
    if (above.type === "CatchClause") return true
    if (isFunction(above)) return false
  }
  return false
}
