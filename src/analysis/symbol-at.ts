import type { Project } from "./source/project.ts"
import { ancestors, descendants, functionName, isClass, isFunction } from "./source/ast.ts"
import type { ClassNode, FunctionNode } from "./source/ast.ts"
import type { SourceModule } from "./source/module.ts"

/** The names of the functions and classes around an offset, outermost first; a route's callback goes by method and path. */
export function symbolAt(project: Project, path: string, offset: number): string {
  const module = project.moduleOf(path)
  return module === null ? "" : symbolInModule(module, offset)
}

function symbolInModule(module: SourceModule, offset: number): string {
  let inner = null
  for (const node of descendants(module.program, (each) => offset < each.start || offset >= each.end)) {
    if (offset >= node.start && offset < node.end && (isFunction(node) || isClass(node))) inner = node
  }
  return inner === null ? "" : symbolOf(module, inner)
}

/** The name of a function or class with those around it, as `symbolAt` gives it for the code inside. */
export function symbolOf(module: SourceModule, inner: FunctionNode | ClassNode): string {
  const names: string[] = []
  for (const node of [inner, ...ancestors(inner)]) {
    if (isClass(node)) names.push(node.id?.name ?? "class")
    else if (isFunction(node)) names.push(functionName(node) ?? callbackName(module, node.parent) ?? "")
  }
  return names
    .reverse()
    .filter((name) => name !== "")
    .join(".")
}

function callbackName(module: SourceModule, parent: { type: string; start: number } | undefined): string | null {
  if (parent?.type !== "CallExpression") return null
  const call = module.code.slice(parent.start, parent.start + 80)
  return /^[\w.$]+\(\s*(?:["'`][^"'`\n]*["'`])?/.exec(call)?.[0].replace(/\s+/g, "") ?? null
}
