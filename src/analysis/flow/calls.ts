import type { Control } from "../models/model.ts"
import { canonicalPath, passageOf, requestModelOf } from "../model-index.ts"
import { hasRole } from "../settings/model-settings.ts"
import { requiredBy } from "../source/common-js.ts"
import { bare, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { mayTakeOut, memberOf, originOfMeaning, resultOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import { asking } from "./asking.ts"
import { constructParent } from "./instances.ts"
import { functionsInTable } from "./call-tables.ts"
import { callDataMethod, callPattern, isDataMethod } from "./data-methods.ts"
import { errorMadeBy, noteError } from "./errors.ts"
import { withFilter } from "./filtered-keys.ts"
import { narrow } from "./guards.ts"
import { noteHandedOn } from "./handed-on.ts"
import { lookForMethod } from "./chosen.ts"
import { lookForFormat } from "./formats.ts"
import { lookForLists } from "./lists.ts"
import { convertedBy } from "./numbers.ts"
import { lookForSizes } from "./sizes.ts"
import { callKeptMap } from "./kept-maps.ts"
import { take } from "./take.ts"
import { listenersOf } from "./emitted.ts"
import { argumentsOf, callLanguage, indirectRun } from "./language-calls.ts"
import type { Called } from "./language-calls.ts"
import { meaningValue, readProperty } from "./properties.ts"
import type { Schema } from "./schema/schema.ts"
import { passThrough } from "./schema/pass-through.ts"
import { callStore, readsRows } from "./rows.ts"
import { runSandboxed } from "./sandboxed-code.ts"
import { lookForSinks } from "./sinks.ts"
import { callValidator } from "./validators.ts"
import { asText } from "./environment.ts"
import { advance, bodyOf, callableIn, decoded, drop, empowered, isInteresting, join, marked, readAs, taintIn, unmarked } from "./value.ts"
import type { Environment, Tainted, Value } from "./value.ts"
import type { Frame, Walk } from "./walk.ts"
import { describeSource, oneLine } from "./wording.ts"

const EVERYTHING: readonly Control[] = ["string", "shape", "host", "path"]

/** What a call gives: sinks are looked for, functions of the repository entered, passages and methods of data followed. */
export function evaluateCall(walk: Walk, node: Node & { type: "CallExpression" | "NewExpression" }, frame: Frame): Value {
  const { module } = frame
  if (node.type === "CallExpression" && requiredBy(node) !== null) return meaningValue(walk, module, node)
  noteHandedOn(walk, node, frame.environment)
  const callee = bare(node.callee)
  let receiver: Value = null
  let called: Value
  let method: string | null = null
  let caught: Value = null
  if (callee.type === "MemberExpression") {
    method = propertyName(callee)
    const outside = walk.thrown
    if (method === "catch") walk.thrown = null
    receiver = walk.evaluate(callee.object, frame)
    if (method === "catch") [caught, walk.thrown] = [walk.thrown, outside]
    called = readProperty(walk, receiver, method, callee, frame)
  } else called = walk.evaluate(callee, frame)
  // `require("./auth")(name)` where the file exports one function.
  if (called?.kind === "meaning" && called.meaning.kind === "namespace") {
    const whole = memberOf(walk.project, called.meaning, "default")
    if (whole?.kind === "function") called = { kind: "meaning", meaning: whole }
  }
  const values = argumentsOf(walk, node.arguments, frame)
  const kept = callKeptMap(walk, module, callee, method, values)
  if (kept !== undefined) return kept
  if (callee.type === "Super") {
    constructParent(walk, module, callee, values)
    return null
  }
  const path = called?.kind === "meaning" ? originOfMeaning(walk.project, called.meaning) : null
  if (callee.type === "Identifier" && callee.name === "next") noteError(walk, values[0] ?? null)
  const error = errorMadeBy(path, values)
  if (error !== undefined) return error
  lookForSinks(walk, { node, callee, path, method, receiver, values }, frame)

  // `ctx.assert(…)` of Koa as well.
  if ((hasRole(path, "assertion") || (receiver?.kind === "request" && method === "assert")) && node.arguments[0])
    narrow(node.arguments[0], true, frame.environment, asking(walk, frame))
  if (hasRole(path, "address-lookup") && node.arguments[0]) take(node.arguments[0], ["host"], frame.environment, asking(walk, frame))
  const sandboxed = runSandboxed(walk, node, path, values, frame)
  if (sandboxed !== undefined) return sandboxed
  if (receiver?.kind === "request" && method !== null) return callRequestMethod(walk, receiver, method, node, values, frame)
  const over = path === null ? undefined : callOverList(walk, path, values, node, frame)
  if (over !== undefined) return over
  lookForMethod(walk, node, { callee, method, receiver, called }, frame)
  lookForSizes(walk, { node, path, method, values }, frame)
  lookForLists(walk, { node, path, method, receiver, values }, frame)
  lookForFormat(walk, { node, path, values }, frame)
  const number = path === null ? undefined : convertedBy(path, values)
  if (number !== undefined) return number
  const passage = path === null ? null : passageOf(path)
  if (passage?.receives) return { kind: "request", model: passage.receives, path: "", text: "" }
  const whole = passage?.gives && passage.from !== "all" ? passage.from.map((each) => (each === "receiver" ? receiver : values[each])) : []
  if (passage?.gives && whole.some((each) => each?.kind === "request")) return sourceAt(node, passage.gives, frame, passage.below)
  if (passage) {
    const { part } = passage
    const read =
      part === undefined ? values : values.map((each) => (each?.kind === "request" ? readProperty(walk, each, part, node, frame) : each))
    const given = passage.takesText ? read.map((each) => asText(each, frame.environment)) : read
    const passed = unmarked(passOn(passage.from, passage.drops, receiver, given, node, frame), passage.unmarks)
    const own = passage.behindOurs && standsBehindOurs(node, values) ? passage.behindOurs : undefined
    const result = readAs(empowered(marked(marked(passed, passage.marks), own), passage.gives), passage.reads)
    const reviver = passage.handsTo === undefined ? null : (values[passage.handsTo] ?? null)
    if (reviver && isInteresting(result)) enterOwn(walk, reviver, [drop(result, ["shape"]), result], node, frame)
    return passage.decodes ? decoded(result) : result
  }

  const call: Called = { node, path, method, receiver, called, values }
  const special = callLanguage(walk, call, frame)
  if (special !== undefined) return special
  const indirect = indirectRun(call)
  if (indirect) {
    const result = enter(
      walk,
      indirect.module,
      indirect.node,
      indirect.values,
      node,
      frame,
      receiver?.kind === "closure" ? receiver.environment : null,
    )
    return method === "bind" ? receiver : result
  }
  for (const listener of listenersOf(walk.project, module, call))
    enter(walk, listener.module, listener.node, values.slice(1), node, frame, null)

  const rows = callStore(
    walk,
    { node, path, method, receiver, values, meaning: called?.kind === "meaning" ? resultOf(walk.project, called.meaning) : null },
    frame,
  )
  if (rows !== undefined) {
    // A function of ours around a driver may do harm of its own.
    if (rows?.kind === "loose" && values.some((each) => isInteresting(each))) enterOwn(walk, called, values, node, frame)
    return rows
  }
  if (called?.kind === "closure")
    return enter(walk, called.module, called.node, values, node, frame, called.environment, receiver?.kind === "object" ? receiver : null)
  if (called?.kind === "meaning" && called.meaning.kind === "function") {
    const self = callee.type === "MemberExpression" && callee.object.type === "Super" ? walk.self : null
    const result =
      values.some((each) => isInteresting(each)) || readsRows(walk.project, called.meaning)
        ? enter(walk, called.meaning.module, called.meaning.node, values, node, frame, null, self)
        : null
    return result ?? resultValue(walk, called)
  }
  const listed =
    (called === null || called.kind === "chosen" || path?.startsWith("globalThis.Map()")) && values.some((each) => isInteresting(each))
      ? functionsInTable(walk, module, callee, receiver)
      : []
  if (listed.length > 0) return listed.map((each) => enter(walk, each.module, each.node, values, node, frame, null)).reduce(join, null)
  if (method !== null && receiver && (receiver.kind === "tainted" || receiver.kind === "object") && isDataMethod(method)) {
    return throughList(walk, callee, frame, () => callDataMethod(walk, receiver, method, values, node, frame))
  }
  const found = callee.type === "MemberExpression" ? callPattern(walk, callee.object, method, values[0] ?? null, frame) : undefined
  if (found !== undefined) return found
  const woven = method === null ? null : wovenIn(method, values, node, frame)
  if (woven) return woven
  // Promises and unknown calls: callbacks run, with nothing known of what they are given.
  const given = method === "then" ? receiver : method === "catch" ? caught : callbackGift(method, receiver)
  const fromCallback = throughList(walk, callee, frame, () =>
    values.reduce<Value>((sum, value) => {
      // What a function of some name does with nothing of interest is of no interest either.
      const callback = value?.kind === "closure" || isInteresting(given) ? callableIn(value) : null
      return callback ? join(sum, walk.run(callback.module, callback.node, [given], callback.environment)) : sum
    }, null),
  )
  if (method === "then") return fromCallback
  if (method === "catch") return join(receiver, fromCallback)
  if (method === "finally") return receiver
  const validated = method === null ? undefined : callValidator(walk, node, method, values, frame)
  if (validated !== undefined) return validated
  // `container.resolve("users")`
  const taken = method !== null && mayTakeOut(method) && fromCallback === null ? meaningValue(walk, module, node) : null
  if (taken?.kind === "meaning" && taken.meaning.kind !== "external") return taken
  return called?.kind === "meaning" ? resultValue(walk, called) : fromCallback
}

// `FIELDS.filter(isText).map((field) => …)`
function throughList(walk: Walk, callee: Node, frame: Frame, run: () => Value): Value {
  return callee.type === "MemberExpression" ? withFilter(walk, callee.object, frame, run) : run()
}

const OVER_LIST =
  /^(?:lodash\.(?:get|(map|forEach|each|filter|find|flatMap|reduce|some|every))|async\.(each|forEach|map|filter)(?:Series|Limit)?|bluebird\.(map|each|filter)(?:Series)?|p-(map|filter|reduce)|p-(each)-series)$/

// `_.map(list, run)` is `list.map(run)`, `_.get(body, "message.text")` a property of a property.
function callOverList(
  walk: Walk,
  path: string,
  values: readonly Value[],
  node: Node & { type: "CallExpression" | "NewExpression" },
  frame: Frame,
): Value | undefined {
  const known = OVER_LIST.exec(canonicalPath(path))
  const [list = null] = values
  if (!known || !list || !(list.kind === "tainted" || list.kind === "object")) return undefined
  const named = known.slice(1).find((each) => each !== undefined)
  const method = named === "each" ? "forEach" : named
  if (method !== undefined) return callDataMethod(walk, list, method, values.slice(1), node, frame)
  const written = node.arguments[1]
  const names =
    written?.type === "ArrayExpression" ? written.elements.map((each) => stringOf(each)) : (stringOf(written)?.split(".") ?? [null])
  return names.reduce<Value>((value, name) => readProperty(walk, value, name, node, frame), list)
}

function resultValue(walk: Walk, called: { kind: "meaning"; meaning: Parameters<typeof resultOf>[1] }): Value {
  const meaning = resultOf(walk.project, called.meaning)
  return meaning === null || meaning.kind === "value" ? null : { kind: "meaning", meaning }
}

function callRequestMethod(
  walk: Walk,
  receiver: Value & { kind: "request" },
  method: string,
  node: Node,
  values: readonly Value[],
  frame: Frame,
): Value {
  const isBody =
    (method === "on" || method === "once") && "arguments" in node && stringOf((node.arguments as readonly Node[])[0]) === "data"
  const chunk = isBody ? bodyOf(receiver, frame.module, node) : null
  for (const value of values) if (value?.kind === "closure") walk.run(value.module, value.node, [chunk], value.environment)
  // `req.pipe(parser).on("data", …)` gives what the parser makes of the body.
  if (receiver.path === "" && (method === "pipe" || method === "on" || method === "once")) return receiver
  const path = receiver.path === "" ? method : `${receiver.path}.${method}`
  const opened = receiver.model.opens?.[path]
  if (opened === null) return { ...receiver, path, text: `${receiver.text}.${method}()` }
  const model = opened === undefined ? null : requestModelOf(opened)
  if (model) return { kind: "request", model, path: "", text: "request" }
  const checked = checkOfMethod(receiver, method, node)
  const controls = receiver.model.methods[path] ?? (checked && method === "valid" ? EVERYTHING : undefined)
  if (!controls) return null
  const value = sourceAt(node, controls, frame, receiver.model.below?.[path])
  return checked ? passThrough(checked, value) : value
}

/** Request data that a call gives, named as the call is written. */
function sourceAt(node: Node, controls: readonly Control[], { module }: Frame, below?: Tainted["below"]): Value {
  const source = module.textOf(node).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 80)
  const step = { module, node, what: describeSource(source), previous: null }
  return { kind: "tainted", controls, source, step, ...(below ? { below } : {}) }
}

// `c.req.valid("json")` of Hono is what the schema let through, `c.req.json()` what came.
function checkOfMethod(receiver: Value & { kind: "request" }, method: string, node: Node): Schema | undefined {
  if (!("arguments" in node)) return undefined
  const part = stringOf((node.arguments as readonly Node[])[0])
  // `c.req.param("id")` of a route that says what an id looks like.
  if (method === "param" && receiver.model.framework === "Hono") return receiver.checks?.get("params")?.fields?.get(part ?? "")
  if (method !== "valid") return undefined
  return receiver.checks?.get(part === "json" || part === "form" ? "body" : part === "param" ? "params" : (part ?? ""))
}

// `.` and an empty text are left out when a path is put in order, and what follows begins it.
function standsBehindOurs({ arguments: [first] }: Node & { type: "CallExpression" | "NewExpression" }, [value]: readonly Value[]): boolean {
  return first !== undefined && !taintIn(value ?? null) && !/^\.?\/?$/.test(stringOf(first) ?? "folder")
}

function passOn(
  from: readonly (number | "receiver")[] | "all",
  drops: readonly Control[],
  receiver: Value,
  values: readonly Value[],
  node: Node,
  frame: Frame,
): Value {
  const inputs = from === "all" ? values : from.map((each) => (each === "receiver" ? receiver : (values[each] ?? null)))
  let result: Value = null
  for (const input of inputs) result = join(result, taintIn(input) ?? input)
  if (result?.kind === "request") return result
  if (result?.kind === "object" || result?.kind === "meaning" || result?.kind === "closure")
    return drops.length === 0 && result.kind === "object" ? result : null
  const value = drop(result, drops)
  if (value?.kind !== "tainted") return null
  const callee = "callee" in node ? frame.module.textOf(node.callee) : "a call"
  return advance(value, frame.module, node, `passes through \`${oneLine(callee)}\``)
}

function enter(
  walk: Walk,
  module: SourceModule,
  target: FunctionNode,
  values: readonly Value[],
  call: Node,
  frame: Frame,
  outer: Environment | null,
  self: Value = null,
): Value {
  const names = target.params.map((each) => (each.type === "Identifier" ? each.name : null))
  const moved = values.map((value, index) => {
    if (value?.kind !== "tainted") return value
    const name = names[index]
    const callee = "callee" in call ? oneLine(frame.module.textOf(call.callee)) : "a function"
    return advance(value, frame.module, call, name ? `is passed to \`${callee}\` as \`${name}\`` : `is passed to \`${callee}\``)
  })
  const { guarded } = frame.environment
  walk.proven = new Map()
  const result = walk.run(module, target, moved, outer, self)
  // `assertInside(root, file)` that came back has thrown nothing.
  for (const [source, controls] of walk.proven) guarded.set(source, [...new Set([...(guarded.get(source) ?? []), ...controls])])
  return result
}

/** What a function of the repository makes of a template that it is the tag of: it is handed the texts, then the values. */
export function enterTag(walk: Walk, node: Node & { type: "TaggedTemplateExpression" }, values: readonly Value[], frame: Frame): Value {
  if (!values.some((each) => isInteresting(each))) return null
  const tag = walk.evaluate(node.tag, frame)
  const given = [null, ...values]
  if (tag?.kind === "closure") return enter(walk, tag.module, tag.node, given, node, frame, tag.environment)
  const meaning = tag?.kind === "meaning" && tag.meaning.kind === "function" ? tag.meaning : null
  return meaning === null ? null : enter(walk, meaning.module, meaning.node, given, node, frame, null)
}

function enterOwn(walk: Walk, called: Value, values: readonly Value[], node: Node, frame: Frame): void {
  if (called?.kind === "closure") enter(walk, called.module, called.node, values, node, frame, called.environment)
  else if (called?.kind === "meaning" && called.meaning.kind === "function")
    enter(walk, called.meaning.module, called.meaning.node, values, node, frame, null)
}

// `page.replace("NAME", name)` puts data into a text of ours.
function wovenIn(method: string, values: readonly Value[], node: Node, frame: Frame): Value {
  const data = method === "replace" || method === "replaceAll" ? (values[1] ?? null) : null
  if (data?.kind !== "tainted") return null
  const kept = drop(data, ["shape", "host"])
  return kept?.kind === "tainted" ? advance(kept, frame.module, node, `becomes part of a text through \`${oneLine(method)}\``) : null
}

// `db.transaction(async (trx) => …)` and `withClient((client) => …)` hand over what they were called on.
function callbackGift(method: string | null, receiver: Value): Value {
  return method !== null && /^\$?(?:transaction|with\w*|tx|using|task|execute(?:Read|Write)|(?:read|write)Transaction)$/i.test(method)
    ? receiver
    : null
}
