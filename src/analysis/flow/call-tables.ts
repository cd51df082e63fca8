import { bare, enclosingClass, nodesOf, ownNodes, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf, memberOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import { definitionOf } from "./schema/definition.ts"
import type { Value } from "./value.ts"
import type { Walk } from "./walk.ts"

const MAX_ROWS = 20

/** A function that a call may mean, among others. */
export interface Candidate {
  readonly module: SourceModule
  readonly node: FunctionNode
}

/** The functions a call may mean that takes one out of a table: `HANDLERS[kind](data)`, `this.strategies.get(kind).run(data)`. */
export function functionsInTable(walk: Walk, module: SourceModule, written: Node, receiver: Value): readonly Candidate[] {
  const callee = takenBefore(module, written)
  if (callee.type === "CallExpression") return entriesOf(walk, module, callee)
  if (callee.type !== "MemberExpression") return []
  const name = propertyName(callee)
  if (name === null) return callee.computed ? rowsOf(walk, module, callee.object, callee === bare(written) ? receiver : null) : []
  const taken = bare(callee.object)
  if (taken.type !== "CallExpression" || taken.callee.type !== "MemberExpression" || propertyName(taken.callee) !== "get") return []
  return registered(walk, module, taken.callee.object, name)
}

// `const handler = HANDLERS[kind]`, then `handler(data)`
function takenBefore(module: SourceModule, written: Node): Node {
  const callee = bare(written)
  const declaration = callee.type === "Identifier" ? module.bindings.resolve(callee)?.declaration : undefined
  return declaration?.type === "VariableDeclarator" && declaration.id.type === "Identifier" && declaration.init
    ? lookedUp(declaration.init)
    : lookedUp(callee)
}

// `Object.hasOwn(HANDLERS, kind) ? HANDLERS[kind] : undefined`, `known.has(kind) && HANDLERS[kind]`, `HANDLERS[kind] ?? fallback`
function lookedUp(node: Node): Node {
  const inner = bare(node)
  const parts =
    inner.type === "ConditionalExpression"
      ? [inner.consequent, inner.alternate]
      : inner.type === "LogicalExpression"
        ? [inner.left, inner.right]
        : []
  for (const part of parts) {
    const taken = bare(part)
    if (taken.type === "MemberExpression" && taken.computed) return taken
  }
  return inner
}

/** The functions of a map that is written with its entries: `new Map([["ping", ping]]).get(kind)`. */
function entriesOf(walk: Walk, module: SourceModule, call: Node & { type: "CallExpression" }): readonly Candidate[] {
  if (call.callee.type !== "MemberExpression" || propertyName(call.callee) !== "get") return []
  const map = definitionOf(walk.project, module, call.callee.object)
  const list = map?.node.type === "NewExpression" && map.node.arguments[0] ? bare(map.node.arguments[0]) : null
  if (map === null || list?.type !== "ArrayExpression" || list.elements.length > MAX_ROWS) return []
  return list.elements.flatMap((entry): Candidate[] => {
    const value = entry?.type === "ArrayExpression" ? entry.elements[1] : null
    const meaning = value ? meaningOf(walk.project, map.module, value) : null
    return meaning?.kind === "function" ? [meaning] : []
  })
}

function rowsOf(walk: Walk, module: SourceModule, object: Node, receiver: Value): readonly Candidate[] {
  const meaning = receiver?.kind === "meaning" ? receiver.meaning : receiver === null ? meaningOf(walk.project, module, object) : null
  if (meaning?.kind !== "value" || meaning.node.type !== "ObjectExpression" || meaning.node.properties.length > MAX_ROWS) return []
  return meaning.node.properties.flatMap((property): Candidate[] => {
    const key = property.type === "Property" ? propertyName(property) : null
    const found = key === null ? null : memberOf(walk.project, meaning, key)
    return found?.kind === "function" ? [found] : []
  })
}

/** What a class or a file puts into a map of its own: `this.strategies.set("sql", new SqlStrategy())`. */
function registered(walk: Walk, module: SourceModule, map: Node, method: string): readonly Candidate[] {
  const written = module.textOf(map)
  if (!/^(?:this\.)?[\w$#]{1,40}$/.test(written)) return []
  const owner = written.startsWith("this.") ? enclosingClass(map) : null
  if (written.startsWith("this.") && owner === null) return []
  const values = walk.project.onceFor(owner ?? module, `set in ${written}`, () => {
    const found: Node[] = []
    for (const call of nodesOf(module.program, "CallExpression")) {
      if (call.callee.type !== "MemberExpression" || propertyName(call.callee) !== "set" || !call.arguments[1]) continue
      if (owner && !(owner.start <= call.start && call.end <= owner.end)) continue
      if (module.textOf(call.callee.object) === written && found.push(call.arguments[1]) >= MAX_ROWS) break
    }
    return found
  })
  return values.flatMap((value): Candidate[] => {
    const meaning = memberOf(walk.project, meaningOf(walk.project, module, value), method)
    return meaning?.kind === "function" && !isAbstract(meaning.node) ? [meaning] : []
  })
}

function isAbstract(node: FunctionNode): boolean {
  return !node.body || (node.body.type === "BlockStatement" && [...ownNodes(node.body)].length === 0)
}
