import type { ClassNode, FunctionNode, Node } from "../ast.ts"
import type { SourceModule } from "../module.ts"
import type { Project } from "../project.ts"

/**
 * What an expression stands for, as far as the text of the repository tells.
 * `external` is an access path into a package: `pg.Pool().query` is the method `query` of what `new Pool()` gives, where
 * `Pool` is the export of `pg`; default export and namespace are the package itself, globals start with `globalThis.`.
 */
export type Meaning =
  | { readonly kind: "external"; readonly path: string }
  | { readonly kind: "namespace"; readonly module: SourceModule }
  | { readonly kind: "function"; readonly module: SourceModule; readonly node: FunctionNode }
  | { readonly kind: "class"; readonly module: SourceModule; readonly node: ClassNode }
  /** Made by `new`, of a class or of a function that sets up `this`. */
  | { readonly kind: "instance"; readonly module: SourceModule; readonly node: ClassNode | FunctionNode }
  | { readonly kind: "value"; readonly module: SourceModule; readonly node: Node }

const MAX_DEPTH = 24

/**
 * One step of following a meaning. `names` stays with what names, imports and exports say on their own: the lists of calls and
 * of providers are made with it, and must not ask for themselves. `full` also asks who calls a function and what a container holds.
 */
export interface Way {
  readonly project: Project
  readonly mode: "full" | "names"
  readonly depth: number
  /** What was followed before, in each mode. */
  readonly known: Readonly<Record<Way["mode"], Map<Node, Meaning | null>>>
  readonly follow: (way: Way, module: SourceModule, node: Node) => Meaning | null
  readonly member: (way: Way, meaning: Meaning, name: string) => Meaning | null
  readonly result: (way: Way, callee: Meaning) => Meaning | null
}

/** Whether the way is so long that it convinces nobody. */
export function isTooDeep(way: Way): boolean {
  return way.depth >= MAX_DEPTH
}

/** One step further; `null` where a way this long convinces nobody. */
export function deeper(way: Way): Way | null {
  return isTooDeep(way) ? null : { ...way, depth: way.depth + 1 }
}

/** Whether two meanings are the same thing. */
export function isSame(a: Meaning, b: Meaning): boolean {
  if (a.kind === "external") return b.kind === "external" && a.path === b.path
  if (a.kind === "namespace") return b.kind === "namespace" && a.module === b.module
  return a.kind === b.kind && a.node === b.node
}
