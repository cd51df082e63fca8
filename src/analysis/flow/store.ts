import type { Node } from "../source/ast.ts"
import type { Meaning } from "../source/meaning.ts"
import { callableIn, join } from "./value.ts"
import type { Tainted, Value } from "./value.ts"
import type { Walk } from "./walk.ts"

/** A call that may read or write what is kept for longer than a request. */
export interface StoreCall {
  readonly node: Node & { type: "CallExpression" | "NewExpression" }
  readonly path: string | null
  readonly method: string | null
  readonly receiver: Value
  readonly values: readonly Value[]
  /** What the call means without knowing of rows. */
  readonly meaning: Meaning | null
}

const MAX_KEPT = 400

/** Notes that a column of a table, `*` for any, is given data of a request; other values are nothing to note. */
export function note(walk: Walk, table: string, column: string, value: Value): void {
  const data: Tainted | null = value?.kind === "tainted" && !value.stored ? value : null
  if (data?.controls.includes("string") && walk.kept.length < MAX_KEPT) walk.kept.push({ table, column, value: data })
}

/** Runs the callbacks of a call: `(error, user) => …` where the library reports that way, `(user) => …` elsewhere. Gives what they return. */
export function runCallbacks(walk: Walk, values: readonly Value[], rows: Value, hasErrorFirst: boolean): Value {
  let result: Value = null
  for (const value of values) {
    const callback = callableIn(value)
    if (callback === null) continue
    const given = hasErrorFirst && callback.node.params.length > 1 ? [null, rows] : [rows]
    result = join(result, walk.run(callback.module, callback.node, given, callback.environment))
  }
  return result
}
