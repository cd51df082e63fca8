import { bare, descendants, enclosingClass, functionName, isClass, isFunction, ownNodes, propertyName } from "./ast.ts"
import type { ClassNode, FunctionNode, Node } from "./ast.ts"
import type { Binding } from "./bindings.ts"
import { requiredBy } from "./module.ts"
import type { SourceModule } from "./module.ts"
import type { Project } from "./project.ts"

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

/** Follows names, imports, members, classes and injected types to what an expression means; `null` when it cannot be told. */
export function meaningOf(project: Project, module: SourceModule, node: Node): Meaning | null {
  return follow({ project, module, depth: 0 }, node)
}

/** The access path of an expression that comes from a package or is global, else `null`. */
export function originOf(project: Project, module: SourceModule, node: Node): string | null {
  return originOfMeaning(project, meaningOf(project, module, node))
}

/** The access path behind a meaning; instances of local classes have that of the package class they extend. */
export function originOfMeaning(project: Project, meaning: Meaning | null): string | null {
  if (meaning?.kind === "external") return meaning.path
  if (meaning?.kind === "instance" && isClass(meaning.node) && meaning.node.superClass) {
    const parent = meaningOf(project, meaning.module, meaning.node.superClass)
    if (parent?.kind === "external") return `${parent.path}()`
    if (parent?.kind === "class") return originOfMeaning(project, { ...parent, kind: "instance" })
  }
  return null
}

/** What a property of a meaning is. */
export function memberOf(project: Project, meaning: Meaning | null, name: string): Meaning | null {
  return meaning === null ? null : member({ project, depth: 0 }, meaning, name)
}

/** What calling (or constructing) a meaning gives. */
export function resultOf(project: Project, meaning: Meaning | null): Meaning | null {
  return meaning === null ? null : result({ project, depth: 0 }, meaning)
}

interface Place {
  readonly project: Project
  readonly module: SourceModule
  readonly depth: number
}

type Way = Omit<Place, "module">

function follow(place: Place, expression: Node): Meaning | null {
  const node = bare(expression)
  if (place.depth > MAX_DEPTH) return null
  const meanings = place.project.once("meanings", () => new Map<object, Meaning | null>())
  const known = meanings.get(node)
  if (known !== undefined) return known
  // Marks the way while it is walked, so that `a = a.b` ends.
  meanings.set(node, null)
  const meaning = followNew({ ...place, depth: place.depth + 1 }, node)
  meanings.set(node, meaning)
  return meaning
}

function followNew(place: Place, node: Node): Meaning | null {
  const { module } = place
  switch (node.type) {
    case "Identifier": {
      const binding = module.bindings.resolve(node)
      return binding ? followBinding(place, binding) : { kind: "external", path: `globalThis.${node.name}` }
    }
    case "ThisExpression": {
      const owner = enclosingClass(node)
      return owner ? { kind: "instance", module, node: owner } : null
    }
    case "MemberExpression": {
      const name = propertyName(node)
      const object = name === null ? null : follow(place, node.object)
      return object === null || name === null ? null : member(place, object, name)
    }
    case "CallExpression": {
      const specifier = requiredBy(node)
      if (specifier !== null) return imported(place, specifier, "*")
      const callee = follow(place, node.callee)
      // `promisify(exec)` is `exec` with another way to wait for it.
      if (callee?.kind === "external" && callee.path === "util.promisify" && node.arguments[0]) return follow(place, node.arguments[0])
      return callee === null ? null : result(place, callee)
    }
    case "NewExpression": {
      const callee = follow(place, node.callee)
      if (callee?.kind === "function") return { ...callee, kind: "instance" }
      return callee === null ? null : result(place, callee)
    }
    case "LogicalExpression":
      return follow(place, node.right) ?? follow(place, node.left)
    case "AssignmentExpression":
      return follow(place, node.right)
    case "TSQualifiedName": {
      const left = follow(place, node.left)
      return left === null ? null : member(place, left, node.right.name)
    }
    default:
      if (isFunction(node)) return { kind: "function", module, node }
      if (isClass(node)) return { kind: "class", module, node }
      return { kind: "value", module, node }
  }
}

