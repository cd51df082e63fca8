import { bare, stringOf } from "../../source/ast.ts"
import type { Node } from "../../source/ast.ts"
import { originOf } from "../../source/meaning.ts"
import type { SourceModule } from "../../source/module.ts"
import type { Project } from "../../source/project.ts"
import { definitionOf } from "./definition.ts"
import { closed, objectOf, text } from "./schema.ts"
import type { Schema } from "./schema.ts"
import { chainFrom, schemaOfPattern } from "./written-chain.ts"
import type { Link } from "./written-chain.ts"

const CLOSED =
  /^(?:is(?:Int|Numeric|Float|Decimal|Boolean|UUID|MongoId|Date|ISO8601|RFC3339|IP|Alpha|Alphanumeric|Hexadecimal|In|Port|LatLong|ULID)|to(?:Int|Float|Boolean|Date))$/
const PARTS: Readonly<Record<string, string>> = { body: "body", query: "query", param: "params", header: "headers", cookie: "cookies" }

/** What `body("email").isEmail()` of express-validator asks of a field, by part of the request; `null` for anything else. */
export function readFieldChain(project: Project, module: SourceModule, node: Node): { part: string; schema: Schema } | null {
  const place = definitionOf(project, module, node)
  if (!place) return null
  const { root, links } = chainFrom(place.node)
  // `body("email")` itself is the root: a call of a plain name.
  if (root.type !== "CallExpression" || root.callee.type !== "Identifier") return null
  if (!originOf(project, place.module, root.callee)?.startsWith("express-validator")) return null
  const part = PARTS[root.callee.name]
  const first = root.arguments[0] && bare(root.arguments[0])
  if (part === undefined || !first) return null
  const names = first.type === "ArrayExpression" ? first.elements.map((each) => stringOf(each)) : [stringOf(first)]
  const field = schemaOfLinks(links)
  const fields = new Map<string, Schema>()
  for (const name of names) if (name !== null && /^[\w$-]+$/.test(name)) fields.set(name, field)
  return { part, schema: objectOf(fields, "kept") }
}

function schemaOfLinks(links: readonly Link[]): Schema {
  if (links.some(({ name }) => CLOSED.test(name))) return closed
  for (const { name, arguments: given } of links) {
    const written = name === "matches" ? schemaOfPattern(given[0]) : null
    if (written) return written
  }
  return text
}

