import type { Node } from "../source/ast.ts"
import { taintIn } from "./value.ts"
import type { Value } from "./value.ts"
import type { Frame, Walk } from "./walk.ts"

// https://nodejs.org/api/util.html#utilformatformat-args, and what goes through it.
const FORMATS =
  /^util\.format(?:WithOptions)?$|^globalThis\.console\.(?:log|info|warn|error|debug|trace)$|^(?:printf|sprintf-js\.v?sprintf|debug\(\))$/
// A place that a value behind it is meant for.
const PLACE = /%[sdifjoOc]/

/** Notes request data in a text whose places are filled with the values behind it: `format(path + " %d", status)`. */
export function lookForFormat(
  walk: Walk,
  { node, path, values }: { node: Node & { type: "CallExpression" | "NewExpression" }; path: string | null; values: readonly Value[] },
  { module }: Frame,
): void {
  if (path === null || !FORMATS.test(path)) return
  const at = path.endsWith("WithOptions") ? 1 : 0
  const argument = node.arguments[at]
  const value = taintIn(values[at] ?? null)
  if (!argument || node.arguments.length <= at + 1 || !value?.controls.includes("string") || value.stored) return
  if (PLACE.test(module.textOf(argument).slice(0, 400)))
    walk.hits.push({ kind: "format", technology: "Node.js", module, node, argument, value, certain: true })
}
