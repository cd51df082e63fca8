import type { Control } from "../../models/model.ts"

/** What a validator lets through, whichever library it was written for. */
export interface Schema {
  /** What the sender can no longer choose once the value passed. */
  readonly lost: readonly Control[]
  /** Known properties of an object; `null` for anything but an object. */
  readonly fields: ReadonlyMap<string, Schema> | null
  /**
   * Properties that are not named pass as they are, are left out of the result, or make the whole be refused. "unread": some are asked for
   * where nobody can read it, and count as texts.
   */
  readonly others: "kept" | "dropped" | "refused" | "unread"
  /** What elements of a list, or values of an object with names of the sender's, have to be; `null` when it is neither. */
  readonly element: Schema | null
  /** What the names of such an object have to be; `null` for lists and everything else. */
  readonly keys: Schema | null
  /** How many schemas it is made of, itself among them: one that is used in two places is two, as it is for who walks through it. */
  readonly size: number
}

/** Nothing is asked of the value. */
export const anything: Schema = { lost: [], fields: null, others: "kept", element: null, keys: null, size: 1 }
/** Text of the sender's choosing. */
export const text: Schema = { ...anything, lost: ["shape"] }
/** Numbers, booleans, dates, ids, one of a list: nothing to choose but what was meant. */
export const closed: Schema = { ...anything, lost: ["string", "shape", "host", "path"] }
/** Words with dots and slashes between them: nothing that runs, and any path or address there is. */
export const named: Schema = { ...anything, lost: ["string", "shape"] }

/** An object with these properties. */
export function objectOf(fields: ReadonlyMap<string, Schema>, others: Schema["others"]): Schema {
  let size = 1
  for (const each of fields.values()) size += each.size
  return { ...anything, fields, others, size }
}

/** An object whose properties the sender names: `z.record(z.string(), z.number())`. */
export function recordOf(keys: Schema, element: Schema): Schema {
  return { ...anything, element, keys, size: element.size + keys.size + 1 }
}

/** A list of such elements. */
export function listOf(element: Schema): Schema {
  return { ...anything, element, size: element.size + 1 }
}

// Schemas that name one another, each several times, are written in a few lines and have millions of parts.
const MAX_COMPARED = 5_000

/** What passes either of some schemas; `null` when that cannot be told of one schema, or they are too large to be compared. */
export function eitherOf(schemas: readonly (Schema | null)[]): Schema | null {
  const [first, ...more] = schemas
  if (!first) return null
  let all: Schema = first
  for (const each of more) {
    if (each === null || Math.min(all.size, each.size) > MAX_COMPARED) return null
    const [one, other] = [oneOf(all), oneOf(each)]
    if (one && other) {
      const lost = one.lost.filter((control) => other.lost.includes(control))
      all = all.element && each.element ? listOf({ ...anything, lost }) : { ...anything, lost }
    } else if (all.fields && each.fields) all = overlaid(all, each)
    else return null
  }
  return all
}

// `z.union([z.enum(KINDS), z.array(z.enum(KINDS))])`: one of them or a list of them, as a query string gives it, leaves the same to choose.
function oneOf(schema: Schema): Schema | null {
  if (schema.fields) return null
  return schema.element ? (schema.element.fields || schema.element.element ? null : schema.element) : schema
}

// A property that one of two objects does not name is what the other says of it.
function overlaid(one: Schema, other: Schema): Schema {
  const fields = new Map(one.fields)
  for (const [name, schema] of other.fields ?? []) {
    const known = fields.get(name)
    fields.set(name, known ? (eitherOf([known, schema]) ?? text) : schema)
  }
  return objectOf(fields, one.others === "kept" || other.others === "kept" ? "kept" : one.others === "unread" || other.others === "unread" ? "unread" : "dropped")
}
