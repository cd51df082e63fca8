import { escapePattern } from "../escape-pattern.ts"
import { KEPT_APART, keyKnowledge } from "./key-knowledge.ts"
import { meaningOf } from "./meaning.ts"
import { ancestors, bare, descendants, isFunction, nodesOf, ownerOfThis, ownNodes, propertyName } from "./ast.ts"
import type { FunctionNode, Node } from "./ast.ts"
import type { SourceModule } from "./module.ts"
import type { Project } from "./project.ts"

type Call = Node & { type: "CallExpression" }
type Member = Node & { type: "MemberExpression" }

/** A function that goes down keys it is given and writes there, `__proto__` included. */
export interface KeyWalk {
  readonly function: FunctionNode
  /** The key that is written: `target[key]`, or the object literal in `Object.assign(target, { [key]: … })`. */
  readonly write: Node
  /** Where the key comes from, and where what the target has under it is taken. */
  readonly key: Node
  readonly read: Node
}

/** Without this no key that is not written down is set; most files have none. */
export const SETS_KEYS =
  /[\w)\]]\[(?!["'`\d])[^\]\n]{1,60}\]\s*(?:\|\||\?\?)?=(?!=)|\{\s*\[[\w.]+\]\s*:|\bdelete\s+[\w$.]{1,60}\[(?!["'`\d])/
const MAX_LENGTH = 8_000
const MAX_CALLS = 2_000

/**
 * Whether a function that follows a path knows of both ways to a prototype: `__proto__`, and `constructor` with `prototype` behind it. One
 * that lets functions not be gone into needs to know the first alone.
 */
function knowsBothWays(module: SourceModule, node: FunctionNode): boolean {
  const known = keyKnowledge(module, node)
  if (known !== "__proto__") return known === "both ways"
  const text = module.namesOf(node)
  return /typeof[^;{}]{1,60}["'`]object["'`]/.test(text) && !/["'`]function["'`]/.test(text)
}

/** Deep merges of a file: functions that hand `target[key]` as it is to themselves, for every key of another object. */
export function* deepMerges(project: Project, module: SourceModule): Generator<KeyWalk> {
  const named = functionsByName(module)
  const seen = new Set<FunctionNode>()
  let calls = 0
  for (const call of nodesOf(module.program, "CallExpression")) {
    if (call.arguments.length === 0) continue
    const callee = calledName(call)
    if (callee === null || !named.has(callee)) continue
    // Hardly any call hands on what is under a key, and asking who calls whom takes longer.
    const reads = call.arguments.flatMap((argument) => existing(module, argument, 0) ?? [])
    if (reads.length === 0) continue
    const around = functionsAround(call).find((each) => refersTo(module, named, callee, each))
    if (!around || seen.has(around) || around.end - around.start > MAX_LENGTH || ++calls > MAX_CALLS) continue
    for (const read of reads) {
      if (!isGivenKey(module, read.property, around) || isFresh(module, read.object) || isOwnWalk(module, around, read)) continue
      const write = writeOf(module, around, read)
      if (write === null || isSetBefore(module, write, read) || isGuarded(project, module, around, read)) continue
      seen.add(around)
      yield { function: around, write, key: module.bindings.resolve(bare(read.property))?.identifier ?? read.property, read }
      break
    }
  }
}

/** Whether a file sets any key that is not written down: without it neither way of walking keys is there. */
export function setsKeys(module: SourceModule): boolean {
  return SETS_KEYS.test(module.code)
}

/** The end of a path that a function writes to, `current[last] = value` or `delete current[last]`, and what does not hold for its keys. */
export interface PathWrite {
  readonly write: Node
  /** Keys are not compared with all that lead to a prototype, or compared as what they need not be: `["__proto__"] === "__proto__"`. */
  readonly because: "keys are not known" | "keys may be lists"
}

/** Where a function writes along a path it was given, as far as the way leads to a prototype; `null` when it does not. */
export function pathWrite(module: SourceModule, node: FunctionNode): PathWrite | null {
  const write = endOfPath(module, node)
  if (write === null) return null
  if (!knowsBothWays(module, node)) return { write, because: "keys are not known" }
  return mayHoldLists(module, node) ? { write, because: "keys may be lists" } : null
}

// A list in the place of a key becomes its text only when it is used.
const MADE_TEXT =
  /\bString\(|\bmap\(\s*String\b|\.toString\(|\$\{|\+\s*(?:''|"")|(?:''|"")\s*\+|typeof[^=]{1,40}={2,3}\s*["']string["']|typeof[^!]{1,40}!={1,2}\s*["']string["']|\.join\(|isString/

// `if (Array.isArray(path)) return path.slice()` in the function or in the one beside it that takes the path apart
function mayHoldLists(module: SourceModule, node: FunctionNode): boolean {
  const texts = [module.namesOf(node)]
  for (const each of descendants(node)) {
    if (each.type !== "CallExpression" || each.callee.type !== "Identifier") continue
    const helper = functionAt(module, each.callee)
    if (helper !== null && helper !== node) texts.push(module.textOf(helper))
  }
  // What is no list is made a text to be split.
  const text = texts.join("\n").replace(/(?:\bString\(\w+\)|\b\w+\.toString\(\))\s*\.(?=split\()/g, ".")
  return (
    /\bArray\.isArray\(/.test(text) &&
    text.includes(".split(") &&
    !MADE_TEXT.test(text) &&
    keyKnowledge(module, node) === "both ways" &&
    !KEPT_APART.test(text)
  )
}

/**
 * `current = current[key]` along a path that was given, or into the section of a table that was read from a text, and `current[last] = value` or
 * `delete current[last]` at its end; `null` when the function does not, or asks first what an object has itself.
 */
function endOfPath(module: SourceModule, node: FunctionNode): Node | null {
  if (!node.body || node.params.length === 0 || node.end - node.start > MAX_LENGTH || isCallbackOfList(node)) return null
  const text = module.textOf(node)
  if (!text.includes("[") || !/\.split\(|\b(?:path|keys|parts|segments|pointer)\b/.test(text)) return null
  const nodes = nodesWithCallbacks(node.body)
  const given = givenNames(module, node, nodes)
  const walked = new Set<string>()
  const writes: { readonly target: Member; readonly value: Node | null }[] = []
  for (const each of nodes) {
    if (each.type === "VariableDeclarator" && each.id.type === "Identifier" && each.init && isWalk(module, each.init))
      walked.add(each.id.name)
    if (each.type === "UnaryExpression" && each.operator === "delete") {
      const target = bare(each.argument)
      if (target.type === "MemberExpression" && isVariableKey(target)) writes.push({ target, value: null })
    }
    if (each.type !== "AssignmentExpression" || each.operator !== "=") continue
    if (each.left.type === "MemberExpression" && isVariableKey(each.left)) writes.push({ target: each.left, value: each.right })
    if (each.left.type !== "Identifier") continue
    const set = bare(each.right)
    const step = set.type === "AssignmentExpression" ? bare(set.left) : set
    if (step.type !== "MemberExpression" || !isVariableKey(step)) continue
    if (module.textOf(step.object) === each.left.name || isSection(module, step, given)) walked.add(each.left.name)
  }
  for (const name of walked) given.delete(name)
  const atEnd = writes.filter(({ target, value }) => walked.has(module.textOf(target.object)) && (value === null || mentions(value, given)))
  // Levels are made on the way; what counts is what is written at the end of it, or taken away.
  const found = (atEnd.findLast(({ value }) => value !== null) ?? atEnd.at(-1))?.target
  if (!found) return null
  const target = module.textOf(found.object)
  for (const each of nodes)
    if (each.type === "CallExpression" && isOwnCheck(module, each) && asksAbout(module, each) === target) return null
  return found
}

// `current = out[name] = out[name] || {}`, where `out` began as `{}` and the name was read from what was given
function isSection(module: SourceModule, step: Member, given: ReadonlySet<string>): boolean {
  return bare(step.property).type === "Identifier" && mentions(step.property, given) && isPlain(module, bare(step.object))
}

const GOES_THROUGH = /^(?:forEach|some|every|map|reduce)$/

// It is looked at with the function that goes through the list.
function isCallbackOfList({ parent }: FunctionNode): boolean {
  return (
    parent?.type === "CallExpression" && parent.callee.type === "MemberExpression" && GOES_THROUGH.test(propertyName(parent.callee) ?? "")
  )
}

/** What a function does itself and in the callbacks that its lists call: `keys.forEach(function (key) { … })`. */
function nodesWithCallbacks(body: Node, depth = 0): Node[] {
  const nodes = [...ownNodes(body)]
  if (depth > 2) return nodes
  return nodes.flatMap((each) => {
    const callback = each.type === "CallExpression" && GOES_THROUGH.test(propertyName(each.callee) ?? "") ? each.arguments[0] : null
    return isFunction(callback) && callback.body ? [each, ...nodesWithCallbacks(callback.body, depth + 1)] : [each]
  })
}

/** `keys.reduce((at, key) => at?.[key], target)`, or a call of a function beside it that goes down a path and gives where it came to. */
function isWalk(module: SourceModule, expression: Node): boolean {
  const call = bare(expression)
  if (call.type !== "CallExpression") return false
  const [first] = call.arguments
  if (propertyName(call.callee) === "reduce") {
    const reducer = first ? functionAt(module, first) : null
    const [at, key] = reducer?.params ?? []
    if (at?.type !== "Identifier" || key?.type !== "Identifier" || !reducer?.body) return false
    const read = new RegExp(`(?<![\\w$])${escapePattern(at.name)}\\s*(?:\\?\\.)?\\[\\s*${escapePattern(key.name)}\\s*\\]`)
    return read.test(module.textOf(reducer.body)) && !hasOwnCheckOf(module, reducer, at.name) && !knowsBothWays(module, reducer)
  }
  const walker = functionAt(module, bare(call.callee))
  if (walker === null || !walker.body || walker.end - walker.start > MAX_LENGTH || knowsBothWays(module, walker)) return false
  const walked = new Set<string>()
  for (const each of nodesWithCallbacks(walker.body)) {
    if (each.type === "AssignmentExpression" && each.left.type === "Identifier") {
      const step = bare(each.right)
      if (step.type === "MemberExpression" && isVariableKey(step) && module.textOf(step.object) === each.left.name)
        walked.add(each.left.name)
    }
    if (each.type === "ReturnStatement" && each.argument && walked.has(module.textOf(each.argument))) return true
  }
  return false
}

function hasOwnCheckOf(module: SourceModule, node: FunctionNode, name: string): boolean {
  for (const each of descendants(node))
    if (each.type === "CallExpression" && isOwnCheck(module, each) && asksAbout(module, each) === name) return true
  return false
}

/** The function an expression is or names, when it is one of this file. */
function functionAt(module: SourceModule, expression: Node): FunctionNode | null {
  if (isFunction(expression)) return expression
  const declaration = expression.type === "Identifier" ? module.bindings.resolve(expression)?.declaration : null
  if (isFunction(declaration)) return declaration
  const init = declaration?.type === "VariableDeclarator" && declaration.init ? bare(declaration.init) : null
  return isFunction(init) ? init : null
}

/**
 * `table[from][to] = value` under two keys that are parameters, in a table that begins as `{}`; `null` when the function does not: with
 * `__proto__` as the first key it is the prototype of all objects that gets the second.
 */
export function nestedWrite(module: SourceModule, node: FunctionNode): Node | null {
  if (node.params.length === 0 || !node.body || node.end - node.start > MAX_LENGTH || keyKnowledge(module, node) !== "none") return null
  const parameters = new Set([...parametersOf(node), ...readFromText(module, node)])
  // `domain`, `cookie.domain`
  const isParameter = (key: Node): boolean =>
    key.type === "Identifier"
      ? parameters.has(key.name)
      : key.type === "MemberExpression" && !key.computed && key.object.type === "Identifier" && parameters.has(key.object.name)
  for (const each of ownNodes(node.body)) {
    if (each.type !== "AssignmentExpression" || each.operator !== "=" || each.left.type !== "MemberExpression") continue
    const { left } = each
    const table = bare(left.object)
    if (!left.computed || table.type !== "MemberExpression" || !table.computed) continue
    if (!isParameter(bare(left.property)) || !isParameter(bare(table.property))) continue
    // `this.cookies[domain][path][name] = cookie`
    const outer = bare(table.object)
    const whole = outer.type === "MemberExpression" && outer.computed && isParameter(bare(outer.property)) ? bare(outer.object) : outer
    if (isPlain(module, whole)) return left
  }
  return null
}

function isPlain(module: SourceModule, table: Node): boolean {
  if (table.type === "MemberExpression" && table.object.type === "ThisExpression") return isPlainField(table)
  const declaration = table.type === "Identifier" ? module.bindings.resolve(table)?.declaration : null
  const init = declaration?.type === "VariableDeclarator" && declaration.init ? bare(declaration.init) : null
  return init?.type === "ObjectExpression"
}

// `this.cookies = {}` in the constructor, `cookies = {}` in the class
function isPlainField(field: Member): boolean {
  const name = propertyName(field)
  const owner = ownerOfThis(field)
  if (name === null || owner === null) return false
  for (const each of descendants(owner)) {
    const value =
      each.type === "AssignmentExpression" && each.left.type === "MemberExpression" && each.left.object.type === "ThisExpression"
        ? propertyName(each.left) === name && each.right
        : each.type === "PropertyDefinition" && propertyName(each) === name && each.value
    if (value) return bare(value).type === "ObjectExpression"
  }
  return false
}

function mentions(value: Node, names: ReadonlySet<string>): boolean {
  for (const each of descendants(value))
    if (each.type === "Identifier" && names.has(each.name) && !(isNameOnly(each) || isCalled(each))) return true
  return false
}

// The `b` of `a.b` and of `{ b: a }`
function isNameOnly(node: Node): boolean {
  const { parent } = node
  if (parent?.type === "MemberExpression") return parent.property === node && !parent.computed
  return parent?.type === "Property" && parent.key === node && !parent.computed && !parent.shorthand
}

function isCalled(node: Node): boolean {
  return node.parent?.type === "CallExpression" && node.parent.callee === node
}

// `for (const [section, key, value] of entries(text))`, in a file that takes texts apart
function readFromText(module: SourceModule, node: FunctionNode): string[] {
  if (!node.body || !TAKES_APART.test(module.code)) return []
  const given = parametersOf(node)
  return [...ownNodes(node.body)].flatMap((each) => {
    const read = each.type === "ForOfStatement" && each.left.type === "VariableDeclaration" ? bare(each.right) : null
    const isOfText = read?.type === "CallExpression" && bare(read.callee).type === "Identifier" && mentions(read, given)
    return isOfText && each.type === "ForOfStatement" && each.left.type === "VariableDeclaration"
      ? each.left.declarations.flatMap(({ id }) => boundNames(id))
      : []
  })
}

/** What a file that reads texts does with them. */
export const TAKES_APART = /\.(?:split|exec|match|matchAll)\(/

function parametersOf(node: FunctionNode): Set<string> {
  return new Set(
    node.params.flatMap((each) => {
      const target = each.type === "AssignmentPattern" ? each.left : each
      return target.type === "Identifier" ? [target.name] : []
    }),
  )
}

/**
 * The parameters, what is taken apart in them, and what is made of them on the way: `const parts = path.split(".")`,
 * `for (const { path, value } of changes)`, `lines.forEach((line) => …)`.
 */
function givenNames(module: SourceModule, node: FunctionNode, nodes: readonly Node[]): Set<string> {
  const names = new Set(node.params.flatMap(boundNames))
  for (const each of nodes) {
    if (each.type === "VariableDeclarator" && each.init && mentions(each.init, names))
      for (const name of boundNames(each.id)) names.add(name)
    if (each.type === "AssignmentExpression" && each.left.type === "Identifier" && mentions(each.right, names)) names.add(each.left.name)
    if (
      (each.type === "ForOfStatement" || each.type === "ForInStatement") &&
      each.left.type === "VariableDeclaration" &&
      mentions(each.right, names)
    )
      for (const { id } of each.left.declarations) for (const name of boundNames(id)) names.add(name)
    if (each.type !== "CallExpression" || each.callee.type !== "MemberExpression" || !GOES_THROUGH.test(propertyName(each.callee) ?? ""))
      continue
    const callback = each.arguments[0] ? functionAt(module, each.arguments[0]) : null
    if (callback && mentions(each.callee.object, names)) for (const name of callback.params.flatMap(boundNames)) names.add(name)
  }
  return names
}

function boundNames(pattern: Node): string[] {
  const target = pattern.type === "AssignmentPattern" ? pattern.left : pattern
  if (target.type === "Identifier") return [target.name]
  if (target.type === "ArrayPattern") return target.elements.flatMap((each) => (each?.type === "Identifier" ? [each.name] : []))
  if (target.type !== "ObjectPattern") return []
  return target.properties.flatMap((each) => (each.type === "Property" ? boundNames(each.value) : []))
}

// Under every name it has: `var merge = module.exports = function extend() {}`.
function namesOf(node: FunctionNode): string[] {
  const names = node.id ? [node.id.name] : []
  for (const above of ancestors(node)) {
    if (above.type === "VariableDeclarator" && above.id.type === "Identifier") names.push(above.id.name)
    else if (above.type === "AssignmentExpression")
      names.push((above.left.type === "Identifier" ? above.left.name : propertyName(above.left)) ?? "")
    else names.push(propertyName(above) ?? "")
    if (above.type !== "AssignmentExpression") break
  }
  return names.filter((name) => name !== "" && name !== "exports" && name !== "prototype")
}

function functionsByName(module: SourceModule): Map<string, FunctionNode[]> {
  const named = new Map<string, FunctionNode[]>()
  for (const node of nodesOf(module.program, "FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression")) {
    for (const name of namesOf(node)) named.set(name, [...(named.get(name) ?? []).slice(0, 5), node])
  }
  return named
}

function functionsAround(node: Node): FunctionNode[] {
  const around: FunctionNode[] = []
  for (const above of ancestors(node)) {
    if (isFunction(above)) around.push(above)
    if (around.length === 4) break
  }
  return around
}

// The called function is this one, or one beside it that uses this one in turn.
function refersTo(module: SourceModule, named: ReadonlyMap<string, FunctionNode[]>, callee: string, around: FunctionNode): boolean {
  const names = namesOf(around)
  if (names.includes(callee)) return !copiesFirst(module, around)
  return (named.get(callee) ?? []).some(
    (each) =>
      each !== around &&
      each.end - each.start <= MAX_LENGTH &&
      !copiesFirst(module, each) &&
      names.some((name) => new RegExp(`(?<![\\w$.])${escapePattern(name)}(?![\\w$])`).test(module.textOf(each))),
  )
}

// What begins with a copy of what it is given keeps the damage there.
function copiesFirst(module: SourceModule, node: FunctionNode): boolean {
  const first = node.params[0]
  if (first?.type !== "Identifier") return false
  const name = escapePattern(first.name)
  return new RegExp(`\\{\\s*\\.\\.\\.${name}\\b|(?:assign\\(\\s*\\{\\s*\\},\\s*|cloneDeep\\(|structuredClone\\()${name}\\b`).test(
    module.textOf(node),
  )
}

function calledName(call: Call): string | null {
  const callee = bare(call.callee)
  return callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? propertyName(callee) : null
}

/** The `target[key]` an expression may be: itself, what a variable was set to, a branch, or the first half of `target[key] || {}`. */
function existing(module: SourceModule, expression: Node, depth: number): Member | null {
  if (depth > 4) return null
  const node = bare(expression)
  if (node.type === "MemberExpression") return isVariableKey(node) ? node : null
  if (node.type === "LogicalExpression") return existing(module, node.left, depth + 1) ?? existing(module, node.right, depth + 1)
  if (node.type === "ConditionalExpression")
    return existing(module, node.consequent, depth + 1) ?? existing(module, node.alternate, depth + 1)
  if (node.type !== "Identifier") return null
  const binding = module.bindings.resolve(node)
  if (binding?.kind !== "variable" || binding.pattern.length > 0) return null
  const init = binding.declaration.type === "VariableDeclarator" ? binding.declaration.init : null
  for (const value of [...(init ? [init] : []), ...binding.assigned.slice(0, 5)]) {
    const found = existing(module, value, depth + 1)
    if (found) return found
  }
  return null
}

function isVariableKey(node: Member): boolean {
  if (!node.computed || propertyName(node) !== null) return false
  const key = bare(node.property)
  return (
    key.type === "Identifier" ||
    key.type === "MemberExpression" ||
    (key.type === "CallExpression" && /^(?:pop|shift|at)$/.test((key.callee.type === "MemberExpression" && propertyName(key.callee)) || ""))
  )
}

const GIVES_KEYS = /keys|entries|names|symbols|split|path|parts|segments/i

/** Whether a key is one of those an object has or a caller gives, and no index and no constant. */
function isGivenKey(module: SourceModule, property: Node, around: FunctionNode): boolean {
  const key = bare(property)
  if (key.type === "MemberExpression") return GIVES_KEYS.test(module.textOf(key.object))
  if (key.type !== "Identifier") return key.type === "CallExpression"
  const binding = module.bindings.resolve(key)
  if (!binding) return false
  const { declaration } = binding
  if (binding.kind === "parameter" && isFunction(declaration)) {
    const call = declaration.parent
    if (call?.type !== "CallExpression") return declaration === around && !/^(?:i|j|index|idx|n)$/.test(key.name)
    const index = declaration.params.findIndex((each) => each === binding.identifier)
    const takesObject = call.arguments[0] !== declaration
    if (takesObject) return index === 1 || (index === 0 && GIVES_KEYS.test(module.textOf(call.arguments[0] ?? key)))
    const receiver = call.callee.type === "MemberExpression" ? call.callee.object : null
    return receiver !== null && isKeyList(module, receiver) && (index === 0 || (index === -1 && binding.pattern.length > 0))
  }
  if (declaration.type !== "VariableDeclarator") return false
  const loop = declaration.parent?.parent
  if (loop?.type === "ForInStatement" && loop.left === declaration.parent) return true
  if (loop?.type === "ForOfStatement" && loop.left === declaration.parent) return isKeyList(module, loop.right)
  const init = declaration.init ? bare(declaration.init) : null
  if (init?.type === "MemberExpression") return init.computed && GIVES_KEYS.test(module.textOf(init.object))
  if (init?.type === "CallExpression") return isVariableKeyCall(init)
  if (init) return binding.pattern.includes(null)
  // `var name; for (name in options)`
  for (const each of ownNodes(around.body ?? around))
    if (each.type === "ForInStatement" && each.left.type === "Identifier" && each.left.name === key.name) return true
  return false
}

function isVariableKeyCall(call: Call): boolean {
  return /^(?:pop|shift|at)$/.test((call.callee.type === "MemberExpression" && propertyName(call.callee)) || "")
}

function isKeyList(module: SourceModule, expression: Node): boolean {
  const node = bare(expression)
  if (node.type === "Identifier") {
    const binding = module.bindings.resolve(node)
    if (binding?.kind === "parameter") return true
    const init = binding?.declaration.type === "VariableDeclarator" ? binding.declaration.init : null
    return !!init && GIVES_KEYS.test(module.textOf(init).slice(0, 200)) && bare(init).type !== "ArrayExpression"
  }
  return GIVES_KEYS.test(module.textOf(node).slice(0, 200))
}

// A copy made here keeps the damage to itself.
function isFresh(module: SourceModule, object: Node): boolean {
  const target = bare(object)
  if (target.type === "ThisExpression") return false
  if (target.type !== "Identifier") return true
  const binding = module.bindings.resolve(target)
  if (!binding || binding.kind === "import") return true
  if (binding.kind !== "variable" || binding.declaration.type !== "VariableDeclarator") return false
  const { init } = binding.declaration
  return (
    binding.assigned.length === 0 &&
    !!init &&
    /^(?:\{|\(?\{ ?\.\.\.|Object\.(?:assign|create|fromEntries)\(|new )/.test(module.textOf(init))
  )
}

// Going through the keys an object has itself, to freeze or to change what it holds, brings nothing new into it.
function isOwnWalk(module: SourceModule, around: FunctionNode, read: Member): boolean {
  const [target, key] = [module.textOf(read.object), module.textOf(read.property)]
  let walksItself = false
  for (const each of descendants(around.body ?? around)) {
    if (each.type === "MemberExpression" && each.computed && module.textOf(each.property) === key && module.textOf(each.object) !== target)
      return false
    if (each.type === "ForInStatement") walksItself ||= module.textOf(each.right) === target
    else if (
      each.type === "CallExpression" &&
      each.arguments.length === 1 &&
      each.arguments[0] &&
      GIVES_KEYS.test(module.textOf(each.callee))
    )
      walksItself ||= module.textOf(each.arguments[0]) === target
  }
  return walksItself
}

function writeOf(module: SourceModule, around: FunctionNode, read: Member): Node | null {
  const [target, key] = [module.textOf(read.object), module.textOf(read.property)]
  for (const each of descendants(around.body ?? around)) {
    if (
      each.type === "AssignmentExpression" &&
      each.left.type === "MemberExpression" &&
      each.left.computed &&
      module.textOf(each.left.object) === target &&
      module.textOf(each.left.property) === key
    )
      return each.left
    if (each.type !== "CallExpression" || module.textOf(each.callee) !== "Object.assign") continue
    const [first, second] = each.arguments
    if (!first || module.textOf(first) !== target || second?.type !== "ObjectExpression") continue
    const property = second.properties.find((one) => one.type === "Property" && one.computed && module.textOf(one.key) === key)
    if (property) return each
  }
  return null
}

// `copy[key] = clone(value)` and below it `walk(copy[key])`: what is gone into was just put there, under `__proto__` as well.
function isSetBefore(module: SourceModule, write: Node, read: Member): boolean {
  const set = write.parent
  if (set?.type !== "AssignmentExpression" || set.operator !== "=" || set.end > read.start) return false
  const block = set.parent?.type === "ExpressionStatement" ? set.parent.parent : null
  return !!block && !module.textOf(set.right).includes(module.textOf(read)) && [...ancestors(read)].includes(block)
}

/** Whether keys are chosen before they are followed: by name, by what the target itself has, or by a function that is asked first. */
function isGuarded(project: Project, module: SourceModule, around: FunctionNode, read: Member): boolean {
  const known = keyKnowledge(module, around)
  if (known === "both ways") return true
  if (known === "__proto__" && !(isStep(module, read.property) || goesIntoFunctions(project, module, around, read))) return true
  const [target, key] = [module.textOf(read.object), module.textOf(read.property)]
  for (const each of descendants(around.body ?? around)) {
    if (each.type !== "CallExpression") continue
    if (isOwnCheck(module, each)) {
      if (asksAbout(module, each) === target) return true
      continue
    }
    const asked = each.arguments.findIndex((argument) => module.textOf(argument) === key)
    // What is asked was seen, where it is known what it says.
    if (known === "none" && asked === 0 && isCondition(each)) return true
  }
  return false
}

const TAKES_FUNCTIONS = /typeof[^;]{1,60}["'`]function["'`]|\b[iI]s_?[eE]xtendable\b/
const PACKAGES_TAKE_FUNCTIONS = /^(?:is-extendable|(?:lodash(?:-es)?|underscore)\.isObject|lodash\.isobject)$/

// `isObject(target[key]) && isObject(source[key])`, the first under a name too: whether what the target has may be a function, `constructor`
// among them. Where it is looked at by what is not to be read, it is not.
function goesIntoFunctions(project: Project, module: SourceModule, around: FunctionNode, read: Member): boolean {
  const nodes = [...descendants(around.body ?? around)]
  const taken = new Set([module.textOf(read)])
  for (const each of nodes)
    if (each.type === "VariableDeclarator" && each.id.type === "Identifier" && each.init && taken.has(module.textOf(each.init)))
      taken.add(each.id.name)
  let isAsked = false
  for (const each of nodes) {
    if (each.type === "UnaryExpression" && each.operator === "typeof" && taken.has(module.textOf(each.argument))) return false
    if (each.type === "BinaryExpression" && each.operator === "instanceof" && taken.has(module.textOf(each.left))) return false
    if (each.type !== "CallExpression" || !each.arguments.some((argument) => taken.has(module.textOf(argument))) || !isCondition(each))
      continue
    isAsked = true
    const meaning = meaningOf(project, module, each.callee)
    if (meaning?.kind === "function" && TAKES_FUNCTIONS.test(meaning.module.textOf(meaning.node))) return true
    if (meaning?.kind === "external" && PACKAGES_TAKE_FUNCTIONS.test(meaning.path)) return true
  }
  return !isAsked
}

// `path.shift()`, `const part = path.shift()`: one step of a way, where functions are gone into like objects.
function isStep(module: SourceModule, property: Node): boolean {
  const key = bare(property)
  if (key.type === "CallExpression") return isVariableKeyCall(key)
  const declaration = key.type === "Identifier" ? module.bindings.resolve(key)?.declaration : null
  const init = declaration?.type === "VariableDeclarator" && declaration.init ? bare(declaration.init) : null
  return init?.type === "CallExpression" && isVariableKeyCall(init)
}

function isOwnCheck(module: SourceModule, call: Call): boolean {
  const asked = module.textOf(call.callee)
  if (/hasOwn|propertyIsEnumerable|^has(?:\.call)?$|isEnumerable/i.test(asked)) return true
  // `var own = Object.prototype.hasOwnProperty`
  const callee = bare(call.callee)
  const called = callee.type === "MemberExpression" && propertyName(callee) === "call" ? bare(callee.object) : callee
  const declaration = called.type === "Identifier" ? module.bindings.resolve(called)?.declaration : null
  return (
    declaration?.type === "VariableDeclarator" &&
    !!declaration.init &&
    /\.hasOwn(?:Property)?(?:\.call)?$/.test(module.textOf(declaration.init))
  )
}

/** The object whose own properties are asked for: `a.hasOwnProperty(k)`, `hasOwn.call(a, k)`, `hasOwn(a, k)`. */
function asksAbout(module: SourceModule, call: Call): string {
  const callee = bare(call.callee)
  const isMethod = call.arguments.length === 1 && callee.type === "MemberExpression"
  const subject = isMethod ? callee.object : call.arguments[0]
  return subject ? module.textOf(subject) : ""
}

function isCondition(call: Node): boolean {
  let inner = call
  for (const above of ancestors(call)) {
    if (above.type === "IfStatement" || above.type === "ConditionalExpression") return above.test === inner
    if (above.type === "LogicalExpression" || above.type === "UnaryExpression" || above.type === "BinaryExpression") inner = above
    else return false
  }
  return false
}
