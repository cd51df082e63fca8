import { identifiersNamed } from "./ast.ts"
import type { Node } from "./ast.ts"
import type { Binding } from "./bindings.ts"
import type { SourceModule } from "./module.ts"

const NAMED: ReadonlySet<Node["type"]> = new Set(["TSPropertySignature", "TSMethodSignature", "PropertyDefinition", "MethodDefinition"])

/** Every place below `root` that reads or writes what a name means, its declaration left out, in source order. */
export function usesOf(module: SourceModule, binding: Binding, root: Node): Node[] {
  const found: Node[] = []
  for (const node of identifiersNamed(root, binding.name)) {
    if (node === binding.identifier) continue
    const { parent } = node
    // `x.name` and `{ name: x }` only look like it.
    if (parent?.type === "MemberExpression" && parent.property === node && !parent.computed) continue
    if (parent?.type === "Property" && parent.key === node && !parent.computed && !parent.shorthand) continue
    // As do the names of properties in types and classes.
    if (parent && NAMED.has(parent.type) && "key" in parent && parent.key === node && !("computed" in parent && parent.computed)) continue
    if (module.bindings.resolve(node) === binding) found.push(node)
  }
  return found
}
