import { bare, descendants, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

/** A type, and the file it is written in. */
interface Written {
  readonly module: SourceModule
  readonly node: Node
}

const MAX_DEPTH = 6
const MAX_SCHEMA = 2_000
const SAME = new Set(["Readonly", "Required", "Partial", "NonNullable", "Promise"])
const LISTS = new Set(["Array", "ReadonlyArray", "Set", "ReadonlySet", "Iterable"])

/**
 * Whether a type has no room for a text that somebody chooses: numbers, dates, truth values, enumerations, texts that are listed one by one, and
 * lists of those. `path` are the properties from the value of this type to the one that is asked about.
 */
export function isNarrowType(
  project: Project,
  module: SourceModule,
  annotation: Node | null | undefined,
  path: readonly (string | null)[],
): boolean {
  const type = annotation?.type === "TSTypeAnnotation" ? annotation.typeAnnotation : annotation
  if (!type) return false
  const whole = resolved(project, { module, node: type }, 0)
  const schema = whole && schemaOf(project, whole)
  if (schema) return isNarrowInSchema(schema, path)
  const found = memberOf(project, { module, node: type }, path, 0)
  return found !== null && isNarrow(project, found, 0)
}

// What a schema of Zod lets through that is no free text.
const NARROW_SCHEMA =
  /\.(?:number|int|bigint|boolean|date|datetime|enum|nativeEnum|literal|uuid|guid|ulid|cuid2?|nanoid|regex|ip|ipv4|hex|base64)\(/
const INFERS = /^(?:infer|output|input|TypeOf|Static|Infer|InferOutput)$/

/** The schema that a type is made from, `z.infer<typeof Schema>`, and the file it is written in; `null` for all other types. */
function schemaOf(project: Project, { module, node }: Written): Written | null {
  if (node.type !== "TSTypeReference") return null
  const name =
    node.typeName.type === "TSQualifiedName" ? node.typeName.right.name : node.typeName.type === "Identifier" ? node.typeName.name : ""
  const [query] = node.typeArguments?.params ?? []
  if (!INFERS.test(name) || query?.type !== "TSTypeQuery" || query.exprName.type !== "Identifier") return null
  const meaning = meaningOf(project, module, query.exprName)
  return meaning && "node" in meaning ? { module: meaning.module, node: meaning.node } : declaredValue(module, query.exprName)
}

function declaredValue(module: SourceModule, name: Node): Written | null {
  const declaration = module.bindings.resolve(name)?.declaration
  return declaration?.type === "VariableDeclarator" && declaration.init ? { module, node: declaration.init } : null
}

/** Whether a schema of an object gives a property a kind that is no free text. */
function isNarrowInSchema({ module, node }: Written, path: readonly (string | null)[]): boolean {
  const [name, ...others] = path
  if (name === undefined || name === null || others.some((each) => each !== null)) return false
  // `Base.superRefine(…)` and `Base.extend({ … })` also have what the base has.
  for (let at: Written | null = { module, node }, step = 0; at !== null && step < MAX_DEPTH; at = namedBy(at), step++)
    for (const each of descendants(at.node))
      if (each.type === "Property" && propertyName(each) === name && each.value.end - each.value.start < MAX_SCHEMA)
        return isNarrowSchema(at.module, each.value)
  return false
}

// `mode: z.enum([…])`, `mode: ResetMode.default("mixed")`
function isNarrowSchema(module: SourceModule, value: Node): boolean {
  if (NARROW_SCHEMA.test(module.namesOf(value))) return true
  const named = namedBy({ module, node: value })
  return named !== null && named.node.end - named.node.start < MAX_SCHEMA && NARROW_SCHEMA.test(module.namesOf(named.node))
}

/** What the name is set to that a chain of calls begins with; `null` when it begins with none of the same file. */
function namedBy({ module, node }: Written): Written | null {
  let inner = bare(node)
  while (inner.type === "CallExpression" || inner.type === "MemberExpression")
    inner = bare(inner.type === "CallExpression" ? inner.callee : inner.object)
  return inner.type === "Identifier" ? declaredValue(module, inner) : null
}

function memberOf(project: Project, type: Written, path: readonly (string | null)[], depth: number): Written | null {
  const [name, ...others] = path
  if (name === undefined) return type
  if (depth > MAX_DEPTH) return null
  const { module } = type
  const shape = resolved(project, type, depth)
  if (name === null) {
    const element = shape && elementOf(shape.node)
    return shape && element ? memberOf(project, { module: shape.module, node: element }, others, depth + 1) : null
  }
  // Elements are asked about by the way to the list.
  const list = shape && elementOf(shape.node)
  if (shape && list) return memberOf(project, { module: shape.module, node: list }, path, depth + 1)
  const members =
    shape?.node.type === "TSTypeLiteral" ? shape.node.members : shape?.node.type === "TSInterfaceDeclaration" ? shape.node.body.body : []
  for (const member of members)
    if (member.type === "TSPropertySignature" && propertyName(member) === name && member.typeAnnotation)
      return memberOf(project, { module: shape?.module ?? module, node: member.typeAnnotation.typeAnnotation }, others, depth + 1)
  return null
}

function elementOf(node: Node): Node | null {
  if (node.type === "TSArrayType") return node.elementType
  if (node.type === "TSTypeOperator" && node.operator === "readonly") return node.typeAnnotation ? elementOf(node.typeAnnotation) : null
  const isList = node.type === "TSTypeReference" && node.typeName.type === "Identifier" && LISTS.has(node.typeName.name)
  return isList ? (node.typeArguments?.params[0] ?? null) : null
}

function isNarrow(project: Project, type: Written, depth: number): boolean {
  if (depth > MAX_DEPTH) return false
  const { module, node } = type
  switch (node.type) {
    case "TSNumberKeyword":
    case "TSBooleanKeyword":
    case "TSBigIntKeyword":
    case "TSLiteralType":
    case "TSEnumDeclaration":
      return true
    case "TSUnionType": {
      const types = node.types.filter(({ type: kind }) => kind !== "TSNullKeyword" && kind !== "TSUndefinedKeyword")
      return types.length > 0 && types.length < 200 && types.every((each) => isNarrow(project, { module, node: each }, depth + 1))
    }
    case "TSTypeOperator":
      // `keyof typeof TABLES`
      return (
        node.operator === "keyof" ||
        (node.typeAnnotation !== undefined && isNarrow(project, { module, node: node.typeAnnotation }, depth + 1))
      )
    case "TSParenthesizedType":
      return isNarrow(project, { module, node: node.typeAnnotation }, depth + 1)
    case "TSArrayType":
      return isNarrow(project, { module, node: node.elementType }, depth + 1)
    case "TSTypeReference": {
      const element = elementOf(node)
      if (element) return isNarrow(project, { module, node: element }, depth + 1)
      if (node.typeName.type === "Identifier" && node.typeName.name === "Date") return true
      // `Status.Open` is one member of an enumeration.
      if (node.typeName.type === "TSQualifiedName") return false
      const declared = resolved(project, type, depth)
      return declared !== null && declared.node !== node && isNarrow(project, declared, depth + 1)
    }
    default:
      return false
  }
}

/** What a name of a type stands for, through aliases and imports. */
function resolved(project: Project, type: Written, depth: number): Written | null {
  const { module, node } = type
  if (depth > MAX_DEPTH) return null
  if (node.type === "TSTypeAliasDeclaration") return resolved(project, { module, node: node.typeAnnotation }, depth + 1)
  if (node.type !== "TSTypeReference" || node.typeName.type !== "Identifier") return type
  const { name } = node.typeName
  if (LISTS.has(name)) return type
  if (SAME.has(name)) {
    const [only] = node.typeArguments?.params ?? []
    return only ? resolved(project, { module, node: only }, depth + 1) : null
  }
  const declared = declaredIn(project, module, name) ?? importedFrom(project, module, name)
  return declared && resolved(project, declared, depth + 1)
}

function declaredIn(project: Project, module: SourceModule, name: string): Written | null {
  const types = project.onceFor(module, "declared types and enumerations", () => {
    const found = new Map<string, Node>()
    for (const statement of module.program.body) {
      const node = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement
      if (node?.type === "TSInterfaceDeclaration" || node?.type === "TSTypeAliasDeclaration" || node?.type === "TSEnumDeclaration")
        found.set(node.id.name, node)
    }
    return found
  })
  const node = types.get(name)
  return node ? { module, node } : null
}

function importedFrom(project: Project, module: SourceModule, name: string): Written | null {
  const specifier = module.bindings.top.get(name)?.declaration
  const statement = specifier?.type === "ImportSpecifier" ? specifier.parent : null
  if (specifier?.type !== "ImportSpecifier" || statement?.type !== "ImportDeclaration") return null
  const exported = specifier.imported.type === "Identifier" ? specifier.imported.name : specifier.imported.value
  return exportedBy(project, project.resolve(module.path, statement.source.value), exported, 0)
}

function exportedBy(project: Project, path: string | null, name: string, depth: number): Written | null {
  const module = path === null || depth > MAX_DEPTH ? null : project.moduleOf(path)
  if (!module) return null
  const own = declaredIn(project, module, name)
  if (own) return own
  const found = module.exports.get(name)
  if (found?.kind === "from") return exportedBy(project, project.resolve(module.path, found.specifier), found.name, depth + 1)
  if (depth > 2) return null
  for (const star of module.stars.slice(0, 40)) {
    const there = exportedBy(project, project.resolve(module.path, star), name, depth + 2)
    if (there) return there
  }
  return null
}
