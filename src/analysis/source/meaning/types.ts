import { descendants } from "../ast.ts"
import type { Node } from "../ast.ts"
import type { SourceModule } from "../module.ts"
import type { Meaning, Way } from "./way.ts"

/** The instance that the annotation of an identifier promises. */
export function typed(way: Way, module: SourceModule, identifier: Node): Meaning | null {
  return identifier.type === "Identifier" ? typeMeaning(way, module, identifier.typeAnnotation ?? null) : null
}

/** The instance that a type annotation promises: a class of ours, or `package.Type()`. */
export function typeMeaning(way: Way, module: SourceModule, annotation: Node | null): Meaning | null {
  if (!annotation) return null
  for (const node of descendants(annotation)) {
    if (node.type !== "TSTypeReference") continue
    if (node.typeName.type === "ThisExpression") return null
    const meaning = way.follow(way, module, node.typeName)
    if (meaning?.kind === "class") return { ...meaning, kind: "instance" }
    return meaning?.kind === "external" && !meaning.path.startsWith("globalThis.") ? { kind: "external", path: `${meaning.path}()` } : null
  }
  return null
}
