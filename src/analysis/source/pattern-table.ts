import { bare, isFunction, propertyName, stringOf } from "./ast.ts"
import type { Node } from "./ast.ts"
import { meaningOf, originOf } from "./meaning.ts"
import type { SourceModule } from "./module.ts"
import type { Project } from "./project.ts"

/** An expression of a table, with the file it is written in. */
interface Place {
  readonly module: SourceModule
  readonly node: Node
}

/** A table and the way into it, outermost step first; `null` is any element or field. */
interface WayIn {
  readonly table: Node
  readonly steps: readonly (string | null)[]
}

const WALKS = /^(?:forEach|map|flatMap|filter|find|findIndex|some|every)$/
const MAX_STEPS = 8
// No table of patterns is longer, and each of them is looked at.
const MAX_PLACES = 200

/**
 * What an expression may be where it is taken out of a table, in this file or another: `rule.pattern` with `for (const rule of RULES)`,
 * `RULES.find(({ pattern }) => …)`, `PATTERNS[name]`. Empty where it is no part of a table that is written down.
 */
export function patternsInTable(project: Project, module: SourceModule, expression: Node): readonly Place[] {
  const way = wayIn(project, module, expression)
  if (way === null || way.steps.length === 0) return []
  const found = meaningOf(project, module, way.table)
  // `module.exports = [ … ]`
  const whole = found?.kind === "namespace" ? found.module.exports.get("default") : null
  const table = found?.kind === "namespace" && whole?.kind === "node" ? meaningOf(project, found.module, whole.node) : found
  let places: readonly Place[] = table?.kind === "value" ? [table] : []
  for (const step of way.steps) places = places.flatMap((place) => partsOf(project, place, step)).slice(0, MAX_PLACES)
  return places
}

/** Follows names, loops and callbacks from an expression back to the table it comes from. */
function wayIn(project: Project, module: SourceModule, expression: Node): WayIn | null {
  let steps: (string | null)[] = []
  let node = bare(expression)
  for (let step = 0; step < MAX_STEPS; step++) {
    if (node.type === "MemberExpression") {
      steps = [node.computed ? (stringOf(node.property) ?? numberOf(node.property)) : propertyName(node), ...steps]
      node = bare(node.object)
      continue
    }
    if (node.type === "CallExpression") {
      const origin = originOf(project, module, node.callee)
      const [table] = node.arguments
      if (!table || !/^globalThis\.Object\.(?:values|entries)$/.test(origin ?? "")) return null
      // Each entry of `Object.entries` is a name and what stands under it.
      if (origin?.endsWith("entries")) steps = [null, ...steps.slice(2)]
      node = bare(table)
      continue
    }
    const binding = node.type === "Identifier" ? module.bindings.resolve(node) : null
    if (!binding || binding.assigned.length > 0) return null
    const { declaration, pattern } = binding
    if (binding.kind === "import") return { table: node, steps }
    const list = isFunction(declaration) ? walkedBy(declaration, binding.identifier) : goneThrough(declaration)
    if (list) {
      steps = [null, ...pattern, ...steps]
      node = bare(list)
      continue
    }
    const init = declaration.type === "VariableDeclarator" && declaration.init ? bare(declaration.init) : null
    const isPart = init?.type === "MemberExpression" || init?.type === "Identifier"
    if (!isPart || pattern.length > 0) return init ? { table: node, steps } : null
    node = init
  }
  return null
}

function numberOf(node: Node): string | null {
  return node.type === "Literal" && typeof node.value === "number" ? String(node.value) : null
}

/** The list of `RULES.find((rule) => …)`, for the parameter `rule`. */
function walkedBy(callback: Node, identifier: Node): Node | null {
  const call = callback.parent
  const callee = call?.type === "CallExpression" && call.arguments[0] === callback ? bare(call.callee) : null
  if (callee?.type !== "MemberExpression" || !WALKS.test(propertyName(callee) ?? "") || !isFunction(callback)) return null
  const [first] = callback.params
  return first && first.start <= identifier.start && identifier.end <= first.end ? callee.object : null
}

/** The list of `for (const rule of RULES)`, for the declaration of `rule`. */
function goneThrough(declaration: Node): Node | null {
  const loop = declaration.parent?.parent
  return loop?.type === "ForOfStatement" && loop.left === declaration.parent ? loop.right : null
}

/** The elements of a list or the fields of an object under a name, or all of them. */
function partsOf(project: Project, { module, node }: Place, step: string | null): Place[] {
  const parts: Place[] = []
  const add = (part: Node) => {
    const inner = bare(part)
    const meaning = inner.type === "Identifier" || inner.type === "MemberExpression" ? meaningOf(project, module, inner) : null
    parts.push(meaning?.kind === "value" ? meaning : { module, node: inner })
  }
  // `new Map([…])`, `new Set([…])`
  const holder = node.type === "NewExpression" ? bare(node.arguments[0] ?? node) : node
  if (holder.type === "ArrayExpression") {
    for (const [index, element] of holder.elements.slice(0, MAX_PLACES).entries()) {
      if (!element) continue
      if (element.type === "SpreadElement") {
        const spread = meaningOf(project, module, element.argument)
        if (spread?.kind === "value" && spread.node.type === "ArrayExpression")
          for (const each of spread.node.elements.slice(0, MAX_PLACES))
            if (each && each.type !== "SpreadElement") parts.push({ module: spread.module, node: bare(each) })
      } else if (step === null || step === String(index)) add(element)
    }
  } else if (holder.type === "ObjectExpression") {
    for (const property of holder.properties.slice(0, MAX_PLACES))
      if (property.type === "Property" && (step === null || propertyName(property) === step)) add(property.value)
  }
  return parts
}
