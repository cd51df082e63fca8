import { allGraphqlTypes } from "../../contracts/graphql-schema.ts"
import type { Route } from "../../routes/route.ts"
import { bare, isFunction, propertyName, propertyOf } from "../../source/ast.ts"
import type { Node } from "../../source/ast.ts"
import { originOf } from "../../source/meaning.ts"
import type { Project } from "../../source/project.ts"
import { definitionOf } from "./definition.ts"
import type { Place } from "./definition.ts"
import { anything, closed, listOf, objectOf, text } from "./schema.ts"
import type { Schema } from "./schema.ts"

type Types = ReturnType<typeof allGraphqlTypes>

const ROOTS = ["Query", "Mutation", "Subscription"]
// Types may refer to one another in circles.
const MAX_DEPTH = 6

/**
 * What a GraphQL server lets through to the arguments of a resolver: it has checked them before the resolver runs, whoever
 * wrote that (GraphQL specification, 6.4.1 Coercing Field Arguments). `null` where their types are not known.
 */
export function readGraphqlArguments(project: Project, { module, node, method, path }: Route): Schema | null {
  const args = propertyOf(node, "args")
  if (args) return tableOf(project, { module, node: args }, 0)
  const types = allGraphqlTypes(project)
  const root = ROOTS.find((each) => each.toUpperCase() === method)
  const type = root === undefined ? undefined : types.get(root)
  const field = type?.isDisputed ? undefined : type?.fields.get(path ?? "")
  return field ? describedTable(project, types, field.arguments, 0) : null
}

// `type Query { orders(limit: Int!, filter: OrderFilter): [Order!]! }`
function describedTable(project: Project, types: Types, fields: ReadonlyMap<string, { readonly type: string }>, depth: number): Schema {
  return objectOf(new Map([...fields].map(([name, { type }]) => [name, described(project, types, type, depth + 1)])), "dropped")
}

function described(project: Project, types: Types, written: string, depth: number): Schema {
  const type = written.replace(/!$/, "")
  if (depth > MAX_DEPTH) return anything
  if (type.startsWith("[")) return listOf(described(project, types, type.slice(1, -1), depth + 1))
  const known = types.get(type)
  // A second schema beside the one that is served must not make anything harmless.
  if (known?.isDisputed) return anything
  if (known?.kind === "input")
    return project.onceFor(known, `described ${depth}`, () => describedTable(project, types, known.fields, depth))
  return known?.kind === "values" ? closed : scalarOf(`graphql.GraphQL${type}`)
}

/** `{ limit: { type: GraphQLInt } }`, of arguments and of the fields of an input type alike. */
function tableOf(project: Project, { module, node }: Place, depth: number): Schema | null {
  const at = definitionOf(project, module, node)
  if (at?.node.type !== "ObjectExpression") return null
  const fields = new Map<string, Schema>()
  let isWhole = true
  for (const property of at.node.properties) {
    const name = property.type === "Property" ? propertyName(property) : null
    const written = property.type === "Property" && name !== null ? definitionOf(project, at.module, property.value) : null
    const type = written && propertyOf(written.node, "type")
    if (name === null || !written || !type) isWhole = false
    else fields.set(name, typeOf(project, { module: written.module, node: type }, depth + 1))
  }
  return objectOf(fields, isWhole ? "dropped" : "kept")
}

function typeOf(project: Project, { module, node }: Place, depth: number): Schema {
  if (depth > MAX_DEPTH) return anything
  const at = definitionOf(project, module, node)
  if (at === null) return scalarOf(originOf(project, module, node))
  return project.onceFor(at.node, `GraphQL type ${depth}`, () => typeAt(project, at, depth))
}

function typeAt(project: Project, at: Place, depth: number): Schema {
  const made = bare(at.node)
  if (made.type !== "NewExpression") return scalarOf(originOf(project, at.module, made))
  const [first] = made.arguments
  const below = (inner: Node) => typeOf(project, { module: at.module, node: inner }, depth + 1)
  switch (originOf(project, at.module, made.callee)) {
    case "graphql.GraphQLNonNull":
      return first ? below(first) : anything
    case "graphql.GraphQLList":
      return listOf(first ? below(first) : anything)
    case "graphql.GraphQLEnumType":
      return closed
    case "graphql.GraphQLInputObjectType": {
      const fields = propertyOf(first, "fields")
      const table = fields && tableOf(project, { module: at.module, node: givenBy(fields) }, depth)
      return table ?? anything
    }
    default:
      return anything
  }
}

function scalarOf(origin: string | null): Schema {
  if (/^graphql\.GraphQL(?:Int|Float|Boolean)$/.test(origin ?? "")) return closed
  return /^graphql\.GraphQL(?:String|ID)$/.test(origin ?? "") ? text : anything
}

// `fields: () => ({ … })`
function givenBy(fields: Node): Node {
  const inner = bare(fields)
  if (!isFunction(inner)) return inner
  if (inner.body?.type !== "BlockStatement") return inner.body ?? inner
  const last = inner.body.body.at(-1)
  return last?.type === "ReturnStatement" && last.argument ? last.argument : inner
}
