import type { Control } from "../../models/model.ts"
import { drop, fieldOf, taintIn } from "../value.ts"
import type { Value } from "../value.ts"
import { text } from "./schema.ts"
import type { Schema } from "./schema.ts"

const MAX_DEPTH = 5
// Filters that are made from the types of a graph name one another in circles: five levels of them are millions of values.
const MAX_PARTS = 3_000

/** How many parts of a schema may still be told apart. */
interface Budget {
  left: number
}

/** The value a schema lets through. Of what is too large, the parts further inside are taken for data of which nothing is known. */
export function passThrough(schema: Schema, value: Value): Value {
  return pass(schema, value, 0, { left: MAX_PARTS })
}

function pass(schema: Schema, value: Value, depth: number, budget: Budget): Value {
  if (value === null || depth > MAX_DEPTH) return value
  if (schema.fields) {
    const fields = new Map<string, Value>()
    for (const [name, each] of schema.size > MAX_PARTS ? smallFirst(schema.fields) : schema.fields)
      fields.set(name, budget.left-- > 0 ? pass(each, propertyOf(value, name), depth + 1, budget) : propertyOf(value, name))
    const rest = schema.others === "kept" || schema.others === "unread" ? taintIn(value) : null
    return { kind: "object", fields, rest: schema.others === "unread" ? drop(rest, text.lost) : rest }
  }
  if (schema.element) {
    const element = value.kind === "object" ? value.rest : value
    const rest = budget.left-- > 0 ? pass(schema.element, element, depth + 1, budget) : element
    return { kind: "object", fields: new Map(), rest, ...(schema.keys ? { keys: drop(taintIn(value), [...text.lost, ...schema.keys.lost]) } : {}) }
  }
  return drop(value, schema.lost)
}

// So that one large field takes nothing from the others.
function smallFirst(fields: ReadonlyMap<string, Schema>): (readonly [string, Schema])[] {
  return [...fields].sort(([, a], [, b]) => a.size - b.size)
}

function propertyOf(value: Value, name: string): Value {
  if (value?.kind === "tainted") return fieldOf(value, name)
  if (value?.kind !== "object") return null
  return value.fields.has(name) ? (value.fields.get(name) ?? null) : value.rest
}

/** What is known of the input itself once it passed: the sources below it as written, with what each has lost. */
export function provenBy(schema: Schema, source: string): readonly (readonly [string, readonly Control[]])[] {
  return [...proven(schema, source, 0, { left: MAX_PARTS })]
}

function* proven(schema: Schema, source: string, depth: number, budget: Budget): Generator<readonly [string, readonly Control[]]> {
  if (depth > MAX_DEPTH) return
  if (schema.fields === null && schema.lost.length > 0) yield [source, schema.lost]
  for (const [name, each] of schema.fields ?? []) if (budget.left-- > 0) yield* proven(each, `${source}.${name}`, depth + 1, budget)
}
