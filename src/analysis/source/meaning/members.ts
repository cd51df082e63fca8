import { bare, descendants, functionName, isClass, isFunction, ownNodes, propertyName } from "../ast.ts"
import type { ClassNode, FunctionNode, Node } from "../ast.ts"
import type { SourceModule } from "../module.ts"
import { exported } from "./exports.ts"
import { injectedInto, installedOn } from "./providers.ts"
import { shapeMember, shapeOf } from "./shapes.ts"
import { typed, typeMeaning } from "./types.ts"
import { deeper } from "./way.ts"
import type { Meaning, Way } from "./way.ts"

/** What a property of a meaning is; `null` when it is not there or cannot be told. */
export function memberOfMeaning(way: Way, meaning: Meaning, name: string): Meaning | null {
  switch (meaning.kind) {
    case "external":
      return (
        installedOn(way, meaning.path, name) ?? { kind: "external", path: name === "default" ? meaning.path : `${meaning.path}.${name}` }
      )
    case "namespace": {
      const found = exported(way, meaning.module, name)
      if (found) return found
      const whole = meaning.module.exports.get("default")
      const value = whole?.kind === "node" ? way.follow(way, meaning.module, whole.node) : null
      return value === null || value.kind === "namespace" ? null : way.member(way, value, name)
    }
    case "instance":
      return isClass(meaning.node)
        ? instanceMember(way, meaning.module, meaning.node, name)
        : constructedMember(way, meaning.module, meaning.node, name)
    case "class":
      return staticMember(way, meaning.module, meaning.node, name) ?? besideFunction(way, meaning.module, meaning.node, name)
    case "value":
      return objectMember(way, meaning.module, meaning.node, name)
    case "function":
      return besideFunction(way, meaning.module, meaning.node, name)
    default:
      return null
  }
}

// `module.exports = make; make.sync = …`
function besideFunction(way: Way, module: SourceModule, node: FunctionNode | ClassNode, name: string): Meaning | null {
  const whole = module.exports.get("default")
  if (name === "default" || whole?.kind !== "node" || !module.exports.has(name)) return null
  const meaning = way.follow(way, module, whole.node)
  return (meaning?.kind === "function" || meaning?.kind === "class") && meaning.node === node ? exported(way, module, name) : null
}

function objectMember(way: Way, module: SourceModule, node: Node, name: string): Meaning | null {
  const further = deeper(way)
  if (!further) return null
  if (node.type === "TSInterfaceDeclaration" || node.type === "TSTypeLiteral") return shapeMember(further, module, node, name)
  if (node.type !== "ObjectExpression") return null
  let spread: Meaning | null = null
  for (const property of node.properties) {
    if (property.type === "Property" && propertyName(property) === name) return way.follow(further, module, property.value)
    // `{ ...base, own }` has what the base has.
    if (property.type !== "SpreadElement") continue
    const base = way.follow(further, module, property.argument)
    if (base && base.kind !== "external") spread = way.member(further, base, name) ?? spread
  }
  return spread
}

function staticMember(way: Way, module: SourceModule, owner: ClassNode, name: string): Meaning | null {
  for (const each of owner.body.body) {
    if (!("static" in each) || !each.static || propertyName(each) !== name) continue
    if (each.type === "MethodDefinition") {
      if (!isFunction(each.value)) return null
      return each.kind === "get"
        ? way.result(way, { kind: "function", module, node: each.value })
        : { kind: "function", module, node: each.value }
    }
    if (each.type === "PropertyDefinition")
      return (each.value && way.follow(way, module, each.value)) ?? typeMeaning(way, module, each.typeAnnotation ?? null)
  }
  const further = deeper(way)
  const parent = further && owner.superClass ? way.follow(further, module, owner.superClass) : null
  if (further && parent?.kind === "class") return staticMember(further, parent.module, parent.node, name)
  return parent?.kind === "external" ? { kind: "external", path: `${parent.path}.${name}` } : null
}

