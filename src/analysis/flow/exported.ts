import { requestModelOf } from "../model-index.ts"
import { models } from "../models/index.ts"
import type { SinkKind } from "../models/model.ts"
import type { Manifest } from "../source/manifest.ts"
import { bare, enclosingFunction, functionName, identifiersNamed, isClass, isFunction, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import type { Entry } from "./entry.ts"
import { createEnvironment } from "./environment.ts"
import type { Value } from "./value.ts"

interface Exported {
  readonly name: string
  readonly node: FunctionNode
  /** What `this` is in it: the instance with its methods, filled by the constructor, which comes first. */
  readonly self?: Instance
}

type Instance = Value & { kind: "object" }

/**
 * What a published package does with the arguments of its functions is the danger of whoever installs it. Only what runs commands,
 * code or patterns or unpacks counts: every function that takes a path or a text reads a file or builds a string. Adds the functions to `seen`.
 */
export function* exportedFunctions(project: Project, module: SourceModule, seen: Set<FunctionNode>): Generator<Entry> {
  if (!isLibraryFile(project, module.path)) return
  const model = requestModelOf("Node.js")
  if (!model || !project.mentions(module.path, RUNS_SOMETHING)) return
  for (const { name, node, self } of exportedIn(module)) {
    const others = readsArguments(module, node) ? othersOf(module, node) : []
    if (seen.has(node) || (node.params.length === 0 && !self && others.length === 0)) continue
    seen.add(node)
    yield {
      module,
      node,
      values: [...node.params.map((parameter, index) => argumentOf(module, parameter, index)), ...others],
      route: null,
      model,
      exported: name,
      only: LIBRARY_KINDS,
      ...(self ? { self } : {}),
    }
  }
}

const RUNS_SOMETHING =
  /child_process|gray-matter|generate-function|\bexeca\b|cross-spawn|shelljs|\beval\s*\(|\bFunction\s*\(|\bvm\b|\bRegExp\s*\(|\bzlib\b|\bfflate\b|\bpako\b/
const LIBRARY_KINDS: ReadonlySet<SinkKind> = new Set(["command", "argument", "code", "regex", "unpack"])

/** Whether a file is part of a published package that others call, by its manifest and its place: no server, no tool. */
export function isLibraryFile(project: Project, path: string): boolean {
  const manifest = project.manifestFor(path)
  if (!manifest || manifest.name === null || manifest.document["private"] === true) return false
  if (/(?:^|\/)(?:bin|cli|scripts?|tools?|build|bench(?:marks?)?|examples?|tests?)\//.test(path)) return false
  return project.onceFor(manifest, "is a library", () => isLibrary(project, manifest))
}

function isLibrary(project: Project, manifest: Manifest): boolean {
  const { main, exports, module } = manifest.document
  const isEntry =
    main !== undefined || exports !== undefined || module !== undefined || project.has(manifest.path.replace(/package\.json$/, "index.js"))
  return isEntry && !models.some(({ request, packages }) => request && packages.some((name) => name in manifest.dependencies))
}

/** Functions that leave a file: exported by name or as a whole, methods of exported objects and classes. */
function* exportedIn(module: SourceModule): Generator<Exported> {
  for (const [exported, found] of module.exports) {
    if (found.kind !== "node") continue
    const name = exported === "default" ? (/([\w-]+)\.\w+$/.exec(module.path)?.[1] ?? "default") : exported
    yield* functionsOf(module, found.node, name, 0)
  }
}

function* functionsOf(module: SourceModule, node: Node, name: string, depth: number): Generator<Exported> {
  if (depth > 3) return
  const inner = bare(node)
  if (isFunction(inner)) {
    yield* instanceOf(module, name, inner, prototypeOf(module, inner))
    const made = madeBy(inner)
    if (made) yield* functionsOf(module, made, name, depth + 1)
  } else if (inner.type === "Identifier") {
    const declaration = module.bindings.resolve(inner)?.declaration
    if (declaration?.type === "VariableDeclarator" && declaration.init) yield* functionsOf(module, declaration.init, name, depth + 1)
    else if (declaration && declaration !== inner) yield* functionsOf(module, declaration, name, depth + 1)
  } else if (inner.type === "NewExpression") yield* functionsOf(module, inner.callee, name, depth + 1)
  else if (inner.type === "CallExpression") {
    const made = givenBackBy(calledFunction(module, inner))
    if (made) yield* functionsOf(module, made, name, depth + 1)
  }
  // `IS_NODE ? (file) => … : refuse`
  else if (inner.type === "ConditionalExpression") {
    yield* functionsOf(module, inner.consequent, name, depth + 1)
    yield* functionsOf(module, inner.alternate, name, depth + 1)
  } else if (inner.type === "ObjectExpression") {
    for (const property of inner.properties)
      if (property.type === "Property") yield* functionsOf(module, property.value, `${name}.${propertyName(property) ?? "?"}`, depth + 1)
  } else if (isClass(inner)) {
    const methods = new Map<string, FunctionNode>()
    for (const member of inner.body.body)
      if (member.type === "MethodDefinition" && isFunction(member.value) && member.value.body)
        methods.set(propertyName(member) ?? "?", member.value)
    const constructor = methods.get("constructor") ?? null
    methods.delete("constructor")
    yield* instanceOf(module, name, constructor, methods)
  }
}

/**
 * The function of the file that a call runs: `(function () { … })()`, `create()`, and `factory()` in the wrapper that a package is put into for
 * all kinds of loaders, `(function (root, factory) { module.exports = factory() })(this, function () { … })`.
 */
function calledFunction(module: SourceModule, { callee }: Node & { type: "CallExpression" }): FunctionNode | null {
  const called = bare(callee)
  if (isFunction(called)) return called
  const binding = called.type === "Identifier" ? module.bindings.resolve(called) : null
  if (!binding || binding.assigned.length > 0 || binding.pattern.length > 0) return null
  const { declaration } = binding
  if (binding.kind !== "parameter") {
    const value = declaration.type === "VariableDeclarator" && declaration.init ? bare(declaration.init) : declaration
    return isFunction(value) ? value : null
  }
  const given = isFunction(declaration)
    ? givenTo(
        declaration,
        declaration.params.findIndex((each) => each === binding.identifier),
      )
    : null
  return isFunction(given) ? given : null
}

/** What a function that is called where it stands is given: `(function (root, factory) { … })(this, …)`, also by `call`. */
function givenTo(node: FunctionNode, index: number): Node | null {
  let called: Node = node
  while (called.parent?.type === "ParenthesizedExpression") called = called.parent
  const { parent } = called
  const isCalledBy = parent?.type === "MemberExpression" && parent.object === called && propertyName(parent) === "call"
  const call = isCalledBy ? parent.parent : parent
  if (index < 0 || call?.type !== "CallExpression" || call.callee !== (isCalledBy ? parent : called)) return null
  const given = call.arguments[index + (isCalledBy ? 1 : 0)]
  return given ? bare(given) : null
}

/** What a function gives back at its end. */
function givenBackBy(node: FunctionNode | null): Node | null {
  if (node?.body?.type !== "BlockStatement") return node?.body ?? null
  const last = node.body.body.at(-1)
  return last?.type === "ReturnStatement" ? last.argument : null
}

/** The class of `return new Tool(…)` at the end of a function. */
function madeBy(node: FunctionNode): Node | null {
  const last = node.body?.type === "BlockStatement" ? node.body.body.at(-1) : null
  const value = last?.type === "ReturnStatement" ? last.argument : node.body?.type === "BlockStatement" ? null : node.body
  const inner = value && bare(value)
  return inner?.type === "NewExpression" && inner.callee.type === "Identifier" ? inner.callee : null
}

/** The constructor and the methods, which share what they know of `this`. */
function* instanceOf(
  module: SourceModule,
  name: string,
  constructor: FunctionNode | null,
  methods: ReadonlyMap<string, FunctionNode>,
): Generator<Exported> {
  if (methods.size === 0) {
    if (constructor) yield { name, node: constructor }
    return
  }
  const environment = createEnvironment(null)
  const self: Instance = {
    kind: "object",
    fields: new Map([...methods].map(([key, node]): [string, Value] => [key, { kind: "closure", module, node, environment }])),
    rest: null,
  }
  if (constructor) yield { name, node: constructor, self }
  for (const [key, node] of methods) yield { name: `${name}.${key}`, node, self }
}

/** `Tool.prototype.run = function () {}` and `Tool.prototype = { … }`, beside the constructor or in it. */
function prototypeOf(module: SourceModule, constructor: FunctionNode): Map<string, FunctionNode> {
  const methods = new Map<string, FunctionNode>()
  const own = functionName(constructor)
  if (own === null) return methods
  const inside = constructor.body?.type === "BlockStatement" ? constructor.body.body : []
  for (const statement of [...module.program.body, ...inside]) {
    if (statement.type !== "ExpressionStatement" || statement.expression.type !== "AssignmentExpression") continue
    const { left, right } = statement.expression
    const value = bare(right)
    if (left.type !== "MemberExpression" || !module.textOf(left).startsWith(`${own}.`)) continue
    if (isFunction(value)) methods.set(propertyName(left) ?? "?", value)
    else if (value.type === "ObjectExpression" && propertyName(left) === "prototype") {
      for (const property of value.properties)
        if (property.type === "Property" && isFunction(property.value)) methods.set(propertyName(property) ?? "?", property.value)
    }
  }
  return methods
}

// More than this are not told apart.
const MAX_ARGUMENTS = 4

/** Whether a function asks for what it was called with beside its parameters. */
function readsArguments({ bindings }: SourceModule, node: FunctionNode): boolean {
  return (
    node.type !== "ArrowFunctionExpression" &&
    identifiersNamed(node, "arguments").some(
      (each) => bindings.resolve(each) === null && ownerOfArguments(each) === node && !isHandedOn(each),
    )
  )
}

// `exec(...arguments)` and `exec.apply(null, arguments)` only stand in for what they call.
function isHandedOn(name: Node): boolean {
  const { parent } = name
  if (parent?.type === "SpreadElement") return true
  return parent?.type === "CallExpression" && parent.arguments[1] === name && propertyName(bare(parent.callee)) === "apply"
}

function ownerOfArguments(name: Node): Node | null {
  let owner = enclosingFunction(name)
  while (owner?.type === "ArrowFunctionExpression") owner = enclosingFunction(owner)
  return owner
}

function othersOf(module: SourceModule, node: FunctionNode): Value[] {
  const what = "`arguments` is what the caller passes"
  const value: Value = {
    kind: "tainted",
    controls: ["string", "shape", "host", "path"],
    source: "arguments",
    step: { module, node, what, previous: null },
  }
  return Array.from({ length: Math.max(0, MAX_ARGUMENTS - node.params.length) }, () => value)
}

function argumentOf(module: SourceModule, parameter: Node, index: number): Value {
  const target = parameter.type === "AssignmentPattern" ? parameter.left : parameter
  // A function is not data, and what follows an underscore is not for callers.
  const name = target.type === "Identifier" ? target.name : `argument ${index + 1}`
  if (/^_|^(?:cb|callback|done|next|fn)$/.test(name)) return null
  return {
    kind: "tainted",
    controls: ["string", "shape", "host", "path"],
    source: name,
    step: { module, node: parameter, what: `\`${name}\` is what the caller passes`, previous: null },
  }
}
