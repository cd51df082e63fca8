import { bare, propertyName, propertyOf, stringOf } from "../../source/ast.ts"
import type { Project } from "../../source/project.ts"
import { definitionOf } from "./definition.ts"
import type { Place } from "./definition.ts"
import { closed, eitherOf, listOf, objectOf, text } from "./schema.ts"
import type { Schema } from "./schema.ts"
import { schemaOfPattern } from "./written-chain.ts"

const MAX_DEPTH = 6
const CLOSED_FORMATS = /^(?:uuid|date|date-time|time|ipv4|ipv6)$/

/** Reads JSON Schema written as an object literal, as Ajv and Fastify take it; `null` where it cannot be read. */
export function readJsonSchema(project: Project, { module, node }: Place, depth = 0): Schema | null {
  const at = depth > MAX_DEPTH ? null : definitionOf(project, module, node)
  const table = at && bare(at.node)
  if (!at || !table) return null
  return project.onceFor(table, `JSON schema ${depth}`, () => readAt(project, { module: at.module, node: table }, depth))
}

function readAt(project: Project, at: Place, depth: number): Schema | null {
  const table = at.node
  if (table.type !== "ObjectExpression" || propertyOf(table, "$ref") || table.properties.some((each) => each.type !== "Property")) return null
  const below = (name: string) => {
    const found = propertyOf(table, name)
    return found && readJsonSchema(project, { module: at.module, node: found }, depth + 1)
  }
  if (propertyOf(table, "enum") || propertyOf(table, "const")) return closed
  for (const name of ["anyOf", "oneOf"]) {
    const list = propertyOf(table, name)
    if (list?.type === "ArrayExpression")
      return eitherOf(list.elements.map((each) => each && readJsonSchema(project, { module: at.module, node: each }, depth + 1)))
  }
  switch (stringOf(propertyOf(table, "type"))) {
    case "integer":
    case "number":
    case "boolean":
    case "null":
      return closed
    case "string":
      return CLOSED_FORMATS.test(stringOf(propertyOf(table, "format")) ?? "")
        ? closed
        : (schemaOfPattern(propertyOf(table, "pattern") ?? undefined) ?? text)
    case "array":
      return listOf(below("items") ?? text)
    case "object":
      return readObject(project, { module: at.module, node: table }, depth)
    default:
      return propertyOf(table, "properties") ? readObject(project, { module: at.module, node: table }, depth) : null
  }
}

function readObject(project: Project, { module, node }: Place, depth: number): Schema | null {
  const listed = propertyOf(node, "properties")
  const extra = propertyOf(node, "additionalProperties")
  const others = extra?.type === "Literal" && extra.value === false ? "dropped" : "kept"
  if (listed === null) return objectOf(new Map(), others)
  const properties = definitionOf(project, module, listed)
  if (properties?.node.type !== "ObjectExpression") return null
  const fields = new Map<string, Schema>()
  for (const property of properties.node.properties) {
    const name = property.type === "Property" ? propertyName(property) : null
    if (property.type !== "Property" || name === null) return null
    fields.set(name, readJsonSchema(project, { module: properties.module, node: property.value }, depth + 1) ?? text)
  }
  return objectOf(fields, others)
}
