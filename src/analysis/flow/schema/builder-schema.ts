import { bare, propertyName, propertyOf, stringOf } from "../../source/ast.ts"
import type { Node } from "../../source/ast.ts"
import { originOf } from "../../source/meaning.ts"
import type { SourceModule } from "../../source/module.ts"
import type { Project } from "../../source/project.ts"
import { definitionOf } from "./definition.ts"
import type { Place } from "./definition.ts"
import { anything, closed, eitherOf, listOf, objectOf, recordOf, text } from "./schema.ts"
import type { Schema } from "./schema.ts"
import { chainFrom, schemaOfPattern } from "./written-chain.ts"
import type { Link } from "./written-chain.ts"

const MAX_DEPTH = 8
const PACKAGES = /^(?:zod|joi|@hapi\/joi|@hapi\/zod|yup|@sinclair\/typebox|celebrate|@hono\/zod-openapi|fastify-zod|valibot)\b/

const CLOSED_TYPES = new Set(
  "number boolean bool date bigint int int32 uint32 float32 float64 integer literal enum nativeenum null undefined void never nan uuid uuidv4 uuidv6 uuidv7 guid cuid cuid2 ulid nanoid ipv4 ipv6 cidrv4 cidrv6 stringbool templateliteral iso symbol".split(
    " ",
  ),
)
const TEXT_TYPES = new Set("string str email url httpurl jwt base64 base64url e164 emoji binary hostname".split(" "))
const CLOSING = new Set(
  "uuid guid cuid cuid2 ulid nanoid datetime date time duration ip ipv4 ipv6 cidr isodate hex alphanum token valid equal oneof".split(
    " ",
  ),
)

/** Reads a schema written with zod, joi, yup or TypeBox; `null` where it cannot be read or is none. */
export function readBuiltSchema(project: Project, module: SourceModule, written: Node, depth = 0): Schema | null {
  if (depth > MAX_DEPTH) return null
  const place = definitionOf(project, module, written)
  if (!place) return null
  const node = bare(place.node)
  // Where schemas name one another, each is read once for every level it stands on, not once for every way to it.
  return project.onceFor(node, `built schema ${depth}`, () => readAt(project, { module: place.module, node }, depth))
}

function readAt(project: Project, at: Place, depth: number): Schema | null {
  const { root, links } = chainFrom(at.node)
  if (links.length === 0) return null
  // What a schema of the repository means is a package's too; where it starts says which.
  const isOwn = root.type === "Identifier" && definitionOf(project, at.module, root) !== null
  const origin = isOwn ? null : originOf(project, at.module, root)
  const [first] = links
  if (origin !== null && PACKAGES.test(origin) && first) return readLinks(project, at.module, links, origin, depth)
  // `baseSchema.extend({ … })`
  if (root.type !== "Identifier" || at.node === root) return null
  let from: Node = at.node
  while (from !== root && !isSchemaName(project, at.module, from)) from = below(from)
  const base = readBuiltSchema(project, at.module, from === at.node ? root : from, depth + 1)
  const own = chainFrom(at.node).links.slice(chainFrom(from === at.node ? root : from).links.length)
  return base && modify(project, at.module, base, own, depth)
}

// `schemas.user.partial()` starts at `schemas.user`.
function isSchemaName(project: Project, module: SourceModule, node: Node): boolean {
  return node.type === "MemberExpression" && definitionOf(project, module, node) !== null
}

function below(node: Node): Node {
  const inner = bare(node)
  if (inner.type === "CallExpression") return bare(inner.callee)
  return inner.type === "MemberExpression" ? bare(inner.object) : inner
}

function readLinks(project: Project, module: SourceModule, links: readonly Link[], origin: string, depth: number): Schema | null {
  const start = links.findIndex(({ name }) => name !== "z" && name !== "coerce" && name !== "Joi" && name !== "iso")
  const first = links[start]
  if (!first) return null
  const schema = readType(project, module, first, origin, depth)
  return schema && modify(project, module, schema, links.slice(start + 1), depth)
}

function readType(project: Project, module: SourceModule, { name, arguments: given }: Link, origin: string, depth: number): Schema | null {
  const type = name.toLowerCase()
  const read = (node: Node | null | undefined) => (node ? readBuiltSchema(project, module, node, depth + 1) : null)
  if (CLOSED_TYPES.has(type)) return closed
  if (type === "string" && given[0]) return schemaOfOptions(given[0]) ?? text
  if (TEXT_TYPES.has(type)) return text
  switch (type) {
    case "object":
    case "strictobject":
    case "looseobject": {
      const isOpen = origin.startsWith("yup") || name === "looseObject" || isTypeBoxOpen(origin, given)
      const others = isOpen ? "kept" : isJoi(origin) || name === "strictObject" ? "refused" : "dropped"
      // joi lets everything through where no property is named.
      if (!given[0]) return objectOf(new Map(), isJoi(origin) ? "kept" : others)
      return readTable(project, { module, node: given[0] }, others, depth) ?? objectOf(new Map(), isOpen ? "kept" : "unread")
    }
    case "array":
    case "set":
      return listOf(read(given[0]) ?? text)
    case "union":
    case "discriminatedunion": {
      const list = given.find((each) => each.type === "ArrayExpression")
      return list?.type === "ArrayExpression" ? eitherOf(list.elements.map(read)) : null
    }
    case "alternatives":
      return given.length > 0 ? eitherOf(given.map(read)) : null
    case "optional":
    case "nullable":
    case "readonly":
    case "lazy":
      return read(given[0])
    // `z.preprocess((value) => Number(value), z.number())`
    case "preprocess":
      return read(given[1])
    case "record": {
      // Before the fourth version of zod the names could be left out.
      const [keys, values] = given.length > 1 ? [read(given[0]), read(given[1])] : [null, read(given[0])]
      return given.length === 0 ? anything : recordOf(keys ?? text, values ?? anything)
    }
    case "any":
    case "unknown":
    case "mixed":
    case "custom":
      return anything
    default:
      return null
  }
}

