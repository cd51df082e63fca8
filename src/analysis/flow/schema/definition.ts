import { bare, importedName, isClass, propertyName, propertyOf } from "../../source/ast.ts"
import type { Node } from "../../source/ast.ts"
import { requiredBy } from "../../source/common-js.ts"
import type { SourceModule } from "../../source/module.ts"
import type { Project } from "../../source/project.ts"

/** An expression with the file it stands in. */
export interface Place {
  readonly module: SourceModule
  readonly node: Node
}

const MAX_DEPTH = 12

/**
 * The expression behind a name, as written where it is defined: through constants, imports, exports and properties of object
 * literals. Gives the expression itself when it is no name, and `null` when the name leads out of the repository.
 */
export function definitionOf(project: Project, module: SourceModule, node: Node, depth = 0): Place | null {
  if (depth > MAX_DEPTH) return null
  const inner = bare(node)
  if (inner.type === "Identifier") {
    const binding = module.bindings.resolve(inner)
    if (!binding) return null
    const { declaration, pattern } = binding
    if (declaration.parent?.type === "ImportDeclaration")
      return exported(project, module, declaration.parent.source.value, importOf(declaration), depth)
    if (isClass(declaration)) return { module, node: declaration }
    if (declaration.type !== "VariableDeclarator" || !declaration.init) return null
    let at = definitionOf(project, module, declaration.init, depth + 1)
    for (const name of pattern) at = at && name !== null ? memberOf(project, at, name, depth + 1) : null
    return at
  }
  if (inner.type === "MemberExpression") {
    const name = propertyName(inner)
    const object = name === null ? null : definitionOf(project, module, inner.object, depth + 1)
    return object && name !== null ? memberOf(project, object, name, depth + 1) : null
  }
  const specifier = inner.type === "CallExpression" ? requiredBy(inner) : null
  return specifier === null ? { module, node: inner } : exported(project, module, specifier, "*", depth)
}

function memberOf(project: Project, { module, node }: Place, name: string, depth: number): Place | null {
  if (node.type === "Program") return exportOf(project, module, name, depth)
  const member = propertyOf(node, name)
  return member && definitionOf(project, module, member, depth + 1)
}

function importOf(specifier: Node): string {
  return specifier.type === "ImportNamespaceSpecifier" ? "*" : importedName(specifier)
}

// The program stands for a module as a whole.
function exported(project: Project, from: SourceModule, specifier: string, name: string, depth: number): Place | null {
  const path = project.resolve(from.path, specifier)
  const module = path === null ? null : project.moduleOf(path)
  if (!module) return null
  if (name !== "*") return exportOf(project, module, name, depth)
  const whole = module.exports.get("default")
  if (whole?.kind === "node" && whole.node.parent?.type === "AssignmentExpression" && module.exports.size === 1)
    return definitionOf(project, module, whole.node, depth + 1)
  return { module, node: module.program }
}

function exportOf(project: Project, module: SourceModule, name: string, depth: number): Place | null {
  if (depth > MAX_DEPTH) return null
  const found = module.exports.get(name)
  if (found?.kind === "node") return definitionOf(project, module, found.node, depth + 1)
  if (found?.kind === "from") return exported(project, module, found.specifier, found.name, depth + 1)
  // `module.exports = { create }` where names were not told apart.
  const whole = name === "default" ? undefined : module.exports.get("default")
  if (whole?.kind === "node") {
    const member = propertyOf(whole.node, name)
    if (member) return definitionOf(project, module, member, depth + 1)
  }
  if (name === "default") return module.exports.size > 0 ? { module, node: module.program } : null
  for (const specifier of module.stars) {
    const behind = exported(project, module, specifier, name, depth + 1)
    if (behind) return behind
  }
  return null
}

