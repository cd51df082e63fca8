import { validationsOf } from "../../routes/validations.ts"
import type { RequestPart, Validation } from "../../routes/validations.ts"
import type { Route } from "../../routes/route.ts"
import { bare, descendants, propertyName } from "../../source/ast.ts"
import type { Node } from "../../source/ast.ts"
import { meaningOf } from "../../source/meaning.ts"
import type { SourceModule } from "../../source/module.ts"
import type { Project } from "../../source/project.ts"
import { readBuiltSchema, readTable } from "./builder-schema.ts"
import { definitionOf } from "./definition.ts"
import { readFieldChain } from "./field-chains.ts"
import { readJsonSchema } from "./json-schema.ts"
import { readPathPatterns } from "./path-patterns.ts"
import { objectOf } from "./schema.ts"
import type { Schema } from "./schema.ts"

/** What is known of request data before a handler sees them. */
export interface RequestCheck {
  /** Schemas by part of the request: `body`, `query`, `params`, `headers`, `cookies`. */
  readonly parts: ReadonlyMap<string, Schema>
  /** Whether something else checks them in a way that was not understood. */
  readonly isOtherwiseChecked: boolean
  /** Whether Nest's pipe checks classes, and leaves out what they do not name. */
  readonly pipe: { readonly whitelist: boolean } | null
}

const PART = /^(?:body|query|querystring|params|headers|cookies|signedCookies|json|form|param|payload|state)$/
const RENAMED: Readonly<Record<string, string>> = {
  querystring: "query",
  json: "body",
  form: "body",
  payload: "body",
  param: "params",
  state: "cookies",
  signedCookies: "cookies",
}

/** Reads the checks that run before the handler of a route. */
export function checkOf(project: Project, route: Route): RequestCheck {
  const parts = new Map<string, Schema>()
  let isOtherwiseChecked = false
  let pipe: RequestCheck["pipe"] = null
  const add = (part: string, schema: Schema) => {
    const known = parts.get(part)
    parts.set(
      part,
      known?.fields && schema.fields
        ? objectOf(
            new Map([...known.fields, ...schema.fields]),
            known.others === "kept" ? schema.others : known.others,
          )
        : schema,
    )
  }
  for (const validation of validationsOf(project, route)) {
    if (validation.by === "class-validator") {
      const text = validation.module.textOf(validation.node)
      pipe = { whitelist: /whitelist:\s*true|forbidNonWhitelisted/.test(text) }
      continue
    }
    const read = [...schemasIn(project, validation)]
    for (const [part, schema] of read) add(part, schema)
    if (read.length === 0) isOtherwiseChecked = true
  }
  const ofPath = readPathPatterns(route.path)
  if (ofPath) add("params", ofPath)
  return { parts, isOtherwiseChecked, pipe }
}

function* schemasIn(project: Project, validation: Validation): Generator<readonly [string, Schema]> {
  const { module, part, by } = validation
  const node = bare(validation.node)
  if (by === "fastify schema" || (by === "joi" && node.type === "Property")) {
    const value = node.type === "Property" ? node.value : node
    const schema = readJsonSchema(project, { module, node: value }) ?? readBuiltSchema(project, module, value)
    if (schema && part !== "all") yield [part, schema]
    else if (part === "all") yield* tableOfParts(project, module, value)
    return
  }
  if (by === "express-validator") {
    const found = readFieldChain(project, module, node)
    if (found) yield [found.part, found.schema]
    return
  }
  if (by === "@hono/zod-openapi") {
    const schema = readBuiltSchema(project, module, node)
    if (schema) yield [namedPart(part), schema]
    return
  }
  if (node.type !== "CallExpression" && node.type !== "NewExpression") return
  const replaces = by === "celebrate" || by.startsWith("@hono/") || replacesInput(project, module, node.callee)
  for (const argument of node.arguments) {
    const byPart = [...tableOfParts(project, module, argument)]
    for (const [name, schema] of byPart) yield [name, replaces ? schema : unstripped(schema)]
    if (byPart.length > 0) continue
    const schema = readBuiltSchema(project, module, argument)
    const target = namedPart(part)
    if (schema?.fields) yield [target, replaces ? schema : unstripped(schema)]
  }
}

function namedPart(part: RequestPart): string {
  return part === "all" ? "body" : part
}

// `{ body: Joi.object(…), query: … }`, `{ [Segments.BODY]: … }` and `z.object({ body: z.object(…) })`.
function* tableOfParts(project: Project, module: SourceModule, node: Node): Generator<readonly [string, Schema]> {
  const at = definitionOf(project, module, node)
  if (!at) return
  if (at.node.type === "ObjectExpression") {
    for (const property of at.node.properties) {
      if (property.type !== "Property") continue
      const name = propertyName(property) ?? /Segments\.(\w+)/.exec(at.module.textOf(property.key))?.[1]?.toLowerCase() ?? ""
      if (!PART.test(name)) continue
      const schema =
        readJsonSchema(project, { module: at.module, node: property.value }) ??
        readTable(project, { module: at.module, node: property.value }, "refused") ??
        readBuiltSchema(project, at.module, property.value)
      if (schema) yield [RENAMED[name] ?? name, schema]
    }
    return
  }
  const whole = readBuiltSchema(project, at.module, at.node)
  if (!whole?.fields || ![...whole.fields.keys()].every((name) => PART.test(name))) return
  for (const [name, schema] of whole.fields) yield [RENAMED[name] ?? name, schema]
}

// A middleware that only looks leaves what the schema would leave out of its result.
function unstripped(schema: Schema): Schema {
  return schema.fields && schema.others === "dropped" ? objectOf(schema.fields, "kept") : schema
}

/** Whether a middleware of the repository puts what it validated in place of what came. */
function replacesInput(project: Project, module: SourceModule, callee: Node): boolean {
  const meaning = meaningOf(project, module, callee)
  if (meaning?.kind !== "function" || !meaning.node.body) return meaning?.kind === "external"
  for (const node of descendants(meaning.node.body)) {
    if (node.type === "AssignmentExpression" && node.left.type === "MemberExpression" && /^(?:req|request|ctx)\b/.test(meaning.module.textOf(node.left)))
      return true
    if (node.type === "CallExpression" && /^Object\.(?:assign|defineProperty)\(\s*req/.test(meaning.module.textOf(node).slice(0, 60))) return true
  }
  return false
}
