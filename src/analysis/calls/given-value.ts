import { escapePattern } from "../escape-pattern.ts"
import { ancestors, bare, descendants, enclosingClass, functionName, isFunction, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { Binding } from "../source/bindings.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { someCallsOf } from "./calls-of.ts"
import { isNarrowType } from "./narrow-type.ts"

type Call = Node & { type: "CallExpression" }

/** A value that the callers of a function choose. */
export interface GivenValue {
  /** As it is written where it is used. */
  readonly node: Node
  /** The parameter or `this` that it is taken from. */
  readonly root: Node
  /** The function that it is given to. */
  readonly owner: FunctionNode
  /** It was given once, to what made the function that uses it: a field of an instance, a parameter of a factory. */
  readonly isSetting: boolean
}

/** What is known on the way to a value: a check of any of these is a check of the value. */
interface Names {
  /** What it is called, and the lists that it is one of. */
  readonly own: Set<string>
  /** What it is a property of. */
  readonly holders: Set<string>
}

/** A value on its way from the parameter to where it is used. */
interface Way {
  readonly project: Project
  readonly module: SourceModule
  readonly names: Names
  /** Properties from the root to the value. */
  readonly path: readonly (string | null)[]
  readonly depth: number
}

type Root = Pick<GivenValue, "root" | "owner">

const MAX_DEPTH = 8
const MAX_VALUES = 8
const MAX_NAMES = 20
// A function of more is looked at in its first part only; whoever checks does it there.
const MAX_NODES = 4_000

// What gives the same text, another form of it or a part.
const SAME_TEXT =
  /^(?:trim|trimStart|trimEnd|toString|toLowerCase|toUpperCase|toLocaleLowerCase|toLocaleUpperCase|slice|substring|substr|split|concat|normalize|padStart|padEnd|join|filter|reverse|sort|at|pop|shift|flat|values|keys|entries)$/
const EACH = /^(?:map|flatMap|forEach|filter|some|every|find|reduce)$/
const OF_ARGUMENT = /^(?:String|decodeURIComponent|decodeURI|unescape|JSON\.stringify|Object\.(?:keys|values|entries)|Array\.from|new Set)$/
const COUNTS =
  /^(?:length|size|byteLength|count|total|limit|offset|index|port|pid|uid|gid|timestamp|ms|width|height|uuid|hash|digest|checksum|hex|base64)$|^base64|(?:Uuid|UUID|Hash|Base64|Hex|Count|Index|Size|Limit|Offset|Port)$/
// What says of itself that something was done to it.
const DONE =
  /^(?:sanitized|escaped|quoted|safe|cleaned|encoded|validated|checked|allowed)(?![a-z])|(?:Escaped|Quoted|Sanitized|Safe|Literal)$/
// What asks whether a value is one of those that are meant, by its name.
const ASKS =
  /valid|check|assert|verif|ensure|sanit|allow|permit|safe|guard|whitelist|^is[A-Z_]|^(?:parse|safeParse|test|match|includes|indexOf|has|hasOwn|hasOwnProperty|isNaN|isInteger|search)$/i

/**
 * The parameter, or the field of `this`, whose text arrives in an expression with nothing asked of it before and nothing done to it that is more
 * than another form of it; `null` for what is a number, a date, one of a list, what is written in the file, and what cannot be told.
 */
export function givenValueOf(project: Project, module: SourceModule, hole: Node): GivenValue | null {
  const names: Names = { own: new Set(), holders: new Set() }
  const found = trace({ project, module, names, path: [], depth: 0 }, hole)
  if (found === null || isChecked(module, names, found, hole)) return null
  return { node: hole, ...found, isSetting: found.root.type !== "Identifier" || isMadeInside(found.owner, hole) }
}

/** Whether a function that is there to be called later stands between a function and a node in it: no callback. */
function isMadeInside(owner: FunctionNode, node: Node): boolean {
  for (const above of ancestors(node)) {
    if (above === owner) return false
    if (isFunction(above) && above.parent?.type !== "CallExpression" && above.parent?.type !== "NewExpression") return true
  }
  return false
}

function trace(way: Way, node: Node): Root | null {
  const inner = bare(node)
  if (way.depth > MAX_DEPTH) return null
  const on = (next: Node, path = way.path) => trace({ ...way, path, depth: way.depth + 1 }, next)
  switch (inner.type) {
    case "Identifier":
      return fromName(way, inner)
    case "MemberExpression": {
      const name = inner.computed ? stringOf(inner.property) : propertyName(inner)
      if (name !== null && (COUNTS.test(name) || DONE.test(name))) return null
      note(way, inner)
      if (bare(inner.object).type === "ThisExpression") return name === null ? null : fromField(way, inner, name)
      return on(inner.object, [name, ...way.path])
    }
    case "CallExpression":
      return fromCall(way, inner)
    case "LogicalExpression":
      return on(inner.left) ?? on(inner.right)
    case "ConditionalExpression":
      return on(inner.consequent) ?? on(inner.alternate)
    case "TemplateLiteral":
      return inner.expressions.length > 3 ? null : (inner.expressions.map((each) => on(each, [])).find((each) => each !== null) ?? null)
    case "BinaryExpression":
      // Without a text in it, it may be a sum of numbers.
      if (inner.operator !== "+" || (stringOf(inner.left) === null && stringOf(inner.right) === null)) return null
      return on(inner.left, []) ?? on(inner.right, [])
    default:
      return null
  }
}

function note({ module, names, path }: Way, node: Node): void {
  const kept = path.every((each) => each === null) ? names.own : names.holders
  if (kept.size < MAX_NAMES && node.end - node.start < 120) kept.add(flat(module, node))
}

function fromCall(way: Way, call: Call): Root | null {
  const on = (next: Node, path = way.path) => trace({ ...way, path, depth: way.depth + 1 }, next)
  const callee = bare(call.callee)
  const [first] = call.arguments
  if (callee.end - callee.start < 40 && OF_ARGUMENT.test(way.module.textOf(callee))) return first ? on(first, []) : null
  if (callee.type !== "MemberExpression") return null
  const method = propertyName(callee) ?? ""
  if (SAME_TEXT.test(method)) return on(callee.object, method === "join" || method === "split" ? [] : way.path)
  if (method !== "map" || !first) return null
  // `names.map((name) => name.trim())` is what each name becomes.
  const each = bare(first)
  return isFunction(each) && each.body && each.body.type !== "BlockStatement" ? on(each.body, []) : null
}

function fromName(way: Way, name: Node & { type: "Identifier" }): Root | null {
  const { module } = way
  if (COUNTS.test(name.name) || DONE.test(name.name)) return null
  const binding = module.bindings.resolve(name)
  if (binding === null) return null
  note(way, name)
  const path = [...binding.pattern, ...way.path]
  const on = (next: Node, further = path) => trace({ ...way, path: further, depth: way.depth + 1 }, next)
  const { declaration } = binding
  if (binding.kind === "parameter" && isFunction(declaration)) return fromParameter(way, binding, declaration, path)
  if (binding.kind !== "variable" || declaration.type !== "VariableDeclarator") return null
  if (isNarrowType(way.project, module, annotationOf(binding.identifier), way.path)) return null
  const loop = declaration.parent?.parent
  if (loop?.type === "ForOfStatement" && loop.left === declaration.parent) return on(loop.right, [null, ...path])
  if (loop?.type === "ForInStatement" && loop.left === declaration.parent) return on(loop.right, [])
  const values = [...(declaration.init ? [declaration.init] : []), ...binding.assigned]
  if (values.length > MAX_VALUES) return null
  // Where one of several values was made by a call, it is the one that counts: `let name = given; name = escape(name)`.
  if (binding.assigned.some((each) => each !== null && isMade(each))) return null
  return values.map((each) => on(each)).find((each) => each !== null) ?? null
}

function isMade(value: Node): boolean {
  const inner = bare(value)
  if (inner.type !== "CallExpression") return false
  const callee = bare(inner.callee)
  return !SAME_TEXT.test(callee.type === "MemberExpression" ? (propertyName(callee) ?? "") : "")
}

function fromParameter(way: Way, binding: Binding, owner: FunctionNode, path: readonly (string | null)[]): Root | null {
  const { module, project } = way
  const index = owner.params.findIndex((each) => each.start <= binding.identifier.start && binding.identifier.end <= each.end)
  const parameter = owner.params[index]
  if (parameter === undefined) return null
  const { parent } = owner
  if (parent?.type === "CallExpression") {
    const callee = bare(parent.callee)
    const method = callee.type === "MemberExpression" ? (propertyName(callee) ?? "") : ""
    // `names.forEach((name) => …)`: each of what the list holds.
    if (callee.type !== "MemberExpression" || !EACH.test(method) || index !== (method === "reduce" ? 1 : 0)) return null
    return trace({ ...way, path: [null, ...path], depth: way.depth + 1 }, callee.object)
  }
  if (!isCalledByOthers(owner)) return null
  const annotated = annotationOf(parameter)
  if (isNarrowType(project, module, annotated, path) || isNarrowType(project, module, annotationOf(binding.identifier), way.path))
    return null
  if (isNumberByDefault(parameter)) return null
  if (isAlwaysWritten(way, owner, index)) return null
  return { root: binding.identifier, owner }
}

/** Whether a function has a place where somebody finds it: what is handed to a call of a library is the library's to call. */
function isCalledByOthers(owner: FunctionNode): boolean {
  const { parent } = owner
  return (
    functionName(owner) !== null ||
    parent?.type === "ExportDefaultDeclaration" ||
    parent?.type === "TSExportAssignment" ||
    parent?.type === "ReturnStatement" ||
    parent?.type === "ArrowFunctionExpression"
  )
}

// `(page = 1) => …`
function isNumberByDefault(parameter: Node): boolean {
  return parameter.type === "AssignmentPattern" && parameter.right.type === "Literal" && typeof parameter.right.value !== "string"
}

/** Whether everybody who is seen to call a function writes there what it is given. */
function isAlwaysWritten({ project, module }: Way, owner: FunctionNode, index: number): boolean {
  const calls = someCallsOf(project, module, owner)
  return calls.length > 0 && calls.every(({ module: caller, call }) => isWritten(caller, call.arguments[index], 0))
}

function isWritten(module: SourceModule, node: Node | undefined, depth: number): boolean {
  if (node === undefined) return true
  if (node.type === "SpreadElement" || depth > 4) return false
  const inner = bare(node)
  switch (inner.type) {
    case "Literal":
      return true
    case "TemplateLiteral":
      return inner.expressions.every((each) => isWritten(module, each, depth + 1))
    case "BinaryExpression":
      return isWritten(module, inner.left, depth + 1) && isWritten(module, inner.right, depth + 1)
    case "ConditionalExpression":
      return isWritten(module, inner.consequent, depth + 1) && isWritten(module, inner.alternate, depth + 1)
    case "ArrayExpression":
      return inner.elements.every((each) => each !== null && isWritten(module, each, depth + 1))
    case "ObjectExpression":
      return inner.properties.every((each) => each.type === "Property" && isWritten(module, each.value, depth + 1))
    case "MemberExpression":
      return isWritten(module, inner.object, depth + 1)
    case "Identifier": {
      const binding = module.bindings.resolve(inner)
      if (binding === null) return false
      // What other files export by a name in capitals is written there.
      if (binding.kind === "import") return /^[A-Z][A-Z0-9_]*$/.test(binding.name)
      const { declaration } = binding
      if (declaration.type !== "VariableDeclarator" || binding.assigned.length > 0) return false
      const loop = declaration.parent?.parent
      if (loop?.type === "ForOfStatement") return isWritten(module, loop.right, depth + 1)
      return declaration.init !== null && declaration.init !== undefined && isWritten(module, declaration.init, depth + 1)
    }
    default:
      return false
  }
}

/** `this.name`: what the constructor was given, or what others set; no field of which every value is written in the class. */
function fromField(way: Way, node: Node, name: string): Root | null {
  const { module, project } = way
  const owner = [...ancestors(node)].find((each) => isFunction(each) && each.type !== "ArrowFunctionExpression")
  const around = enclosingClass(node)
  if (!isFunction(owner) || around === null) return null
  const values: Node[] = []
  for (const member of around.body.body) {
    if (member.type === "PropertyDefinition" && propertyName(member) === name) {
      if (isNarrowType(project, module, member.typeAnnotation, way.path)) return null
      if (member.value) values.push(member.value)
    }
    if (member.type !== "MethodDefinition") continue
    if (propertyName(member) === name) return null
    if (member.kind !== "constructor") continue
    for (const parameter of member.value.params)
      if (parameter.type === "TSParameterProperty" && isNamed(parameter.parameter, name)) {
        if (isNarrowType(project, module, annotationOf(parameter), way.path)) return null
        values.push(parameter)
      }
  }
  for (const each of assignmentsToThis(project, around)) if (propertyName(each.left) === name) values.push(each.right)
  if (values.every((each) => each.type !== "TSParameterProperty" && isWritten(module, each, 0))) return null
  const fromElsewhere = values.some((each) => {
    if (each.type === "TSParameterProperty") return true
    const inner = bare(each)
    const binding = inner.type === "Identifier" ? module.bindings.resolve(inner) : null
    return binding?.kind === "parameter"
      ? !isNarrowType(project, module, annotationOf(binding.identifier), [...binding.pattern, ...way.path])
      : inner.type === "MemberExpression" &&
          trace({ ...way, names: { own: new Set(), holders: new Set() }, depth: way.depth + 1 }, inner) !== null
  })
  return fromElsewhere ? { root: node, owner } : null
}

function isNamed(node: Node, name: string): boolean {
  const target = node.type === "AssignmentPattern" ? node.left : node
  return target.type === "Identifier" && target.name === name
}

type Assignment = Node & { type: "AssignmentExpression" }

function assignmentsToThis(project: Project, owner: Node): readonly Assignment[] {
  return project.onceFor(owner, "assignments to this", () => {
    const found: Assignment[] = []
    for (const node of descendants(owner))
      if (
        node.type === "AssignmentExpression" &&
        node.left.type === "MemberExpression" &&
        bare(node.left.object).type === "ThisExpression" &&
        found.length < 200
      )
        found.push(node)
    return found
  })
}

function annotationOf(node: Node): Node | null {
  const target = node.type === "TSParameterProperty" ? node.parameter : node
  const pattern = target.type === "AssignmentPattern" ? target.left : target
  return "typeAnnotation" in pattern ? (pattern.typeAnnotation ?? null) : null
}

/** Whether something is asked of a value, by any of its names, before it is used, so that not every text arrives. */
function isChecked(module: SourceModule, { own, holders }: Names, { owner }: Root, hole: Node): boolean {
  if (own.size === 0) return false
  const pattern = new RegExp(`(?<![\\w$.])(?:${[...own].map((each) => escapePattern(each)).join("|")})(?![\\w$])`)
  const isMeant = (node: Node | null | undefined): boolean =>
    node !== null && node !== undefined && node.end - node.start < 400 && pattern.test(flat(module, node))
  // `validate(options)` before `options.name`
  const isAsked = (node: Node): boolean => isMeant(node) || holders.has(flat(module, node))
  const compared = new Set<string>()
  let count = 0
  for (const node of descendants(owner)) {
    if (node.start > hole.end || ++count > MAX_NODES) break
    switch (node.type) {
      case "CallExpression": {
        const callee = bare(node.callee)
        const name = callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? (propertyName(callee) ?? "") : ""
        if (!ASKS.test(name) || node.end > hole.start) break
        if (node.arguments.some((each) => each.end - each.start < 400 && isAsked(each))) return true
        // `name.match(/^\w+$/)`, `name.includes("'")`
        if (callee.type === "MemberExpression" && isMeant(callee.object) && /^(?:match|search|includes|indexOf|test)$/.test(name))
          return true
        break
      }
      case "BinaryExpression":
        if (node.operator === "in" && isMeant(node.left)) return true
        if (!/^[!=]==?$/.test(node.operator)) break
        if (
          bare(node.left).type === "UnaryExpression" &&
          isMeant(node.left) &&
          /^(?:number|boolean|bigint)$/.test(stringOf(node.right) ?? "")
        )
          return true
        for (const [side, other] of [
          [node.left, node.right],
          [node.right, node.left],
        ] as const) {
          const text = stringOf(other)
          if (text !== null && text !== "" && isMeant(side)) compared.add(text)
        }
        if (compared.size > 1) return true
        break
      case "SwitchStatement":
        if (isMeant(node.discriminant)) return true
        break
      case "MemberExpression":
        // `if (!TABLES[name]) throw …`
        if (node.computed && isMeant(node.property) && isInTest(node)) return true
        break
    }
  }
  return false
}

function flat(module: SourceModule, node: Node): string {
  return module.textOf(node).replace(/\s+|[?!](?=\.)/g, "")
}

function isInTest(node: Node): boolean {
  let below: Node = node
  for (const above of ancestors(node)) {
    if (above.type === "IfStatement" || above.type === "ConditionalExpression") return above.test === below
    if (/Statement$|Function|Declarat/.test(above.type)) return false
    below = above
  }
  return false
}
