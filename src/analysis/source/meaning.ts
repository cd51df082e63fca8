import { bare, isClass, isFunction, ownerOfThis, ownNodes, propertyName, stringOf } from "./ast.ts"
import type { FunctionNode, Node } from "./ast.ts"
import type { Binding } from "./bindings.ts"
import { followImport, imported, required } from "./meaning/exports.ts"
import { memberOfMeaning } from "./meaning/members.ts"
import { passedTo } from "./meaning/parameters.ts"
import { destructuredFromCradle, injectedInto, installedBehind, takenOut } from "./meaning/providers.ts"
import { shapeOf } from "./meaning/shapes.ts"
import { typed } from "./meaning/types.ts"
import { deeper, isTooDeep } from "./meaning/way.ts"
import type { Meaning, Way } from "./meaning/way.ts"
import { requiredBy } from "./common-js.ts"
import type { SourceModule } from "./module.ts"
import type { Project } from "./project.ts"

export { mayTakeOut } from "./meaning/providers.ts"
export type { Meaning } from "./meaning/way.ts"

// Calls that give back what they are given, with another way to wait for it or to register it.
const TRANSPARENT = new Set(["util.promisify", "fastify-plugin", "fastify-plugin.fastifyPlugin", "globalThis.Object.freeze"])

/** Follows names, imports, members, classes, injected types and arguments to what an expression means; `null` when it cannot be told. */
export function meaningOf(project: Project, module: SourceModule, node: Node): Meaning | null {
  return follow(wayIn(project), module, node)
}

/** The access path of an expression that comes from a package or is global, else `null`. */
export function originOf(project: Project, module: SourceModule, node: Node): string | null {
  return originOfMeaning(project, meaningOf(project, module, node))
}

/** The access path behind a meaning; instances of local classes have that of the package class they extend. */
export function originOfMeaning(project: Project, meaning: Meaning | null): string | null {
  for (let step = 0; step < 12; step++) {
    if (meaning?.kind === "external") return meaning.path
    if (meaning?.kind !== "instance" || !isClass(meaning.node) || !meaning.node.superClass) return null
    const parent = meaningOf(project, meaning.module, meaning.node.superClass)
    if (parent?.kind === "external") return `${parent.path}()`
    meaning = parent?.kind === "class" ? { ...parent, kind: "instance" } : null
  }
  return null
}

/** What a property of a meaning is. */
export function memberOf(project: Project, meaning: Meaning | null, name: string): Meaning | null {
  return meaning === null ? null : memberOfMeaning(wayIn(project), meaning, name)
}

/** What calling (or constructing) a meaning gives. */
export function resultOf(project: Project, meaning: Meaning | null): Meaning | null {
  return meaning === null ? null : result(wayIn(project), meaning)
}

function wayIn(project: Project): Way {
  return project.once("way of meanings", () => ({
    project,
    mode: "full",
    depth: 0,
    known: { full: new Map(), names: new Map() },
    follow,
    member: memberOfMeaning,
    result,
  }))
}

function follow(way: Way, module: SourceModule, expression: Node): Meaning | null {
  const node = bare(expression)
  if (isTooDeep(way)) return null
  const meanings = way.known[way.mode]
  const known = meanings.get(node)
  if (known !== undefined) return known
  const further: Way = { ...way, depth: way.depth + 1 }
  // Marks the way while it is walked, so that `a = a.b` ends.
  meanings.set(node, null)
  const meaning = followNew(further, module, node)
  meanings.set(node, meaning)
  return meaning
}

