import { Kind, parse } from "graphql"
import type { FieldDefinitionNode, InputValueDefinitionNode, TypeNode } from "graphql"
import { isTestPath, machineMade } from "../classify.ts"
import { nodesOf } from "../source/ast.ts"
import type { Project } from "../source/project.ts"

export interface SchemaArgument {
  readonly type: string
  /** Whether a client has to give it. */
  readonly required: boolean
}

export interface SchemaField {
  readonly type: string
  readonly deprecated: boolean
  readonly arguments: ReadonlyMap<string, SchemaArgument>
  /** For fields of inputs: whether a client has to give it. */
  readonly required: boolean
}

export interface SchemaType {
  readonly kind: "output" | "input" | "values"
  readonly path: string
  readonly fields: ReadonlyMap<string, SchemaField>
  /** Whether two places of the repository say different things of it. */
  readonly isDisputed: boolean
}

const MAX_TOKENS = 200_000

/** Every type of the schema files of one side, extensions included. */
export function graphqlTypes(project: Project): ReadonlyMap<string, SchemaType> {
  return project.once("graphql types", () => {
    const types: Types = new Map()
    for (const [path, file] of project.tree.files) {
      if (!/\.(?:graphqls?|gql)$/.test(path) || isTestPath(path) || machineMade(path) !== null) continue
      readInto(types, path, file.text)
    }
    return types
  })
}

const EMBEDDED = /\bgql\b|\bgraphql\b|GraphQL \*\/|\bbuildSchema\b|\btypeDefs\b/
const MAX_EMBEDDED = 200

/** The types of the schema files and of the schemas written into code: gql`type …`, buildSchema(`type …`), a text called `typeDefs`. */
export function allGraphqlTypes(project: Project): ReadonlyMap<string, SchemaType> {
  return project.once("graphql types with those in code", () => {
    const types: Types = new Map()
    for (const [name, each] of graphqlTypes(project)) types.set(name, { ...each, fields: new Map(each.fields) })
    let count = 0
    for (const path of project.sourcePaths) {
      if (isTestPath(path) || !project.mentions(path, EMBEDDED) || !project.mentions(path, /\btype\s+\w+[^;=]{0,80}\{/)) continue
      const module = project.moduleOf(path)
      for (const text of module ? nodesOf(module.program, "TemplateLiteral") : []) {
        const written = text.quasis.map(({ value }) => value.raw).join(" ")
        if (!/^\s*(?:#|"|(?:extend\s+)?(?:type|interface|schema|scalar|directive|enum|input|union)\b)/.test(written)) continue
        if (++count > MAX_EMBEDDED) return types
        readInto(types, path, written)
      }
    }
    return types
  })
}

type Types = Map<string, { kind: SchemaType["kind"]; path: string; fields: Map<string, SchemaField>; isDisputed: boolean }>

function readInto(types: Types, path: string, text: string) {
  let document
  try {
    document = parse(text, { maxTokens: MAX_TOKENS, noLocation: true })
  } catch {
    return
  }
  for (const definition of document.definitions) {
    const add = (kind: SchemaType["kind"], name: string, fields: Iterable<[string, SchemaField]>) => {
      const known = types.get(name) ?? { kind, path, fields: new Map<string, SchemaField>(), isDisputed: false }
      known.isDisputed ||= known.kind !== kind
      for (const [key, field] of fields) {
        const other = known.fields.get(key)
        known.isDisputed ||= other !== undefined && signatureOf(other) !== signatureOf(field)
        known.fields.set(key, field)
      }
      types.set(name, known)
    }
    switch (definition.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.OBJECT_TYPE_EXTENSION:
      case Kind.INTERFACE_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_EXTENSION:
        add(
          "output",
          definition.name.value,
          (definition.fields ?? []).map((field) => [field.name.value, outputField(field)]),
        )
        break
      case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      case Kind.INPUT_OBJECT_TYPE_EXTENSION:
        add(
          "input",
          definition.name.value,
          (definition.fields ?? []).map((field) => [field.name.value, { ...valueField(field), required: isRequired(field) }]),
        )
        break
      case Kind.ENUM_TYPE_DEFINITION:
      case Kind.ENUM_TYPE_EXTENSION:
        add(
          "values",
          definition.name.value,
          (definition.values ?? []).map((value) => [value.name.value, plain("", isDeprecated(value))]),
        )
        break
      case Kind.UNION_TYPE_DEFINITION:
      case Kind.UNION_TYPE_EXTENSION:
        add(
          "values",
          definition.name.value,
          (definition.types ?? []).map((type) => [type.name.value, plain("", false)]),
        )
        break
    }
  }
}

function signatureOf({ type, arguments: given }: SchemaField): string {
  return [type, ...[...given].map(([name, each]) => `${name}: ${each.type}`).sort()].join(", ")
}

function outputField(field: FieldDefinitionNode): SchemaField {
  return {
    ...plain(typeText(field.type), isDeprecated(field)),
    arguments: new Map((field.arguments ?? []).map((each) => [each.name.value, { type: typeText(each.type), required: isRequired(each) }])),
  }
}

function valueField(field: InputValueDefinitionNode): SchemaField {
  return plain(typeText(field.type), isDeprecated(field))
}

function plain(type: string, deprecated: boolean): SchemaField {
  return { type, deprecated, arguments: new Map(), required: false }
}

function isDeprecated(node: { readonly directives?: readonly { readonly name: { readonly value: string } }[] | undefined }): boolean {
  return node.directives?.some((each) => each.name.value === "deprecated") ?? false
}

function isRequired(field: InputValueDefinitionNode): boolean {
  return field.type.kind === Kind.NON_NULL_TYPE && field.defaultValue === undefined
}

function typeText(type: TypeNode): string {
  if (type.kind === Kind.NON_NULL_TYPE) return `${typeText(type.type)}!`
  return type.kind === Kind.LIST_TYPE ? `[${typeText(type.type)}]` : type.name.value
}
