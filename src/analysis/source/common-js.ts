import { bare, nodesOf, propertyName, stringOf } from "./ast.ts"
import type { Node } from "./ast.ts"

/** What a module offers under a name: a node of its own, or a name of another module. */
export type Export =
  | { readonly kind: "node"; readonly node: Node }
  | { readonly kind: "from"; readonly specifier: string; readonly name: string }

/** A module whose function gets the exports of another as its argument number `index`. */
export interface Mixin {
  readonly specifier: string
  readonly index: number
}

/**
 * Reads the exports of a CommonJS module into `exports` and `stars`: `module.exports = …`, `exports.x = …`,
 * `const User = module.exports; User.x = …`, `Object.assign(module.exports, …)`, lists with spread modules. Gives its mixins.
 */
export function collectCommonJs(program: Node, exports: Map<string, Export>, stars: string[]): Mixin[] {
  const aliases = new Set<string>()
  const mixins: Mixin[] = []
  const own = new Map<string, { readonly name: string; readonly node: Node }[]>()
  const isWhole = (node: Node): boolean =>
    isModuleExports(node) || (node.type === "Identifier" && (node.name === "exports" || aliases.has(node.name)))
  for (const node of nodesOf(program, "VariableDeclarator", "AssignmentExpression", "CallExpression")) {
    if (node.type === "VariableDeclarator" && node.id.type === "Identifier" && node.init) {
      // `const User = module.exports = {}` is the same as both halves on their own.
      if (isModuleExports(node.init) || (node.init.type === "AssignmentExpression" && isWhole(node.init.left))) aliases.add(node.id.name)
    } else if (node.type === "AssignmentExpression") {
      if (node.left.type !== "MemberExpression") continue
      const value = lastOfChain(node.right)
      if (isModuleExports(node.left)) collectWhole(value, exports, stars, aliases)
      else {
        const name = propertyName(node.left)
        const { object } = node.left
        if (name === null) continue
        if (isWhole(object)) exports.set(name, { kind: "node", node: value })
        else if (object.type === "Identifier" && node.parent?.type === "ExpressionStatement" && node.parent.parent === program) {
          const known = own.get(object.name)
          if (known) known.push({ name, node: value })
          else own.set(object.name, [{ name, node: value }])
        }
      }
    } else if (node.type === "CallExpression") {
      const [first] = node.arguments
      if (isObjectAssign(node) && first && isWhole(bare(first))) {
        for (const source of node.arguments.slice(1)) spreadInto(source, exports, stars)
        continue
      }
      const specifier = requiredBy(node.callee)
      if (specifier === null) continue
      const index = node.arguments.findIndex((each) => isWhole(each))
      if (index !== -1) mixins.push({ specifier, index })
    }
  }
  // `function make() {}; make.sync = …; module.exports = make`
  const whole = exports.get("default")
  if (whole?.kind === "node" && whole.node.type === "Identifier")
    for (const { name, node } of own.get(whole.node.name) ?? []) if (!exports.has(name)) exports.set(name, { kind: "node", node })
  return mixins
}

function collectWhole(value: Node, exports: Map<string, Export>, stars: string[], aliases: Set<string>): void {
  const required = requiredBy(value)
  if (required !== null) {
    exports.set("default", { kind: "from", specifier: required, name: "*" })
    stars.push(required)
    return
  }
  exports.set("default", { kind: "node", node: value })
  if (value.type === "Identifier") aliases.add(value.name)
  else if (value.type === "CallExpression" && isObjectAssign(value)) for (const each of value.arguments) spreadInto(each, exports, stars)
  else spreadInto(value, exports, stars)
}

function spreadInto(node: Node, exports: Map<string, Export>, stars: string[]): void {
  const required = requiredBy(node)
  if (required !== null) stars.push(required)
  if (node.type !== "ObjectExpression") return
  for (const property of node.properties) {
    if (property.type === "SpreadElement") {
      const specifier = requiredBy(property.argument)
      if (specifier !== null) stars.push(specifier)
      continue
    }
    const key = propertyName(property)
    if (key !== null) exports.set(key, { kind: "node", node: property.value })
  }
}

// `exports.a = exports.b = fn`
function lastOfChain(node: Node): Node {
  let value = node
  while (value.type === "AssignmentExpression") value = value.right
  return value
}

function isModuleExports(node: Node): boolean {
  return (
    node.type === "MemberExpression" &&
    node.object.type === "Identifier" &&
    node.object.name === "module" &&
    propertyName(node) === "exports"
  )
}

function isObjectAssign(call: Node & { type: "CallExpression" }): boolean {
  return (
    call.callee.type === "MemberExpression" &&
    call.callee.object.type === "Identifier" &&
    call.callee.object.name === "Object" &&
    propertyName(call.callee) === "assign"
  )
}

/** The specifier of `require("…")`, else `null`. */
export function requiredBy(node: Node): string | null {
  if (node.type !== "CallExpression" || node.callee.type !== "Identifier" || node.callee.name !== "require") return null
  return stringOf(node.arguments[0])
}