function followNew(way: Way, module: SourceModule, node: Node): Meaning | null {
  switch (node.type) {
    case "Identifier": {
      const binding = module.bindings.resolve(node)
      if (binding) return followBinding(way, module, binding)
      return node.name === "exports" ? { kind: "namespace", module } : { kind: "external", path: `globalThis.${node.name}` }
    }
    case "ThisExpression": {
      const owner = ownerOfThis(node)
      if (owner === null) return null
      return isClass(owner) ? { kind: "instance", module, node: owner } : { kind: "value", module, node: owner }
    }
    case "Super": {
      const owner = ownerOfThis(node)
      const parent = owner !== null && isClass(owner) && owner.superClass ? follow(way, module, owner.superClass) : null
      return parent === null ? null : result(way, parent)
    }
    case "MemberExpression": {
      const name = propertyName(node)
      if (name === null) return null
      // `Object.getPrototypeOf(async function () {}).constructor` makes functions of texts.
      if (name === "constructor" && isFunctionOrItsPrototype(node.object)) return { kind: "external", path: "globalThis.Function" }
      const object = follow(way, module, node.object)
      // `const User = module.exports; User.find = …; User.find(1)`
      if (name === "exports" && object?.kind === "external" && object.path === "globalThis.module") return { kind: "namespace", module }
      return object === null ? installedBehind(way, node.object, name) : memberOfMeaning(way, object, name)
    }
    case "CallExpression":
      return followCall(way, module, node)
    case "ImportExpression": {
      const specifier = stringOf(node.source)
      return specifier === null ? null : imported(way, module, specifier, "*")
    }
    case "NewExpression": {
      const callee = follow(way, module, node.callee)
      if (callee?.kind === "function") return { ...callee, kind: "instance" }
      return callee === null ? null : result(way, callee)
    }
    case "LogicalExpression":
      return follow(way, module, node.right) ?? follow(way, module, node.left)
    case "ConditionalExpression": {
      const meaning = follow(way, module, node.consequent)
      return meaning === null || meaning.kind === "value" ? (follow(way, module, node.alternate) ?? meaning) : meaning
    }
    case "AssignmentExpression":
      return follow(way, module, node.right)
    case "SequenceExpression": {
      const last = node.expressions.at(-1)
      return last ? follow(way, module, last) : null
    }
    case "TSQualifiedName": {
      const left = follow(way, module, node.left)
      return left === null ? null : memberOfMeaning(way, left, node.right.name)
    }
    default:
      if (isFunction(node)) return { kind: "function", module, node }
      if (isClass(node)) return { kind: "class", module, node }
      return { kind: "value", module, node }
  }
}

function isFunctionOrItsPrototype(object: Node): boolean {
  const inner = bare(object)
  if (inner.type !== "CallExpression") return isFunction(inner)
  const callee = bare(inner.callee)
  return (
    callee.type === "MemberExpression" &&
    propertyName(callee) === "getPrototypeOf" &&
    inner.arguments[0] !== undefined &&
    isFunction(bare(inner.arguments[0]))
  )
}

function followCall(way: Way, module: SourceModule, node: Node & { type: "CallExpression" }): Meaning | null {
  const specifier = requiredBy(node)
  if (specifier !== null) return required(way, module, specifier)
  const taken = takenOut(way, module, node)
  if (taken) return taken
  const callee = follow(way, module, node.callee)
  if (callee === null) return null
  const [first] = node.arguments
  if (callee.kind === "external" && first) {
    if (TRANSPARENT.has(callee.path)) return follow(way, module, first)
    // `Object.assign(target, …)` is the target.
    if (callee.path === "globalThis.Object.assign") return follow(way, module, first)
  }
  return result(way, callee)
}

