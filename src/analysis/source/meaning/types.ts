import { descendants } from "../ast.ts"
import type { Node } from "../ast.ts"
import type { SourceModule } from "../module.ts"
import { implementationOf } from "./implementations.ts"
import type { Meaning, Way } from "./way.ts"

// Types of what holds others, handles them or gives them: none of these is such an instance itself.
const HOLDING = new Set(["TSArrayType", "TSTupleType", "TSFunctionType", "TSConstructorType", "TSTypeLiteral", "TSMappedType"])
const COLLECTIONS = /^(?:Readonly)?(?:Array|Set|Map)$|^(?:WeakMap|WeakSet|Record|Iterable|AsyncIterable|Iterator|Generator|AsyncGenerator)$/

/** The instance that the annotation of an identifier promises. */
export function typed(way: Way, module: SourceModule, identifier: Node): Meaning | null {
  return identifier.type === "Identifier" ? typeMeaning(way, module, identifier.typeAnnotation ?? null) : null
}

/** The instance that a type annotation promises: a class of ours, the only one that implements an interface of ours, or `package.Type()`. */
export function typeMeaning(way: Way, module: SourceModule, annotation: Node | null): Meaning | null {
  if (!annotation) return null
  for (const node of descendants(annotation, (each) => HOLDING.has(each.type))) {
    if (node.type !== "TSTypeReference" || HOLDING.has(node.parent?.type ?? "")) continue
    if (node.typeName.type === "ThisExpression") return null
    if (node.typeName.type === "Identifier" && COLLECTIONS.test(node.typeName.name)) return null
    const meaning = way.follow(way, module, node.typeName)
    if (meaning?.kind === "class") return { ...meaning, kind: "instance" }
    if (meaning?.kind === "external" && !meaning.path.startsWith("globalThis.")) return { kind: "external", path: `${meaning.path}()` }
    // To an interface of the same file nothing is bound.
    const isInterface = meaning === null || meaning.kind === "external" || meaning.kind === "value"
    return isInterface && node.typeName.type === "Identifier" ? implementationOf(way, node.typeName.name) : null
  }
  return null
}
