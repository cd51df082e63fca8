import { ancestors, isClass, isFunction, nearestAround, nodesOf, propertyName } from "./ast.ts"
import type { Node } from "./ast.ts"

/** A name introduced in a scope, with the node that gives it its value. */
export interface Binding {
  readonly name: string
  readonly kind: "import" | "variable" | "parameter" | "function" | "class" | "catch"
  readonly constant: boolean
  /** The declared identifier. */
  readonly identifier: Node
  /** ImportDeclaration specifier, VariableDeclarator, function, class or catch clause. */
  readonly declaration: Node
  /** Property names from the declared value to this name when it is destructured; `null` inside is a computed or positional step. */
  readonly pattern: readonly (string | null)[]
  /** Right-hand sides assigned to it later, in source order. */
  readonly assigned: Node[]
}

type Scope = Map<string, Binding>

/** All scopes of one file. Kept to what rules ask: which declaration does this identifier mean. */
export interface Bindings {
  /** The binding an identifier refers to; `null` for globals. */
  resolve(identifier: Node): Binding | null
  /** Bindings of the file's top level by name. */
  readonly top: ReadonlyMap<string, Binding>
}

/** Collects the scopes of a program in two passes without recursion. */
export function collectBindings(program: Node): Bindings {
  const scopes = new Map<Node, Scope>()
  const scopeOf = (node: Node): Scope => {
    let scope = scopes.get(node)
    if (!scope) scopes.set(node, (scope = new Map()))
    return scope
  }
  const top = scopeOf(program)
  const assignments: { name: Node; value: Node }[] = []
  for (const node of nodesOf(program, ...DECLARING)) declare(node, scopeOf)
  for (const node of nodesOf(program, "AssignmentExpression"))
    if (node.left.type === "Identifier") assignments.push({ name: node.left, value: node.right })
  const scopeAround = nearestAround(program, scopes.keys())
  const resolve = (identifier: Node): Binding | null => {
    if (identifier.type !== "Identifier") return null
    for (let holder = scopeAround(identifier); holder; holder = scopeAround(holder)) {
      const found = scopes.get(holder)?.get(identifier.name)
      if (found) return found
    }
    return null
  }
  for (const { name, value } of assignments) resolve(name)?.assigned.push(value)
  return { resolve, top }
}

const DECLARING = [
  "ImportDeclaration",
  "TSImportEqualsDeclaration",
  "VariableDeclaration",
  "ClassDeclaration",
  "CatchClause",
  "FunctionDeclaration",
  "FunctionExpression",
  "ArrowFunctionExpression",
] as const

function declare(node: Node, scopeOf: (node: Node) => Scope): void {
  switch (node.type) {
    case "ImportDeclaration":
      for (const specifier of node.specifiers) add(scopeOf(scopeNode(node, false)), specifier.local, "import", specifier, true)
      return
    case "TSImportEqualsDeclaration":
      add(scopeOf(scopeNode(node, false)), node.id, "import", node, true)
      return
    case "VariableDeclaration": {
      const scope = scopeOf(scopeNode(node, node.kind === "var"))
      for (const declarator of node.declarations) addPattern(scope, declarator.id, "variable", declarator, node.kind === "const")
      return
    }
    case "ClassDeclaration":
      if (node.id) add(scopeOf(scopeNode(node, false)), node.id, "class", node, true)
      return
    case "CatchClause":
      if (node.param) addPattern(scopeOf(node), node.param, "catch", node, false)
      return
    case "FunctionDeclaration":
      if (node.id) add(scopeOf(scopeNode(node, false)), node.id, "function", node, true)
      break
    case "FunctionExpression":
      if (node.id) add(scopeOf(node), node.id, "function", node, true)
      break
    case "ArrowFunctionExpression":
      break
    default:
      return
  }
  for (const parameter of node.params) {
    const pattern = parameter.type === "TSParameterProperty" ? parameter.parameter : parameter
    addPattern(scopeOf(node), pattern, "parameter", node, false)
  }
}

function scopeNode(node: Node, functionLevel: boolean): Node {
  let last = node
  for (const above of ancestors(node)) {
    last = above
    if (isFunction(above) || above.type === "Program" || above.type === "StaticBlock" || above.type === "TSModuleBlock") return above
    if (functionLevel) continue
    if (above.type === "BlockStatement" || above.type === "SwitchStatement" || isClass(above)) return above
    if (above.type === "ForStatement" || above.type === "ForOfStatement" || above.type === "ForInStatement" || above.type === "CatchClause")
      return above
  }
  return last
}

function addPattern(scope: Scope, pattern: Node, kind: Binding["kind"], declaration: Node, constant: boolean): void {
  const waiting: { pattern: Node; way: readonly (string | null)[] }[] = [{ pattern, way: [] }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { pattern: target, way } = next
    switch (target.type) {
      case "Identifier":
        add(scope, target, kind, declaration, constant, way)
        break
      case "AssignmentPattern":
        waiting.push({ pattern: target.left, way })
        break
      case "RestElement":
        waiting.push({ pattern: target.argument, way: [...way, null] })
        break
      case "ArrayPattern":
        for (const element of target.elements) if (element) waiting.push({ pattern: element, way: [...way, null] })
        break
      case "ObjectPattern":
        for (const property of target.properties) {
          if (property.type === "RestElement") waiting.push({ pattern: property.argument, way: [...way, null] })
          else waiting.push({ pattern: property.value, way: [...way, propertyName(property)] })
        }
        break
      case "TSParameterProperty":
        waiting.push({ pattern: target.parameter, way })
        break
    }
  }
}

function add(
  scope: Scope,
  identifier: Node,
  kind: Binding["kind"],
  declaration: Node,
  constant: boolean,
  pattern: readonly (string | null)[] = [],
): void {
  if (identifier.type !== "Identifier" || scope.has(identifier.name)) return
  scope.set(identifier.name, { name: identifier.name, kind, constant, identifier, declaration, pattern, assigned: [] })
}