function isJoi(origin: string): boolean {
  return /joi|^celebrate/.test(origin)
}

// `Type.String({ format: "uuid" })`
function schemaOfOptions(node: Node): Schema | null {
  if (/^(?:uuid|date|date-time|time|ipv4|ipv6)$/.test(stringOf(propertyOf(node, "format")) ?? "")) return closed
  return schemaOfPattern(propertyOf(node, "pattern") ?? undefined)
}

function isTypeBoxOpen(origin: string, given: readonly Node[]): boolean {
  if (!origin.startsWith("@sinclair/typebox")) return false
  const options = given[1]
  return !(
    options?.type === "ObjectExpression" &&
    options.properties.some(
      (each) =>
        each.type === "Property" &&
        propertyName(each) === "additionalProperties" &&
        each.value.type === "Literal" &&
        each.value.value === false,
    )
  )
}

/** An object literal whose values are schemas. */
export function readTable(project: Project, place: Place, others: Schema["others"], depth = 0): Schema | null {
  const at = definitionOf(project, place.module, place.node)
  if (!at || at.node.type !== "ObjectExpression" || depth > MAX_DEPTH) return null
  return project.onceFor(at.node, `table of schemas ${others} ${depth}`, () => readTableAt(project, at, others, depth))
}

function readTableAt(project: Project, at: Place, others: Schema["others"], depth: number): Schema | null {
  if (at.node.type !== "ObjectExpression") return null
  const fields = new Map<string, Schema>()
  let isUnread = false
  for (const property of at.node.properties) {
    if (property.type === "SpreadElement") {
      const spread = readSpread(project, { module: at.module, node: property.argument }, depth + 1)
      for (const [name, schema] of spread?.fields ?? []) fields.set(name, schema)
      isUnread ||= spread === null || spread.others === "unread"
      continue
    }
    const name = propertyName(property)
    if (name === null) {
      isUnread = true
      continue
    }
    const value = definitionOf(project, at.module, property.value)
    const nested = value?.node.type === "ObjectExpression" ? readTable(project, value, others, depth + 1) : null
    fields.set(name, nested ?? readBuiltSchema(project, at.module, property.value, depth + 1) ?? text)
  }
  return objectOf(fields, isUnread && others !== "kept" ? "unread" : others)
}

/** `...paging`, a table of schemas, and `...Base.shape`, that of a schema. */
function readSpread(project: Project, { module, node }: Place, depth: number): Schema | null {
  const spread = bare(node)
  const whole = spread.type === "MemberExpression" && propertyName(spread) === "shape" ? spread.object : null
  return whole === null ? readTable(project, { module, node: spread }, "dropped", depth) : readBuiltSchema(project, module, whole, depth)
}

/** What the methods after the type make of a schema. */
function modify(project: Project, module: SourceModule, start: Schema, links: readonly Link[], depth: number): Schema | null {
  let schema = start
  for (const { name, arguments: given } of links) {
    const [argument] = given
    const fields = schema.fields
    const method = name.toLowerCase()
    if (fields) {
      if (method === "strict" || method === "nounknown") schema = objectOf(fields, "refused")
      else if (method === "strip") schema = objectOf(fields, "dropped")
      else if (method === "passthrough" || method === "loose" || method === "catchall") schema = objectOf(fields, "kept")
      else if (method === "unknown" || method === "pattern")
        schema = objectOf(fields, argument?.type === "Literal" && argument.value === false ? "refused" : "kept")
      else if (/^(?:extend|safeextend|augment|setkey|keys|shape|append|merge|concat|and)$/.test(method) && argument) {
        const others = method === "keys" ? "refused" : schema.others
        const added =
          readTable(project, { module, node: argument }, others, depth + 1) ?? readBuiltSchema(project, module, argument, depth + 1)
        if (!added?.fields) {
          schema = objectOf(fields, schema.others === "kept" ? "kept" : "unread")
          continue
        }
        schema = objectOf(new Map([...fields, ...added.fields]), method === "merge" ? added.others : others)
      } else if (method === "pick" || method === "omit") {
        const names = namesIn(argument)
        schema = objectOf(new Map([...fields].filter(([each]) => names.includes(each) === (method === "pick"))), schema.others)
      }
    }
    if ((method === "items" || method === "of") && schema.element)
      schema = listOf(eitherOf(given.map((each) => readBuiltSchema(project, module, each, depth + 1))) ?? text)
    else if (method === "array") schema = listOf(schema)
    // `z.string().transform(Number).pipe(z.number())`: what comes out passed the last.
    else if (method === "pipe" && argument) schema = readBuiltSchema(project, module, argument, depth + 1) ?? text
    else if (method === "or" && argument) schema = eitherOf([schema, readBuiltSchema(project, module, argument, depth + 1)]) ?? text
    else if (method === "try") schema = eitherOf(given.map((each) => readBuiltSchema(project, module, each, depth + 1))) ?? text
    else if (CLOSING.has(method) && !fields && schema.element === null) schema = closed
    else if (/^(?:regex|pattern|matches)$/.test(method) && argument) schema = schemaOfPattern(argument) ?? schema
  }
  return schema
}

function namesIn(node: Node | undefined): string[] {
  if (node?.type === "ArrayExpression") return node.elements.flatMap((each) => (each?.type === "Literal" ? [String(each.value)] : []))
  return node?.type === "ObjectExpression"
    ? node.properties.flatMap((each) => (each.type === "Property" ? (propertyName(each) ?? []) : []))
    : []
}
