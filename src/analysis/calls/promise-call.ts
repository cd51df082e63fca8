import { ancestors, bare, isFunction, ownNodes, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { callFacts } from "./call-facts.ts"
import type { Call } from "./call-facts.ts"
import { returnsPromise } from "./gives-promise.ts"

export type PromiseCall =
  /** An async function of the repository whose rejection leaves it. */
  | { readonly kind: "local"; readonly module: SourceModule; readonly function: FunctionNode }
  /** A call of a package. `lazy` ones do nothing at all until somebody waits for them. */
  | { readonly kind: "package"; readonly lazy: boolean; readonly writes: boolean }

// Queries of these are thenables that are sent on `then`: https://mongoosejs.com/docs/queries.html, Prisma's PrismaPromise, the
// builders of Knex and Drizzle.
const LAZY =
  /^@prisma\/client\.PrismaClient\(\)\.\w+\.\w+$|^knex\(\)\(\)\.|^drizzle-orm\.drizzle\(\)\.(?:insert|update|delete)\b|^mongoose\.model\(\)\.(?:update|delete|find|replace|count|distinct)\w*$/

const RECORD_PACKAGES = ["sequelize", "mongoose", "typeorm", "objection"]
// What a query of these gives is a record.
const RECORDS = /^(?:mongoose\.model\(\)|sequelize\.)/
const RECORD_WRITES = /^(?:save|destroy|update|remove|reload|deleteOne|updateOne|increment|decrement|softRemove|restore)$/
// What else is opened with an `await` and destroyed without one.
const NO_RECORD =
  /stream|socket|conn|client|session|^(?:req|request|res|response|reply)$|worker|browser|page|pool|queue|editor|file|cache|store|hash|cursor|image|canvas/i
// Of functions that return what another one gives.
const MAX_HANDED = 4

/** Whether a call gives a promise that can reject; `null` when it does not or nobody can tell. */
export function promiseCallOf(project: Project, module: SourceModule, call: Call): PromiseCall | null {
  const last = call.arguments.at(-1)
  const handler = last && bare(last)
  // Functions that can do both report to the callback.
  if (isFunction(handler) && handler.params[0]?.type === "Identifier" && /^_?(?:err|error|e)$/.test(handler.params[0].name)) return null
  const meaning = meaningOf(project, module, call.callee)
  if (meaning?.kind === "function") {
    const { node } = meaning
    const rejects = (node.async && !node.generator && canReject(node)) || handsOnFailures(project, meaning.module, node)
    return rejects ? { kind: "local", module: meaning.module, function: node } : null
  }
  const entry = entryCalled(project, module, call) ?? together(project, module, call)
  if (entry) return entry
  const { facts, path } = callFacts(project, module, call)
  if ((path === null || RECORDS.test(path)) && isRecordWrite(project, module, call)) return { kind: "package", lazy: false, writes: true }
  if (path === null || !facts.includes("returns-promise")) return null
  // The old callback form starts at once and reports to the callback.
  if (last && (isFunction(bare(last)) || (bare(last).type === "Identifier" && /^(?:cb|callback|done|next)$/.test(module.textOf(last)))))
    return null
  if (last && meaningOf(project, module, last)?.kind === "function") return null
  return { kind: "package", lazy: LAZY.test(path), writes: facts.includes("db-write") }
}

/** The call that starts what a chain of `.then(one)` and `.finally(…)` goes on with; `null` when the chain takes what it rejects with. */
export function startOfChain(expression: Node): Call | null {
  let node = unwrapped(expression)
  for (let step = 0; step < MAX_CHAIN && node.type === "CallExpression"; step++) {
    const { callee } = node
    const method = callee.type === "MemberExpression" ? propertyName(callee) : null
    if (callee.type !== "MemberExpression" || (method !== "then" && method !== "finally" && method !== "catch")) return node
    if (method === "catch" || (method === "then" && node.arguments.length > 1)) return null
    node = unwrapped(callee.object)
  }
  return null
}

const MAX_CHAIN = 20

/** The expression without parentheses and optional chains. */
export function unwrapped(node: Node): Node {
  return node.type === "ChainExpression" || node.type === "ParenthesizedExpression" ? unwrapped(node.expression) : node
}

// `allSettled` never rejects.
const TOGETHER = /^globalThis\.Promise\.(?:all|race|any)$/
const MAX_ELEMENTS = 40

/** `Promise.all(ids.map((id) => remove(id)))`, `Promise.all([save(), send()])`: rejects with the first of them that does. */
function together(project: Project, module: SourceModule, call: Call): PromiseCall | null {
  const [list] = call.arguments
  if (!list || !TOGETHER.test(originOf(project, module, call.callee) ?? "")) return null
  const started = startedBy(project, module, bare(list))
  return started ? { kind: "package", lazy: false, writes: started.kind === "package" && started.writes } : null
}

/** What a list of promises is made of, as far as one of them can reject; `null` when none is known to. */
function startedBy(project: Project, module: SourceModule, list: Node): PromiseCall | null {
  if (list.type === "ArrayExpression") {
    for (const each of list.elements.slice(0, MAX_ELEMENTS)) {
      const start = each && each.type !== "SpreadElement" ? startOfChain(each) : null
      const promise = start && promiseCallOf(project, module, start)
      if (promise) return promise
    }
    return null
  }
  return list.type === "CallExpression" ? mappedPromise(project, module, list) : null
}

/** What `list.map(async …)` and `list.map((each) => save(each))` start for each element; `null` when it cannot reject. */
export function mappedPromise(project: Project, module: SourceModule, call: Call): PromiseCall | null {
  const callee = bare(call.callee)
  const callback = call.arguments[0] && bare(call.arguments[0])
  if (callee.type !== "MemberExpression" || propertyName(callee) !== "map" || !callback) return null
  return callbackPromise(project, module, callback)
}

/** The promise that can reject which a callback gives to whoever calls it; `null` when it gives none. */
export function callbackPromise(project: Project, module: SourceModule, callback: Node): PromiseCall | null {
  const meaning = isFunction(callback) ? null : meaningOf(project, module, callback)
  const [node, home] =
    meaning?.kind === "function" ? ([meaning.node, meaning.module] as const) : isFunction(callback) ? ([callback, module] as const) : []
  if (!node || !home || !node.body || node.generator) return null
  if (node.async && canReject(node)) return { kind: "local", module: home, function: node }
  if (!isFunction(callback)) return null
  const returned = node.body.type === "BlockStatement" ? onlyReturn(node.body) : node.body
  const start = returned ? startOfChain(returned) : null
  return start ? promiseCallOf(project, module, start) : null
}

function onlyReturn({ body }: Node & { type: "BlockStatement" }): Node | null {
  const last = body.at(-1)
  return last?.type === "ReturnStatement" ? last.argument : null
}

// Of a table of functions.
const MAX_ENTRIES = 60

/** `handlers[event.type](event)`, where every function of the table gives a promise that can reject. */
function entryCalled(project: Project, module: SourceModule, call: Call): PromiseCall | null {
  const callee = bare(call.callee)
  if (callee.type !== "MemberExpression" || !callee.computed || propertyName(callee) !== null) return null
  const table = meaningOf(project, module, callee.object)
  const entries = table?.kind === "value" && table.node.type === "ObjectExpression" ? table.node.properties : []
  if (table?.kind !== "value" || entries.length === 0 || entries.length > MAX_ENTRIES) return null
  let first: PromiseCall | null = null
  for (const each of entries) {
    const meaning = each.type === "Property" ? meaningOf(project, table.module, each.value) : null
    if (meaning?.kind !== "function" || !meaning.node.async || meaning.node.generator) return null
    const rejects = canReject(meaning.node) || handsOnFailures(project, meaning.module, meaning.node)
    if (rejects) first ??= { kind: "local", module: meaning.module, function: meaning.node }
  }
  return first
}

/** `order.save()`, where `order` is what a call was awaited for: a record of Sequelize, Mongoose, TypeORM or Objection. */
function isRecordWrite(project: Project, module: SourceModule, call: Call): boolean {
  const callee = bare(call.callee)
  if (callee.type !== "MemberExpression" || !RECORD_WRITES.test(propertyName(callee) ?? "")) return false
  let root: Node = bare(callee.object)
  while (root.type === "MemberExpression" && root.computed) root = bare(root.object)
  if (root.type !== "Identifier" || NO_RECORD.test(root.name)) return false
  const binding = module.bindings.resolve(root)
  const declaration = binding?.declaration
  if (declaration?.type !== "VariableDeclarator" || !RECORD_PACKAGES.some((name) => project.dependsOn(module.path, name) !== null))
    return false
  // `for (const order of orders)`, with `orders` awaited.
  const loop = declaration.parent?.parent
  if (loop?.type === "ForOfStatement" && loop.left === declaration.parent) {
    const list = bare(loop.right)
    const source = list.type === "Identifier" ? module.bindings.resolve(list)?.declaration : null
    return source?.type === "VariableDeclarator" && source.init?.type === "AwaitExpression"
  }
  return declaration.init?.type === "AwaitExpression"
}

// `async add(one) { return this.addAll([one]) }` awaits nothing and fails with what it returns.
function handsOnFailures(project: Project, module: SourceModule, node: FunctionNode, depth = 0): boolean {
  if (!node.body || depth >= MAX_HANDED || !returnsPromise(project, module, node, 0)) return false
  const returned =
    node.body.type === "BlockStatement"
      ? [...ownNodes(node.body)].flatMap((each) => (each.type === "ReturnStatement" && each.argument ? [each.argument] : []))
      : [node.body]
  return returned.some((each) => {
    const call = bare(each)
    if (call.type !== "CallExpression" || isCaught(call)) return false
    const meaning = meaningOf(project, module, call.callee)
    if (meaning?.kind !== "function") return callFacts(project, module, call).facts.includes("returns-promise")
    return (meaning.node.async && canReject(meaning.node)) || handsOnFailures(project, meaning.module, meaning.node, depth + 1)
  })
}

/** False for a function that awaits nothing or catches whatever it awaits. */
export function canReject(node: FunctionNode): boolean {
  if (!node.body) return false
  for (const each of ownNodes(node.body)) {
    const waits = each.type === "AwaitExpression" || (each.type === "ForOfStatement" && each.await)
    if (!waits && each.type !== "ThrowStatement") continue
    // What fails while a failure is being handled is beyond what a reviewer asks for.
    if (each.type === "AwaitExpression" && isCaught(each.argument)) continue
    if (each.type === "AwaitExpression" ? !isHandled(each, node) : !isInsideTry(each, node)) return true
  }
  return false
}

/** True for an async function that waits for something, catches whatever it waits for and hands out no promise it has not waited for. */
export function answersItsFailures(node: FunctionNode): boolean {
  if (!node.async || node.generator || node.body?.type !== "BlockStatement" || canReject(node)) return false
  let waits = false
  for (const each of ownNodes(node.body)) {
    if (each.type === "AwaitExpression") waits = true
    if (each.type !== "ReturnStatement" || !each.argument || each.argument.type === "AwaitExpression") continue
    if (bare(each.argument).type === "CallExpression" && !isCaught(each.argument)) return false
  }
  return waits
}

// What the language itself gives at once.
const AT_ONCE = /^globalThis\.(?:Array|Object|Map|Set|WeakMap|Number|String|Boolean|Math|Date|Symbol|JSON\.stringify)\b/
const MAX_NAMES = 6

/** True for an async function that neither waits nor throws and hands out only what is there already: a promise in name alone. */
export function isAsyncInNameOnly(project: Project, module: SourceModule, node: FunctionNode): boolean {
  if (!node.async || node.generator || node.body?.type !== "BlockStatement") return false
  for (const each of ownNodes(node.body)) {
    if (each.type === "AwaitExpression" || each.type === "ThrowStatement" || (each.type === "ForOfStatement" && each.await)) return false
    if (each.type === "ReturnStatement" && each.argument && !isThere(project, module, each.argument, 0)) return false
  }
  return true
}

function isThere(project: Project, module: SourceModule, expression: Node, depth: number): boolean {
  const inner = bare(expression)
  switch (inner.type) {
    case "Literal":
    case "TemplateLiteral":
    case "ObjectExpression":
    case "ArrayExpression":
    case "BinaryExpression":
    case "UnaryExpression":
      return true
    case "ConditionalExpression":
      return isThere(project, module, inner.consequent, depth) && isThere(project, module, inner.alternate, depth)
    case "LogicalExpression":
      return isThere(project, module, inner.left, depth) && isThere(project, module, inner.right, depth)
    case "Identifier": {
      const declaration = module.bindings.resolve(inner)?.declaration
      if (declaration?.type !== "VariableDeclarator" || !declaration.init) return inner.name === "undefined"
      return depth < MAX_NAMES && isThere(project, module, declaration.init, depth + 1)
    }
    case "CallExpression":
    case "NewExpression":
      return AT_ONCE.test(originOf(project, module, inner.callee) ?? "")
    default:
      return false
  }
}

/** Whether what fails at a node is caught inside its function, or fails while a failure is being handled. */
export function isHandled(node: Node, within: Node): boolean {
  return isInCatch(node, within) || isInsideTry(node, within) !== null
}

function isInCatch(node: Node, within: Node): boolean {
  for (const above of ancestors(node)) {
    if (above.type === "CatchClause") return true
    if (above === within) return false
  }
  return false
}

/** Whether a promise expression ends in `.catch(…)` or a `.then` with two functions. */
function isCaught(node: Node): boolean {
  const inner = bare(node)
  if (inner.type !== "CallExpression" || inner.callee.type !== "MemberExpression" || inner.callee.property.type !== "Identifier")
    return false
  const { name } = inner.callee.property
  return name === "catch" || (name === "then" && inner.arguments.length > 1) || isCaught(inner.callee.object)
}

/** The `try` with a `catch` around a node inside its function, or `null`. */
export function isInsideTry(node: Node, within: Node): (Node & { type: "TryStatement" }) | null {
  let below = node
  for (const above of ancestors(node)) {
    if (above.type === "TryStatement" && above.block === below && above.handler) return above
    if (above === within || isFunction(above)) return null
    below = above
  }
  return null
}