function instanceMember(way: Way, module: SourceModule, owner: ClassNode, name: string): Meaning | null {
  const further = deeper(way)
  if (!further) return null
  const constructor = owner.body.body.find((each) => each.type === "MethodDefinition" && each.kind === "constructor")
  const injected = constructor?.type === "MethodDefinition" ? constructorMember(further, module, constructor.value, name) : null
  if (injected && injected.kind !== "value") return injected
  for (const each of owner.body.body) {
    if (propertyName(each) !== name || ("static" in each && each.static)) continue
    if (each.type === "MethodDefinition" && isFunction(each.value)) {
      const method: Meaning = { kind: "function", module, node: each.value }
      return each.kind === "get" ? way.result(further, method) : method
    }
    if (each.type === "PropertyDefinition")
      return (
        (each.value && way.follow(further, module, each.value)) ??
        injectedInto(further, module, each.decorators) ??
        typeMeaning(further, module, each.typeAnnotation ?? null) ??
        assignedInMethods(further, module, owner, name) ??
        shapeOf(further, module, each.typeAnnotation)
      )
  }
  const assigned = injected ?? assignedInMethods(further, module, owner, name)
  if (assigned) return assigned
  if (!owner.superClass) return null
  const parent = mixedIn(further, module, owner.superClass)
  if (parent?.kind === "class") return instanceMember(further, parent.module, parent.node, name)
  return parent?.kind === "external" ? { kind: "external", path: `${parent.path}().${name}` } : null
}

// `extends WithLog(Base)`: the class that the function returns, else what it is given.
function mixedIn(way: Way, module: SourceModule, superClass: Node): Meaning | null {
  const parent = way.follow(way, module, superClass)
  if (parent !== null && !(parent.kind === "external" && parent.path.startsWith("globalThis."))) return parent
  const call = bare(superClass)
  const base = call.type === "CallExpression" ? call.arguments[0] : undefined
  return base ? way.follow(way, module, base) : parent
}

// `async connect() { this.pool = new Pool() }`
function assignedInMethods(way: Way, module: SourceModule, owner: ClassNode, name: string): Meaning | null {
  for (const each of owner.body.body) {
    if (each.type !== "MethodDefinition" || each.kind === "constructor" || !each.value.body) continue
    const found = assignedIn(way, module, each.value.body, name)
    if (found && found.kind !== "value") return found
  }
  return null
}

// Code from before classes: `this.list = function () {}` in the constructor and `Store.prototype.list = function () {}` beside it.
function constructedMember(way: Way, module: SourceModule, maker: FunctionNode, name: string): Meaning | null {
  for (const node of descendants(maker, (each) => each !== maker && isFunction(each) && each.type !== "ArrowFunctionExpression")) {
    if (node.type !== "AssignmentExpression" || node.left.type !== "MemberExpression" || propertyName(node.left) !== name) continue
    const owner = node.left.object
    if (owner.type === "ThisExpression" || (owner.type === "Identifier" && /^(?:self|that|_this)$/.test(owner.name)))
      return way.follow(way, module, node.right)
  }
  const own = functionName(maker)
  for (const statement of module.program.body) {
    if (statement.type !== "ExpressionStatement" || statement.expression.type !== "AssignmentExpression") continue
    const { left, right } = statement.expression
    if (left.type !== "MemberExpression" || left.object.type !== "MemberExpression") {
      // `Store.prototype = { list() {} }`
      if (
        left.type === "MemberExpression" &&
        propertyName(left) === "prototype" &&
        left.object.type === "Identifier" &&
        left.object.name === own
      ) {
        const found = objectMember(way, module, right, name)
        if (found) return found
      }
      continue
    }
    if (propertyName(left) !== name || propertyName(left.object) !== "prototype") continue
    if (left.object.object.type === "Identifier" && left.object.object.name === own) return way.follow(way, module, right)
  }
  return null
}

function constructorMember(
  way: Way,
  module: SourceModule,
  constructor: Node & { params: readonly Node[]; body: Node | null },
  name: string,
) {
  for (const parameter of constructor.params) {
    if (parameter.type !== "TSParameterProperty") continue
    const target = parameter.parameter.type === "AssignmentPattern" ? parameter.parameter.left : parameter.parameter
    if (target.type !== "Identifier" || target.name !== name) continue
    return (
      injectedInto(way, module, parameter.decorators) ??
      typed(way, module, target) ??
      way.follow(way, module, target) ??
      shapeOf(way, module, target.typeAnnotation)
    )
  }
  return constructor.body ? assignedIn(way, module, constructor.body, name) : null
}

// Kept by body: a class may be asked for thousands of its members.
const assignedToThis = new WeakMap<Node, ReadonlyMap<string, Node>>()

function assignedIn(way: Way, module: SourceModule, body: Node, name: string): Meaning | null {
  let assigned = assignedToThis.get(body)
  if (!assigned) {
    const found = new Map<string, Node>()
    for (const node of ownNodes(body)) {
      if (node.type !== "AssignmentExpression" || node.left.type !== "MemberExpression") continue
      const key = node.left.object.type === "ThisExpression" ? propertyName(node.left) : null
      if (key !== null && !found.has(key)) found.set(key, node.right)
    }
    assignedToThis.set(body, (assigned = found))
  }
  const value = assigned.get(name)
  return value ? way.follow(way, module, value) : null
}
