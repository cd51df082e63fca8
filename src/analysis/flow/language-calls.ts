import { bare, isFunction, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import { instanceOf } from "./instances.ts"
import { callPairs } from "./pairs.ts"
import { addForLater, addedBefore, putsInto } from "./properties.ts"
import { definitionOf } from "./schema/definition.ts"
import { advance, drop, elementOf, isInteresting, join, placesOf, taintIn } from "./value.ts"
import type { Value } from "./value.ts"
import type { Frame, Walk } from "./walk.ts"

/** A call as far as it is evaluated. */
export interface Called {
  readonly node: Node & { type: "CallExpression" | "NewExpression" }
  readonly path: string | null
  readonly method: string | null
  readonly receiver: Value
  readonly called: Value
  readonly values: readonly Value[]
}

/** A function with what it is called with. */
export interface Run {
  readonly module: SourceModule
  readonly node: FunctionNode
  readonly values: readonly Value[]
}

// How many arguments of their own these have before those that they hand to the function.
const TIMERS: Readonly<Record<string, number>> = {
  "globalThis.process.nextTick": 1,
  "process.nextTick": 1,
  "globalThis.setImmediate": 1,
  "globalThis.queueMicrotask": 1,
  "globalThis.setTimeout": 2,
  "globalThis.setInterval": 2,
}

/** The arguments with lists that are spread among them: any of the places behind may hold any element. */
export function argumentsOf(walk: Walk, nodes: readonly Node[], frame: Frame): Value[] {
  return nodes.flatMap((each) => {
    const value = walk.evaluate(each, frame)
    if (each.type !== "SpreadElement") return [value]
    // `(...args) => store(...args)` hands everything on in its place.
    if (value?.kind === "object" && value.places && value.places.rest === value.rest && value.fields.size === 0)
      return [...value.places.values]
    const element = elementOf(value)
    return element === null ? [value] : [element, element, element, element]
  })
}

/** What a call of the language itself gives that has a meaning of its own; `undefined` for all others. */
export function callLanguage(walk: Walk, { node, path, method, receiver, called, values }: Called, frame: Frame): Value | undefined {
  if (node.type === "NewExpression") {
    if (path === "globalThis.Promise()" || path === "globalThis.Promise") return settledBy(walk, values[0] ?? null)
    if (path === "globalThis.Map" || path === "globalThis.Set") return collection(node, path, values)
    return called?.kind === "meaning" ? instanceOf(walk, called.meaning, values) : undefined
  }
  const pairs = callPairs(path, values, node, frame)
  if (pairs !== undefined) return pairs
  // The `resolve` of a promise.
  if (called?.kind === "object" && method === null) {
    putsInto(walk, called)
    called.rest = join(called.rest, values[0] ?? null)
    return null
  }
  const stored = path?.startsWith(LOCAL_STORAGE)
    ? callLocalStorage(walk, { node, path, method, receiver, called, values }, frame)
    : undefined
  if (stored !== undefined) return stored
  const [list] = values
  if (list?.kind === "object" && isListOfArguments(node))
    return values.length > 1 ? { kind: "object", fields: list.fields, rest: list.rest } : list
  const handed = path === null ? undefined : TIMERS[path]
  const [first] = values
  if (handed !== undefined && first?.kind === "closure") {
    walk.run(first.module, first.node, values.slice(handed), first.environment)
    return null
  }
  if (method === "concat" && receiver === null) {
    const data = values.map((each) => taintIn(each)).find((each) => each !== null)
    const text = data ? drop(data, ["shape"]) : null
    return text?.kind === "tainted" ? advance(text, frame.module, node, "is appended to a text") : undefined
  }
  return undefined
}

// `Array.prototype.slice.call(arguments)`, `[].slice.apply(arguments)`
function isListOfArguments({ callee }: Node & { type: "CallExpression" }): boolean {
  const indirect = bare(callee)
  if (indirect.type !== "MemberExpression" || !/^(?:call|apply)$/.test(propertyName(indirect) ?? "")) return false
  const slice = bare(indirect.object)
  if (slice.type !== "MemberExpression" || propertyName(slice) !== "slice") return false
  const of = bare(slice.object)
  return of.type === "ArrayExpression" || (of.type === "MemberExpression" && propertyName(of) === "prototype")
}

const LOCAL_STORAGE = "async_hooks.AsyncLocalStorage()."

// What `storage.run(value, next)` and `storage.enterWith(value)` keep is what `storage.getStore()` gives to all that runs later.
function callLocalStorage(walk: Walk, { node, method, values }: Called, { module }: Frame): Value | undefined {
  const holder = node.callee.type === "MemberExpression" ? definitionOf(walk.project, module, node.callee.object) : null
  if (holder === null) return undefined
  const key = `local storage ${holder.module.path}:${holder.node.start}`
  if (method === "getStore") return addedBefore(walk, key)
  if (method !== "run" && method !== "enterWith") return undefined
  const [value = null, first] = values
  if (taintIn(value)) addForLater(walk, key, value)
  return first?.kind === "closure" ? walk.run(first.module, first.node, values.slice(2), first.environment) : null
}

function collection(node: Node, path: string, values: readonly Value[]): Value | undefined {
  if (!values.some((each) => isInteresting(each)) && !isLocal(node)) return undefined
  const element = elementOf(values[0] ?? null)
  const entry = path === "globalThis.Map" && element?.kind === "object" ? placesOf(element) : null
  if (entry?.length !== 2) return { kind: "object", fields: new Map(), rest: element }
  const [key = null, value = null] = entry
  return { kind: "object", fields: new Map(), rest: value, keys: key }
}

// A collection of a handler is followed, one of the file is what the code says of it.
function isLocal(node: Node): boolean {
  for (let at = node.parent; at; at = at.parent ?? null) if (isFunction(at)) return true
  return false
}

// `new Promise((resolve, reject) => …)` gives what `resolve` is called with.
function settledBy(walk: Walk, executor: Value): Value {
  if (executor?.kind !== "closure") return null
  const settled: Value = { kind: "object", fields: new Map(), rest: null }
  walk.run(executor.module, executor.node, [settled], executor.environment)
  return settled.rest
}

/** The function that `use.call(…)`, `use.apply(…)` and `use.bind(…)` run, with its arguments; `null` for other methods. */
export function indirectRun({ method, receiver, values }: Called): Run | null {
  if (method !== "call" && method !== "apply" && method !== "bind") return null
  const target =
    receiver?.kind === "closure" ? receiver : receiver?.kind === "meaning" && receiver.meaning.kind === "function" ? receiver.meaning : null
  if (!target) return null
  const list = method === "apply" ? elementOf(values[1] ?? null) : null
  return { module: target.module, node: target.node, values: method === "apply" ? [list, list, list, list] : values.slice(1) }
}