function followBinding(place: Place, binding: Binding): Meaning | null {
  const { declaration } = binding
  switch (binding.kind) {
    case "import":
      return followImport(place, declaration)
    case "function":
    case "class":
      return follow(place, declaration)
    case "variable": {
      if (declaration.type !== "VariableDeclarator") return null
      const source = declaration.init ?? null
      const annotated = binding.identifier.type === "Identifier" ? typed(place, binding.identifier) : null
      if (source === null) return annotated ?? (binding.assigned[0] ? follow(place, binding.assigned[0]) : null)
      if (declaration.parent?.parent?.type === "ForOfStatement" || declaration.parent?.parent?.type === "ForInStatement") return null
      let meaning = follow(place, source)
      for (const name of binding.pattern) meaning = meaning === null || name === null ? null : member(place, meaning, name)
      if (meaning?.kind === "value" && annotated) return annotated
      // `let client = null` that is set at start-up.
      if (meaning?.kind === "value" && meaning.node.type === "Literal" && binding.assigned[0]) return follow(place, binding.assigned[0])
      return meaning ?? annotated
    }
    case "parameter":
      return binding.pattern.length === 0 ? typed(place, binding.identifier) : null
    default:
      return null
  }
}

function followImport(place: Place, specifier: Node): Meaning | null {
  if (specifier.type === "TSImportEqualsDeclaration") {
    const reference = specifier.moduleReference
    return reference.type === "TSExternalModuleReference" ? imported(place, reference.expression.value, "*") : null
  }
  const declaration = specifier.parent
  if (declaration?.type !== "ImportDeclaration") return null
  const from = declaration.source.value
  switch (specifier.type) {
    case "ImportDefaultSpecifier":
      return imported(place, from, "default")
    case "ImportNamespaceSpecifier":
      return imported(place, from, "*")
    case "ImportSpecifier":
      return imported(place, from, specifier.imported.type === "Identifier" ? specifier.imported.name : specifier.imported.value)
    default:
      return null
  }
}

function imported(place: Place, specifier: string, name: string): Meaning | null {
  const { project, module } = place
  const path = project.resolve(module.path, specifier)
  if (path === null) {
    if (specifier.startsWith(".")) return null
    const base = specifier.replace(/^node:/, "")
    return { kind: "external", path: name === "*" || name === "default" ? base : `${base}.${name}` }
  }
  const target = project.moduleOf(path)
  if (!target) return null
  if (name === "*") return { kind: "namespace", module: target }
  return exported({ ...place, depth: place.depth + 1 }, target, name)
}

function exported(way: Way, target: SourceModule, name: string): Meaning | null {
  if (way.depth > MAX_DEPTH) return null
  const place: Place = { ...way, module: target, depth: way.depth + 1 }
  const found = target.exports.get(name)
  if (found?.kind === "node") return follow(place, found.node)
  if (found?.kind === "from") return imported(place, found.specifier, found.name)
  for (const specifier of target.stars) {
    const meaning = imported(place, specifier, name)
    if (meaning) return meaning
  }
  // `import x from "./common-js"` where only names are exported.
  return name === "default" ? { kind: "namespace", module: target } : null
}

function member(way: Way, meaning: Meaning, name: string): Meaning | null {
  switch (meaning.kind) {
    case "external":
      return { kind: "external", path: name === "default" ? meaning.path : `${meaning.path}.${name}` }
    case "namespace": {
      const found = exported(way, meaning.module, name)
      if (found) return found
      const whole = meaning.module.exports.get("default")
      const value = whole?.kind === "node" ? follow({ ...way, module: meaning.module }, whole.node) : null
      return value === null || value.kind === "namespace" ? null : member(way, value, name)
    }
    case "instance":
      return isClass(meaning.node)
        ? instanceMember(way, meaning.module, meaning.node, name)
        : constructedMember({ ...way, module: meaning.module }, meaning.node, name)
    case "class":
      for (const each of meaning.node.body.body) {
        if (!("static" in each) || !each.static || propertyName(each) !== name) continue
        if (each.type === "MethodDefinition")
          return isFunction(each.value) ? { kind: "function", module: meaning.module, node: each.value } : null
        if (each.type === "PropertyDefinition" && each.value) return follow({ ...way, module: meaning.module }, each.value)
      }
      return null
    case "value":
      if (meaning.node.type === "ObjectExpression") {
        for (const property of meaning.node.properties) {
          if (property.type === "Property" && propertyName(property) === name)
            return follow({ ...way, module: meaning.module }, property.value)
        }
      }
      return null
    default:
      return null
  }
}

