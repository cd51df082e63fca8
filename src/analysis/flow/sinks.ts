import { assignedSinksOf, namedSinksOf, sinksOf, technologiesOf } from "../model-index.ts"
import type { Control, Sink } from "../models/model.ts"
import { bare, isFunction, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import { columnsInView } from "./view-rows.ts"
import { asText } from "./environment.ts"
import { isMarked, join, taintIn, taintWith } from "./value.ts"
import type { Tainted, Value } from "./value.ts"
import type { Danger, Frame, Walk } from "./walk.ts"

// What puts the fields of its other arguments on its first one.
const ASSIGNS = /^(?:globalThis\.Object\.assign|(?:lodash|underscore)\.(?:assign|assignIn|extend|merge|defaultsDeep))$/
// Methods of a record that take fields over, of Mongoose, Sequelize, Objection and MikroORM.
const TAKES_OVER = new Set(["set", "update", "updateOne", "overwrite", "assign", "merge", "patch", "$set"])
// `launch().then((browser) => prepared(browser))`: of what comes out the package says nothing.
const IS_WHATEVER_THEN_GIVES = /\.then\(\)/
// `app.mongo.db`, `server.app.pool`: what plug-ins and the service itself put on the instance of a framework.
const IS_PUT_ON_APP = /^(?:fastify|express|koa|@hapi\/hapi|hono)(?:\.\w+)?\(\)\.\w+\.\w/
// `prisma.user`: the name of a table alone says nothing.
const IS_MODEL_OF_CLIENT = /^(?:this\.)?_?prisma\w{0,20}\.\w{1,40}$/i
const PATTERN_METHODS = new Set("match matchAll search replace replaceAll split".split(" "))

/** Notes request data in the dangerous arguments of a call. */
export function lookForSinks(
  walk: Walk,
  call: {
    node: Node & { type: "CallExpression" | "NewExpression" }
    callee: Node
    path: string | null
    method: string | null
    receiver: Value
    values: readonly Value[]
  },
  frame: Frame,
): void {
  const { node, callee, path, method, values } = call
  const { module } = frame
  const report = (sink: Danger, technology: string, certain: boolean) => {
    const { kind } = sink
    const indices = sink.arguments === "all" ? values.map((_, index) => index) : sink.arguments
    for (const index of indices) {
      const argument = node.arguments[index]
      const given = values[index] ?? null
      if (!argument) continue
      if (sink.each && given?.kind === "object") {
        for (const [field, value] of fieldsOf(given, sink.needs))
          if (isHarmful(value, sink))
            walk.hits.push({ kind, technology, module, node, argument: propertyOf(argument, field) ?? argument, value, field, certain })
      }
      if (kind === "view")
        for (const [field, value] of columnsInView(walk, node, given, frame))
          if (isHarmful(value, sink)) walk.hits.push({ kind, technology, module, node, argument, value, field, certain })
      // A list in the place of a path is refused by whatever opens it.
      const value = arriving(kind === "path" ? asText(given, frame.environment) : given, sink)
      if (value && isHarmful(value, sink)) walk.hits.push({ kind, technology, module, node, argument, value, certain })
    }
  }
  lookForPattern(walk, call, frame)
  lookForRecord(walk, call, frame)
  const known = path === null ? [] : sinksOf(path)
  for (const { technology, entry } of known) if (isMeant(entry, node.arguments[0])) report(entry, technology, true)
  // A package we know says for itself what is dangerous, by path or by custom; for one we do not, as for no package at all, any custom has to do.
  const isOwn = path !== null && !path.startsWith("globalThis.") && !IS_WHATEVER_THEN_GIVES.test(path) && !IS_PUT_ON_APP.test(path)
  const technologies = isOwn ? technologiesOf(path) : null
  if ((technologies !== null && known.length > 0) || method === null || callee.type !== "MemberExpression") return
  const name = customaryName(frame.module, bare(callee.object))
  for (const { technology, entry } of namedSinksOf(name, method))
    if (technologies?.has(technology) ?? true) report(entry, technology, false)
}

/** Notes request data that choose the module of an `import()`. */
export function noteImport(walk: Walk, node: Node & { type: "ImportExpression" }, value: Value, { module }: Frame): void {
  if (value?.kind === "tainted" && value.controls.includes("path"))
    walk.hits.push({ kind: "path", technology: "Node.js", module, node, argument: node.source, value, certain: true })
}

function isMeant({ first, succeeds }: Sink, argument: Node | undefined): boolean {
  if (
    succeeds &&
    !(argument?.type === "Literal" && argument.value === null) &&
    !(argument?.type === "Identifier" && argument.name === "undefined")
  )
    return false
  return !first || first.test(stringOf(argument) ?? "")
}

function isHarmful(value: Tainted, { unless, when }: Danger): boolean {
  return !isMarked(value, unless) && (when === undefined || isMarked(value, when))
}

// A pattern of the repository that is run on request data; whether it is one, and a slow one, the rule finds out.
function lookForPattern(
  walk: Walk,
  call: {
    node: Node & { type: "CallExpression" | "NewExpression" }
    callee: Node
    method: string | null
    receiver: Value
    values: readonly Value[]
  },
  { module }: Frame,
): void {
  const { node, callee, method, receiver, values } = call
  const pattern = node.arguments[0]
  if (method === null || callee.type !== "MemberExpression" || !pattern) return
  const isAsked = method === "test" || method === "exec"
  const value = isAsked ? (values[0] ?? null) : PATTERN_METHODS.has(method) ? receiver : null
  if (value?.kind !== "tainted" || !value.controls.includes("string")) return
  const argument = isAsked ? callee.object : pattern
  walk.hits.push({ kind: "regex-input", technology: "JavaScript", module, node, argument, value, certain: true })
}

// A record of the repository's own tables that takes over whatever fields it is given, before somebody saves it.
function lookForRecord(
  walk: Walk,
  call: {
    node: Node & { type: "CallExpression" | "NewExpression" }
    path: string | null
    method: string | null
    receiver: Value
    values: readonly Value[]
  },
  { module }: Frame,
): void {
  const { node, path, method, receiver, values } = call
  const isAssigned = path !== null && ASSIGNS.test(path)
  const record = isAssigned ? (values[0] ?? null) : method !== null && TAKES_OVER.has(method) ? receiver : null
  if (record?.kind !== "rows" || record.isList) return
  for (const [index, given] of values.entries()) {
    const argument = node.arguments[index]
    const value = argument && !(isAssigned && index === 0) ? arriving(given, { properties: ["*"], needs: "shape" }) : null
    if (argument && value)
      walk.hits.push({ kind: "mass-assignment", technology: record.table.technology, module, node, argument, value, certain: true })
  }
}

/** Notes request data assigned to a property that acts on them, or under a key of the sender's choosing (`name` is `null`). */
export function lookAtAssignment(
  walk: Walk,
  target: Node & { type: "MemberExpression" },
  value: Value,
  name: string | null,
  frame: Frame,
): void {
  const { module } = frame
  if (name === null) {
    const key = taintIn(walk.evaluate(target.property, frame))
    if (!key?.controls.includes("string")) return
    // `for (const name of Object.keys(req.body)) user[name] = req.body[name]`
    const record = value?.kind === "tainted" ? walk.evaluate(target.object, frame) : null
    if (record?.kind === "rows" && !record.isList && value?.kind === "tainted") {
      const { technology } = record.table
      walk.hits.push({ kind: "mass-assignment", technology, module, node: target, argument: target, value, certain: true })
      return
    }
    walk.hits.push({
      kind: "object-key",
      technology: "JavaScript",
      module,
      node: target,
      argument: target.property,
      value: key,
      certain: true,
    })
    return
  }
  const tainted = value?.kind === "tainted" ? value : null
  if (!tainted) return
  for (const { technology, entry } of assignedSinksOf(module.textOf(target.object).slice(0, 60), name))
    if (tainted.controls.includes(entry.needs) && !isMarked(tainted, entry.unless))
      walk.hits.push({ kind: entry.kind, technology, module, node: target, argument: target, value: tainted, certain: true })
}

/** What a receiver is called: a property by its name, a variable that holds the result of a call by that call. */
function customaryName(module: SourceModule, receiver: Node): string {
  if (receiver.type === "MemberExpression") {
    const text = module.textOf(receiver).slice(0, 60)
    return IS_MODEL_OF_CLIENT.test(text) ? text : (propertyName(receiver) ?? "")
  }
  const given = receiver.type === "CallExpression" ? givenBack(module, receiver) : null
  if (given) return module.textOf(given).slice(-60)
  if (receiver.type === "CallExpression") return chainName(module, receiver)
  if (receiver.type !== "Identifier") return module.textOf(receiver).slice(0, 60)
  const declaration = module.bindings.resolve(receiver)?.declaration
  const init =
    declaration?.type === "VariableDeclarator" && declaration.id.type === "Identifier" && declaration.init ? bare(declaration.init) : null
  return init?.type === "CallExpression" && /\bcollection\(/.test(module.textOf(init)) ? module.textOf(init).slice(0, 60) : receiver.name
}

// No answer is put together in more steps.
const MAX_CHAIN = 12

/** `reply.setCookie("ticket", ticket, { … }).code(303)` is `reply.setCookie().code()`: what a link of a chain is given says nothing of its kind. */
function chainName(module: SourceModule, call: Node): string {
  let links = ""
  let node = call
  for (let count = 0; count < MAX_CHAIN && node.type === "CallExpression"; count++) {
    const callee = bare(node.callee)
    if (callee.type !== "MemberExpression") break
    links = `.${propertyName(callee) ?? "?"}()${links}`
    node = bare(callee.object)
  }
  return module.textOf(node).slice(0, 60) + links
}

// `const accounts = () => app.mongo.db.collection("accounts")`
function givenBack(module: SourceModule, { callee }: Node & { type: "CallExpression" }): Node | null {
  const declared = callee.type === "Identifier" ? module.bindings.resolve(callee)?.declaration : null
  const made = declared?.type === "VariableDeclarator" && declared.init ? bare(declared.init) : declared
  if (!isFunction(made) || !made.body) return null
  const [only] = made.body.type === "BlockStatement" ? made.body.body : [made.body]
  const given = only?.type === "ReturnStatement" ? only.argument : only
  const inner = given ? bare(given) : null
  return inner?.type === "CallExpression" ? inner : null
}

function arriving(
  whole: Value,
  sink: Pick<Danger, "properties" | "except" | "needs"> & Partial<Pick<Danger, "kind" | "inProperty">>,
): Tainted | null {
  const value = sink.except ? without(whole, sink.except) : whole
  if (value?.kind === "object") {
    const inner = sink.properties
      ? sink.properties.map((name) => partOf(value, name, sink)).reduce(join, null)
      : sink.needs === "shape"
        ? value
        : null
    return taintWith(inner, sink.needs, 0)
  }
  return value?.kind === "tainted" && !sink.inProperty && value.controls.includes(sink.needs) ? value : null
}

function partOf(value: Value & { kind: "object" }, name: string, sink: { readonly kind?: string }): Value {
  if (name.startsWith("**.")) return textsBelow(value, name.slice(3), 0)
  return wholly(name === "*" ? value.rest : (value.fields.get(name) ?? null), sink)
}

// `{ query: { script_score: { script: { source } } } }`
function textsBelow(value: Value, name: string, depth: number): Value {
  if (value?.kind !== "object" || depth > 8) return null
  const own = fieldAt(value, name)
  const parts = [...value.fields.values(), value.rest].map((part) => textsBelow(part, name, depth + 1))
  return parts.reduce(join, own?.kind === "tainted" ? own : null)
}

// `Html.Data` is the field `Data` of a field `Html`.
function fieldAt(value: Value, path: string): Value {
  let found = value
  for (const name of path.split(".")) found = found?.kind === "object" ? (found.fields.get(name) ?? null) : null
  return found
}

// Fields that are named one by one are chosen by the one who names them.
function wholly(value: Value, { kind }: { readonly kind?: string }): Value {
  return kind === "mass-assignment" && value?.kind === "object" ? value.rest : value
}

// `{ name: { $eq: value } }` compares with the value, whatever it is.
function without(value: Value, names: readonly string[], depth = 0): Value {
  if (value?.kind !== "object" || depth > 4) return value
  const kept = [...value.fields].filter(([name]) => !names.includes(name))
  return { ...value, fields: new Map(kept.map(([name, inner]) => [name, without(inner, names, depth + 1)] as const)) }
}

/** The tainted fields of an object by their dotted path, three levels deep. */
function fieldsOf(value: Value & { kind: "object" }, needs: Control, prefix = ""): [string, Tainted][] {
  return [...value.fields].flatMap(([name, inner]): [string, Tainted][] => {
    const path = prefix + name
    if (inner?.kind === "tainted") return inner.controls.includes(needs) ? [[path, inner]] : []
    return inner?.kind === "object" && path.split(".").length < 3 ? fieldsOf(inner, needs, `${path}.`) : []
  })
}