function followBinding(way: Way, module: SourceModule, binding: Binding): Meaning | null {
  const { declaration } = binding
  switch (binding.kind) {
    case "import":
      return followImport(way, module, declaration)
    case "function":
    case "class":
      return follow(way, module, declaration)
    case "variable": {
      if (declaration.type !== "VariableDeclarator") return null
      const source = declaration.init ?? null
      const annotated = binding.identifier.type === "Identifier" ? typed(way, module, binding.identifier) : null
      if (source === null) return annotated ?? (binding.assigned[0] ? follow(way, module, binding.assigned[0]) : null)
      if (declaration.parent?.parent?.type === "ForOfStatement" || declaration.parent?.parent?.type === "ForInStatement") return null
      let meaning = follow(way, module, source)
      for (const name of binding.pattern) meaning = meaning === null || name === null ? null : memberOfMeaning(way, meaning, name)
      if (meaning?.kind === "value" && annotated) return annotated
      // `let client = null` that is set at start-up.
      if (meaning?.kind === "value" && meaning.node.type === "Literal" && binding.assigned[0])
        return follow(way, module, binding.assigned[0])
      return meaning ?? annotated
    }
    case "parameter":
      return followParameter(way, module, binding)
    default:
      return null
  }
}

function followParameter(way: Way, module: SourceModule, binding: Binding): Meaning | null {
  const parameter = parameterOf(binding)
  const promised = binding.pattern.length === 0 ? typed(way, module, binding.identifier) : promisedByShape(way, module, parameter, binding)
  if (way.mode !== "full") return promised
  const decorators = parameter && "decorators" in parameter ? (parameter.decorators as readonly Node[]) : undefined
  return (
    injectedInto(way, module, decorators) ??
    promised ??
    passedTo(way, module, binding) ??
    destructuredFromCradle(way, binding) ??
    promisedByShape(way, module, parameter, binding) ??
    byDefault(way, module, binding)
  )
}

// `constructor(private readonly users = new UserRepository())`, `({ db = pool } = {})`: what it is wherever nobody says otherwise.
function byDefault(way: Way, module: SourceModule, { identifier }: Binding): Meaning | null {
  const { parent } = identifier
  if (parent?.type !== "AssignmentPattern" || parent.left !== identifier) return null
  const meaning = follow(way, module, parent.right)
  return meaning?.kind === "value" ? null : meaning
}

// `({ pool, audit }: Deps)`, and `deps: Deps` where nobody who calls it can be followed.
function promisedByShape(way: Way, module: SourceModule, parameter: Node | null, { pattern }: Binding): Meaning | null {
  let meaning = shapeOf(way, module, parameter && annotationOf(parameter))
  for (const name of pattern) meaning = meaning === null || name === null ? null : memberOfMeaning(way, meaning, name)
  return meaning
}

function parameterOf(binding: Binding): Node | null {
  const { declaration, identifier } = binding
  return isFunction(declaration)
    ? (declaration.params.find((each) => each.start <= identifier.start && identifier.end <= each.end) ?? null)
    : null
}

function annotationOf(parameter: Node): Node | null {
  const target = parameter.type === "TSParameterProperty" ? parameter.parameter : parameter
  const pattern = target.type === "AssignmentPattern" ? target.left : target
  return pattern.type === "ObjectPattern" || pattern.type === "Identifier" ? (pattern.typeAnnotation ?? null) : null
}

function result(way: Way, callee: Meaning): Meaning | null {
  switch (callee.kind) {
    case "external":
      return { kind: "external", path: `${callee.path}()` }
    case "class":
      return { ...callee, kind: "instance" }
    case "function":
      return returned(way, callee.module, callee.node)
    default:
      return null
  }
}

function returned(way: Way, module: SourceModule, node: FunctionNode): Meaning | null {
  const further = deeper(way)
  if (!node.body || !further) return null
  if (node.type === "ArrowFunctionExpression" && node.body.type !== "BlockStatement") return follow(further, module, node.body)
  let last: Meaning | null = null
  for (const each of ownNodes(node.body)) {
    if (each.type !== "ReturnStatement" || !each.argument) continue
    const meaning = follow(further, module, each.argument)
    if (meaning && meaning.kind !== "value") return meaning
    // A factory of plain objects: `return { list, create }`.
    if (meaning?.kind === "value" && meaning.node.type === "ObjectExpression") last = meaning
  }
  return last
}
