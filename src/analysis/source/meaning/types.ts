import { descendants, nodesOf } from "../ast.ts"
import type { Node } from "../ast.ts"
import type { SourceModule } from "../module.ts"
import { implementationOf } from "./implementations.ts"
import type { Meaning, Way } from "./way.ts"

/** The instance that the annotation of an identifier promises. */
export function typed(way: Way, module: SourceModule, identifier: Node): Meaning | null {
  return identifier.type === "Identifier" ? typeMeaning(way, module, identifier.typeAnnotation ?? null) : null
}

/** The instance that a type annotation promises: a class of ours, the only one that implements an interface of ours, or `package.Type()`. */
export function typeMeaning(way: Way, module: SourceModule, annotation: Node | null): Meaning | null {
  if (!annotation) return null
  for (const node of descendants(annotation)) {
    if (node.type !== "TSTypeReference") continue
    if (node.typeName.type === "ThisExpression") return null
    const meaning = way.follow(way, module, node.typeName)
    if (meaning?.kind === "class") return { ...meaning, kind: "instance" }
    if (meaning?.kind === "external" && !meaning.path.startsWith("globalThis.")) return { kind: "external", path: `${meaning.path}()` }
    // To an interface of the same file nothing is bound.
    const isInterface = meaning === null || meaning.kind === "external" || meaning.kind === "value"
    return isInterface && node.typeName.type === "Identifier" ? implementationOf(way, node.typeName.name) : null
  }
  return null
}

/** The instance that the annotation of a pattern promises for what is taken out of it: `({ store }: { store: Pool })`. */
export function typedInside(way: Way, module: SourceModule, annotation: Node | null, names: readonly (string | null)[]): Meaning | null {
  let type = annotation
  for (const name of names) type = type === null || name === null ? null : memberType(module, type, name)
  return type === null ? null : typeMeaning(way, module, type)
}

// Of a type that is written out on the spot or in the same file.
function memberType(module: SourceModule, annotation: Node, name: string): Node | null {
  const type = annotation.type === "TSTypeAnnotation" ? annotation.typeAnnotation : annotation
  const members = type.type === "TSTypeLiteral" ? type.members : type.type === "TSTypeReference" ? declaredMembers(module, type) : []
  for (const member of members)
    if (member.type === "TSPropertySignature" && !member.computed && member.key.type === "Identifier" && member.key.name === name)
      return member.typeAnnotation ?? null
  return null
}

function declaredMembers(module: SourceModule, { typeName }: Node & { type: "TSTypeReference" }): readonly Node[] {
  if (typeName.type !== "Identifier") return []
  for (const declaration of nodesOf(module.program, "TSInterfaceDeclaration", "TSTypeAliasDeclaration")) {
    if (declaration.id.name !== typeName.name) continue
    if (declaration.type === "TSInterfaceDeclaration") return declaration.body.body
    return declaration.typeAnnotation.type === "TSTypeLiteral" ? declaration.typeAnnotation.members : []
  }
  return []
}
