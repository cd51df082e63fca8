import { bare, isFunction, importedName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import type { Handler } from "./route.ts"

/** Follows a handler argument to its function: through names, imports, `.bind(this)` and wrappers such as `asyncHandler(fn)`. */
export function handlerOf(project: Project, module: SourceModule, argument: Node, wrapper: string | null = null, depth = 0): Handler {
  const node = bare(argument)
  const nothing: Handler = { node: argument, module, function: null, functionModule: module, wrapper }
  if (depth > 4) return nothing
  if (isFunction(node)) return { node: argument, module, function: node, functionModule: module, wrapper }
  if (node.type === "CallExpression") {
    if (node.callee.type === "MemberExpression" && node.callee.property.type === "Identifier" && node.callee.property.name === "bind") {
      return { ...handlerOf(project, module, node.callee.object, wrapper, depth + 1), node: argument, module }
    }
    const wrapped = node.arguments.find((each) => wrapsHandler(project, module, each))
    if (!wrapped) {
      // `app.use(loadUser({ … }))`, where the call of a function of the repository makes the handler.
      const made = meaningOf(project, module, node)
      return made?.kind === "function" ? { ...nothing, function: made.node, functionModule: made.module } : nothing
    }
    return { ...handlerOf(project, module, wrapped, wrapper ?? module.textOf(node.callee), depth + 1), node: argument, module }
  }
  // `const list = asyncHandler(async (req, res) => …)` is the function inside, not the one the wrapper makes of it.
  const call = node.type === "Identifier" || node.type === "MemberExpression" ? definingCall(project, module, node) : null
  const inside = call && handlerOf(project, call.module, call.node, wrapper, depth + 1)
  if (inside?.function) return { ...inside, node: argument, module }
  const meaning = meaningOf(project, module, node)
  if (meaning?.kind === "function") return { node: argument, module, function: meaning.node, functionModule: meaning.module, wrapper }
  if (inside) return { ...inside, node: argument, module }
  return nothing
}

function wrapsHandler(project: Project, module: SourceModule, argument: Node): boolean {
  const inner = bare(argument)
  if (isFunction(inner)) return true
  if (inner.type !== "Identifier" && inner.type !== "MemberExpression") return isGivenFunction(inner, 0)
  const meaning = meaningOf(project, module, inner)
  return meaning?.kind === "function" && meaning.node.params.length >= 2
}

// `timed(async () => …)`, and `withLog("list", timed(async () => …))`.
function isGivenFunction(node: Node, depth: number): boolean {
  if (node.type !== "CallExpression" || depth > 2) return false
  return node.arguments.some((each) => isFunction(each) || isGivenFunction(each, depth + 1))
}

// `const list = asyncHandler(async (req, res) => …)` here or in the file it is imported from.
function definingCall(project: Project, module: SourceModule, node: Node): { module: SourceModule; node: Node } | null {
  if (node.type === "MemberExpression") {
    const object = meaningOf(project, module, node.object)
    const name = node.property.type === "Identifier" ? node.property.name : null
    if (object?.kind === "namespace" && name !== null) return exportedCall(project, object.module, name)
    if (object?.kind === "value" && object.node.type === "ObjectExpression") {
      for (const each of object.node.properties) {
        if (each.type === "Property" && each.key.type === "Identifier" && each.key.name === name) return asCall(object.module, each.value)
      }
    }
    return null
  }
  const binding = module.bindings.resolve(node)
  if (!binding) return null
  if (binding.declaration.type === "VariableDeclarator" && binding.declaration.init) {
    if (binding.pattern.length === 0) return asCall(module, binding.declaration.init)
    const source = meaningOf(project, module, binding.declaration.init)
    const name = binding.pattern[0]
    return source?.kind === "namespace" && typeof name === "string" ? exportedCall(project, source.module, name) : null
  }
  const from = binding.declaration.parent
  if (binding.kind !== "import" || from?.type !== "ImportDeclaration") return null
  const path = project.resolve(module.path, from.source.value)
  const target = path === null ? null : project.moduleOf(path)
  if (!target) return null
  return exportedCall(project, target, importedName(binding.declaration))
}

function exportedCall(project: Project, module: SourceModule, name: string, depth = 0): { module: SourceModule; node: Node } | null {
  const found = module.exports.get(name)
  if (found?.kind === "node") {
    if (found.node.type !== "Identifier") return asCall(module, found.node)
    const declaration = module.bindings.resolve(found.node)?.declaration
    return declaration?.type === "VariableDeclarator" && declaration.init ? asCall(module, declaration.init) : null
  }
  if (found?.kind !== "from" || depth > 4) return null
  const path = project.resolve(module.path, found.specifier)
  const target = path === null ? null : project.moduleOf(path)
  return target ? exportedCall(project, target, found.name, depth + 1) : null
}

function asCall(module: SourceModule, node: Node): { module: SourceModule; node: Node } | null {
  return bare(node).type === "CallExpression" ? { module, node } : null
}
