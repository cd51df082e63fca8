import { Ajv } from "ajv"
import type { ValidateFunction } from "ajv"

type Schema = Readonly<Record<string, unknown>>

// What the provider does not guarantee, or what costs nothing to mend when the field is read, is no reason to ask again.
const overlooked = new Set([
  "enum",
  "const",
  "format",
  "pattern",
  "minLength",
  "maxLength",
  "minimum",
  "maximum",
  "minItems",
  "maxItems",
  "additionalProperties",
])
const mostMisfits = 10

const ajv = new Ajv({ allErrors: true, strict: false, logger: false })
const validators = new WeakMap<Schema, ValidateFunction>()

/** Where the shape of an answer is not what was asked for: at most ten places, in words that hold nothing the model wrote. Empty when it fits. */
export function findMisfits(schema: Schema, answer: unknown): readonly string[] {
  const validate = validatorOf(schema)
  if (validate(answer)) return []
  return (validate.errors ?? [])
    .slice(0, mostMisfits)
    .map(({ instancePath, message }) => `${instancePath === "" ? "/" : instancePath} ${message}`)
}

function validatorOf(schema: Schema): ValidateFunction {
  const known = validators.get(schema)
  if (known !== undefined) return known
  const validate = ajv.compile(overlook(schema) as Schema)
  validators.set(schema, validate)
  return validate
}

function overlook(schema: unknown, isPropertyList = false): unknown {
  if (Array.isArray(schema)) return schema.map((item) => overlook(item))
  if (typeof schema !== "object" || schema === null) return schema
  const entries = Object.entries(schema).filter(([key]) => isPropertyList || (!overlooked.has(key) && key !== "$id" && key !== "$schema"))
  return Object.fromEntries(entries.map(([key, value]) => [key, overlook(value, !isPropertyList && key === "properties")]))
}
