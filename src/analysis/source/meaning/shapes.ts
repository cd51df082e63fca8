import { propertyName } from "../ast.ts"
import type { Node } from "../ast.ts"
import type { SourceModule } from "../module.ts"
import { typeMeaning } from "./types.ts"
import { deeper } from "./way.ts"
import type { Meaning, Way } from "./way.ts"

// What takes a type and gives one with the same properties, or some of them.
const SAME_PROPERTIES = new Set(["Readonly", "Required", "Partial", "NonNullable", "Pick", "Omit"])

/**
 * What an annotation says of a plain object: the interface or the type literal that lists its properties. `null` for other types and for
 * interfaces with methods, which somebody implements.
 */
export function shapeOf(way: Way, module: SourceModule, annotation: Node | null | undefined): Meaning | null {
  const further = deeper(way)
  const type = annotation?.type === "TSTypeAnnotation" ? annotation.typeAnnotation : annotation
  if (!further || !type) return null
  if (type.type === "TSTypeLiteral" || type.type === "TSInterfaceDeclaration") {
    const members = membersOf(type)
    return members.length > 0 && members.every((each) => each.type === "TSPropertySignature") ? { kind: "value", module, node: type } : null
  }
  if (type.type === "TSTypeAliasDeclaration") return shapeOf(further, module, type.typeAnnotation)
  if (type.type !== "TSTypeReference" || type.typeName.type !== "Identifier") return null
  const { name } = type.typeName
  if (SAME_PROPERTIES.has(name)) return shapeOf(further, module, type.typeArguments?.params[0])
  const declared = typesOf(way, module).get(name)
  if (declared) return shapeOf(further, module, declared)
  const meaning = way.follow(further, module, type.typeName)
  return meaning?.kind === "value" && /^TS(?:Interface|TypeAlias)Declaration$/.test(meaning.node.type)
    ? shapeOf(further, meaning.module, meaning.node)
    : null
}

/** What a property is by the interface or the type literal that lists it; `null` when it is not there or a type of the language. */
export function shapeMember(way: Way, module: SourceModule, shape: Node, name: string): Meaning | null {
  for (const each of membersOf(shape)) {
    if (each.type !== "TSPropertySignature" || propertyName(each) !== name) continue
    const type = each.typeAnnotation?.typeAnnotation
    // A list of stores or a function that gives one is no store.
    if (type?.type !== "TSTypeReference" && type?.type !== "TSTypeLiteral") return null
    return (type.type === "TSTypeReference" ? typeMeaning(way, module, type) : null) ?? shapeOf(way, module, type)
  }
  return null
}

function membersOf(shape: Node): readonly Node[] {
  return shape.type === "TSTypeLiteral" ? shape.members : shape.type === "TSInterfaceDeclaration" ? shape.body.body : []
}

/** The interfaces and types that a file declares at its top level. */
function typesOf({ project }: Way, module: SourceModule): ReadonlyMap<string, Node> {
  return project.onceFor(module, "declared types", () => {
    const types = new Map<string, Node>()
    for (const statement of module.program.body) {
      const declared = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement
      if (declared?.type === "TSInterfaceDeclaration" || declared?.type === "TSTypeAliasDeclaration") types.set(declared.id.name, declared)
    }
    return types
  })
}
