import type { Node } from "../source/ast.ts"
import { advance, drop, elementOf, guardKey, join, pieceOf } from "./value.ts"
import type { Value } from "./value.ts"
import type { Frame } from "./walk.ts"

const NAMES = "globalThis.Object.keys"
const PAIRS = "globalThis.Object.entries"

/** What `Object.keys` and `Object.entries` give: names that the sender chose apart from those of ours. `undefined` for other calls. */
export function callPairs(path: string | null, values: readonly Value[], node: Node, frame: Frame): Value | undefined {
  if (path !== NAMES && path !== PAIRS) return undefined
  const [given = null] = values
  const name = nameIn(given, node, frame)
  if (path === NAMES) return name && listOf(name)
  const value = pieceOf(elementOf(given), 1)
  if (name === null && value === null) return null
  const rest = join(name, value)
  return listOf({ kind: "object", fields: new Map(), rest, places: { values: [name, value], rest } })
}

function listOf(element: Value): Value {
  return { kind: "object", fields: new Map(), rest: element }
}

// Of what came as an object, or was spread into one of ours.
function nameIn(value: Value, node: Node, { module }: Frame): Value {
  const holder = value?.kind === "object" ? (value.keys === undefined ? value.rest : value.keys) : value
  // The parts of a path are named by the route.
  if (holder?.kind !== "tainted" || /(?:^|\.)params$|^@Param\(/.test(holder.source)) return null
  const name = drop(holder, ["shape"])
  if (name?.kind !== "tainted") return null
  const moved = advance(name, module, node, "gives the names of its properties")
  return pieceOf({ ...moved, key: guardKey(holder), source: `Object.keys(${holder.source})` }, 0)
}