function instanceMember(way: Way, module: SourceModule, owner: ClassNode, name: string): Meaning | null {
  const place: Place = { ...way, module, depth: way.depth + 1 }
  if (place.depth > MAX_DEPTH) return null
  for (const each of owner.body.body) {
    if (each.type === "MethodDefinition" && each.kind === "constructor") {
      const injected = constructorMember(place, each.value, name)
      if (injected) return injected
    }
    if (propertyName(each) !== name) continue
    if (each.type === "MethodDefinition" && isFunction(each.value)) return { kind: "function", module, node: each.value }
    if (each.type === "PropertyDefinition")
      return (each.value && follow(place, each.value)) ?? typeMeaning(place, each.typeAnnotation ?? null)
  }
  if (!owner.superClass) return null
  const parent = follow(place, owner.superClass)
  if (parent?.kind === "class") return instanceMember(place, parent.module, parent.node, name)
  return parent?.kind === "external" ? { kind: "external", path: `${parent.path}().${name}` } : null
}

// Code from before classes: `this.list = function () {}` in the constructor and `Store.prototype.list = function () {}` beside it.
function constructedMember(place: Place, maker: FunctionNode, name: string): Meaning | null {
  for (const node of descendants(maker, (each) => each !== maker && isFunction(each) && each.type !== "ArrowFunctionExpression")) {
    if (node.type !== "AssignmentExpression" || node.left.type !== "MemberExpression" || propertyName(node.left) !== name) continue
    const owner = node.left.object
    if (owner.type === "ThisExpression" || (owner.type === "Identifier" && /^(?:self|that|_this)$/.test(owner.name)))
      return follow(place, node.right)
  }
  const own = functionName(maker)
  for (const statement of place.module.program.body) {
    if (statement.type !== "ExpressionStatement" || statement.expression.type !== "AssignmentExpression") continue
    const { left, right } = statement.expression
    if (
      left.type !== "MemberExpression" ||
      propertyName(left) !== name ||
      left.object.type !== "MemberExpression" ||
      propertyName(left.object) !== "prototype"
    )
      continue
    if (left.object.object.type === "Identifier" && left.object.object.name === own) return follow(place, right)
  }
  return null
}

function constructorMember(place: Place, constructor: Node & { params: readonly Node[]; body: Node | null }, name: string): Meaning | null {
  for (const parameter of constructor.params) {
    if (parameter.type !== "TSParameterProperty") continue
    const target = parameter.parameter.type === "AssignmentPattern" ? parameter.parameter.left : parameter.parameter
    if (target.type === "Identifier" && target.name === name) return typed(place, target)
  }
  if (!constructor.body) return null
  for (const node of ownNodes(constructor.body)) {
    if (node.type !== "AssignmentExpression" || node.left.type !== "MemberExpression") continue
    if (node.left.object.type === "ThisExpression" && propertyName(node.left) === name) return follow(place, node.right)
  }
  return null
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
  const place: Place = { ...way, module, depth: way.depth + 1 }
  if (!node.body || place.depth > MAX_DEPTH) return null
  if (node.type === "ArrowFunctionExpression" && node.body.type !== "BlockStatement") return follow(place, node.body)
  for (const each of ownNodes(node.body)) {
    if (each.type !== "ReturnStatement" || !each.argument) continue
    const meaning = follow(place, each.argument)
    if (meaning && meaning.kind !== "value") return meaning
  }
  return null
}

function typed(place: Place, identifier: Node): Meaning | null {
  return identifier.type === "Identifier" ? typeMeaning(place, identifier.typeAnnotation ?? null) : null
}

/** The instance that a type annotation promises: a class of ours, or `package.Type()`. */
function typeMeaning(place: Place, annotation: Node | null): Meaning | null {
  if (!annotation) return null
  for (const node of descendants(annotation)) {
    if (node.type !== "TSTypeReference") continue
    if (node.typeName.type === "ThisExpression") return null
    const meaning = follow(place, node.typeName)
    if (meaning?.kind === "class") return { ...meaning, kind: "instance" }
    return meaning?.kind === "external" && !meaning.path.startsWith("globalThis.") ? { kind: "external", path: `${meaning.path}()` } : null
  }
  return null
}
