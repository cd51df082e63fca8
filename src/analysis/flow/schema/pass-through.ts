import type { Control } from "../../models/model.ts"
import { drop, fieldOf, taintIn } from "../value.ts"
import type { Value } from "../value.ts"
import type { Schema } from "./schema.ts"

const MAX_DEPTH = 5

/** The value a schema lets through. */
export function passThrough(schema: Schema, value: Value, depth = 0): Value {
  if (value === null || depth > MAX_DEPTH) return value
  if (schema.fields) {
    const fields = new Map<string, Value>()
    for (const [name, each] of schema.fields) fields.set(name, passThrough(each, propertyOf(value, name), depth + 1))
    return { kind: "object", fields, rest: schema.others === "kept" ? taintIn(value) : null }
  }
  if (schema.element) {
    const element = value.kind === "object" ? value.rest : value
    return { kind: "object", fields: new Map(), rest: passThrough(schema.element, element, depth + 1) }
  }
  return drop(value, schema.lost)
}

function propertyOf(value: Value, name: string): Value {
  if (value?.kind === "tainted") return fieldOf(value, name)
  if (value?.kind !== "object") return null
  return value.fields.has(name) ? (value.fields.get(name) ?? null) : value.rest
}

/** What is known of the input itself once it passed: the sources below it as written, with what each has lost. */
export function provenBy(schema: Schema, source: string, depth = 0): readonly (readonly [string, readonly Control[]])[] {
  if (depth > MAX_DEPTH) return []
  if (schema.fields) return [...schema.fields].flatMap(([name, each]) => provenBy(each, `${source}.${name}`, depth + 1))
  return schema.lost.length === 0 ? [] : [[source, schema.lost]]
}
