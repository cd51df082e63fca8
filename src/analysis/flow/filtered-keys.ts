import { bare, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { asking } from "./asking.ts"
import { createEnvironment } from "./environment.ts"
import { narrowElements } from "./guards.ts"
import type { Frame, Walk } from "./walk.ts"

/**
 * Runs what goes through a list with what the list was filtered by: of `FIELDS.filter((field) => typeof body[field] === "string")` each is the
 * name of a text in `body`, whatever else is in there.
 */
export function withFilter<T>(walk: Walk, list: Node, frame: Frame, run: () => T): T {
  const predicate = predicateOf(walk, list, frame)
  if (predicate === null) return run()
  const { environment } = frame
  const proven = createEnvironment(null)
  narrowElements(predicate.list, predicate.node, true, proven, asking(walk, frame))
  if (proven.guarded.size === 0) return run()
  const before = new Map(environment.guarded)
  for (const [key, controls] of proven.guarded) environment.guarded.set(key, [...new Set([...(before.get(key) ?? []), ...controls])])
  const value = run()
  environment.guarded.clear()
  for (const [key, controls] of before) environment.guarded.set(key, controls)
  return value
}

// `FIELDS.filter(…)`, also under a name.
function predicateOf(walk: Walk, list: Node, frame: Frame): { readonly list: Node; readonly node: Node } | null {
  const inner = bare(list)
  const call = inner.type === "Identifier" ? bare(asking(walk, frame).written(inner)) : inner
  if (call.type !== "CallExpression" || call.callee.type !== "MemberExpression" || propertyName(call.callee) !== "filter") return null
  const [node] = call.arguments
  return node ? { list: call.callee.object, node } : null
}
