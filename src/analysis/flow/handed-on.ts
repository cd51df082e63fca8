import { bare } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { guardsOf } from "./environment.ts"
import { drop, guardKey, join } from "./value.ts"
import type { Environment } from "./value.ts"
import type { Walk } from "./walk.ts"

/** Notes at `next()` what is proven of the data that were put on the request before: only from there do later handlers find them. */
export function noteHandedOn(walk: Walk, call: Node & { type: "CallExpression" | "NewExpression" }, environment: Environment): void {
  if (walk.left.length === 0 || call.arguments.length > 0) return
  const callee = bare(call.callee)
  if (callee.type !== "Identifier" || !/^(?:next|done)$/.test(callee.name)) return
  for (const [index, [, value]] of walk.left.entries()) {
    if (value?.kind !== "tainted") continue
    const proven = guardsOf(environment, guardKey(value))
    const before = walk.handed.get(index)
    walk.handed.set(index, before === undefined ? proven : before.filter((each) => proven.includes(each)))
  }
}

/** Takes what was proven at every `next()` off the data that the handler left on the request. */
export function narrowLeft(walk: Walk): void {
  const changed = new Set<string>()
  for (const [index, proven] of walk.handed) {
    const [key, value] = walk.left[index] ?? []
    if (key === undefined || value === undefined || proven.length === 0) continue
    walk.left[index] = [key, drop(value, proven)]
    changed.add(key)
  }
  for (const key of changed) {
    const own = walk.left.filter(([each]) => each === key).map(([, value]) => value)
    walk.added.set(key, own.reduce(join, walk.outside.get(key) ?? null))
  }
}
