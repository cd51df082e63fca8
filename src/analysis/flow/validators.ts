import { bare } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { readBuiltSchema } from "./schema/builder-schema.ts"
import { passThrough, provenBy } from "./schema/pass-through.ts"
import type { Schema } from "./schema/schema.ts"
import { advance, drop, guardKey, taintIn } from "./value.ts"
import type { Tainted, Value } from "./value.ts"
import type { Frame, Walk } from "./walk.ts"

const VALIDATORS = new Set(
  "parse parseAsync safeParse safeParseAsync validate validateAsync validateSync cast transform attempt assert decode".split(" "),
)
const MAX_DEPTH = 5

/** What a method of a validator gives of the request data it is handed; `undefined` when the call is none. */
export function callValidator(
  walk: Walk,
  call: Node & { type: "CallExpression" | "NewExpression" },
  method: string,
  values: readonly Value[],
  frame: Frame,
): Value | undefined {
  if (!VALIDATORS.has(method)) return undefined
  const data = values.map((each) => taintIn(each)).find((each) => each !== null)
  if (!data) return undefined
  const schema = schemaOf(walk, call, values, frame)
  if (schema === null && method === "assert") return undefined
  const asked = values.find((each) => taintIn(each) === data) ?? data
  const step = (value: Tainted) => advance(value, frame.module, call, `passes \`${method}\``)
  const passed = schema ? each(passThrough(schema, asked), step) : each(drop(data, ["shape"]), step)
  if (schema && asked.kind === "tainted") {
    for (const [source, lost] of provenBy(schema, guardKey(asked))) {
      const known = frame.environment.guarded.get(source) ?? []
      frame.environment.guarded.set(source, [...new Set([...known, ...lost])])
    }
  }
  const isWrapped = method.startsWith("safeParse") || method === "validate" || method === "validateSync"
  if (!isWrapped) return passed
  // joi and zod wrap the result, yup gives it as it is.
  const own = passed?.kind === "object" ? passed : { fields: [], rest: passed }
  return { kind: "object", fields: new Map([...own.fields, ["data", passed], ["value", passed]]), rest: own.rest }
}

// `schema.parse(data)`, `Joi.attempt(data, schema)`, `Joi.validate(data, schema)`
function schemaOf(
  walk: Walk,
  call: Node & { type: "CallExpression" | "NewExpression" },
  values: readonly Value[],
  { module }: Frame,
): Schema | null {
  const callee = bare(call.callee)
  const own = callee.type === "MemberExpression" ? readBuiltSchema(walk.project, module, callee.object) : null
  if (own) return own
  const other = call.arguments.find((_, index) => taintIn(values[index] ?? null) === null)
  return other ? readBuiltSchema(walk.project, module, other) : null
}

function each(value: Value, change: (value: Tainted) => Value, depth = 0): Value {
  if (value?.kind === "tainted") return change(value)
  if (value?.kind !== "object" || depth > MAX_DEPTH) return value
  return {
    kind: "object",
    fields: new Map([...value.fields].map(([name, field]) => [name, each(field, change, depth + 1)] as const)),
    rest: each(value.rest, change, depth + 1),
    ...(value.keys === undefined ? {} : { keys: each(value.keys, change, depth + 1) }),
  }
}
