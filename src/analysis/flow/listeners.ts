import { models } from "../models/index.ts"
import type { Given, Listener, RequestModel, SinkKind } from "../models/model.ts"
import { decoratorName } from "../routes/nest-routes.ts"
import { handlerOf } from "../routes/handler.ts"
import { bare, descendants, isClass, isFunction, nodesOf, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf, memberOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { canonicalPath, requestModelOf } from "../model-index.ts"
import type { Entry } from "./entry.ts"
import { parametersOf } from "./parameters.ts"
import { chainedSchema } from "./schema/chained-schema.ts"
import type { ChainedMethod } from "./schema/chained-schema.ts"
import type { RequestCheck } from "./schema/request-schemas.ts"
import type { Schema } from "./schema/schema.ts"
import type { Value } from "./value.ts"

// A service has a few dozen methods.
const MAX_TABLE = 200
// Where nothing of the repository fills a queue, its jobs come from another service, and these are never what a job is there for.
const RUN_BY_JOBS: ReadonlySet<SinkKind> = new Set(["code", "command", "deserialize", "sql", "template"])
const FILLS_QUEUE =
  /\bnew (?:Queue|FlowProducer|Bull|BullQueue)\b|@InjectQueue|\bregisterQueue|\.addBulk\(|upsertJobScheduler|[qQ]ueues?(?:\w{0,40}|\.\w{1,40})\)?\.add\(/
const listeners = models.flatMap((model) => model.listeners ?? [])

/** Functions that are handed data from outside without being the handler of a route: sockets, queues, cloud functions. Adds them to `seen`. */
export function* listenersIn(project: Project, module: SourceModule, check: RequestCheck, seen: Set<FunctionNode>): Generator<Entry> {
  const installed = installedFor(project, module.path)
  const here = listeners.filter(
    (each) =>
      (each.files?.test(module.path) ?? true) &&
      (installed.has(each) || (each.says !== undefined && project.mentions(module.path, each.says))) &&
      (each.when === undefined || project.mentions(module.path, each.when)),
  )
  if (here.length === 0) return
  const model = requestModelOf("Node.js")
  if (!model) return
  const schemaFor = (taker: ChainedMethod, { schema }: Listener) =>
    schema === undefined ? undefined : chainedSchema(project, module, taker, new RegExp(`^${schema}$`))?.schema
  const found = function* (function_: FunctionNode, where: SourceModule, listener: Listener, taker?: Node): Generator<Entry> {
    if (seen.has(function_)) return
    seen.add(function_)
    const isForeign = listener.gives.some(({ job }) => job !== undefined) && !fillsQueues(project)
    yield {
      module: where,
      node: function_,
      values: valuesFor(
        project,
        where,
        function_,
        listener,
        check,
        taker?.type === "MemberExpression" ? schemaFor(taker, listener) : undefined,
        isForeign,
      ),
      route: listener.label,
      model: listener.gives.find(({ request }) => request?.returns !== undefined)?.request ?? model,
      ...(listener.only ? { only: new Set(listener.only) } : isForeign ? { only: RUN_BY_JOBS } : {}),
    }
  }
  const called = here.filter((each) => each.call !== undefined || each.method !== undefined)
  if (called.length > 0) {
    // The name is asked first; one given in an import may differ.
    const byName = Map.groupBy(called, calledName)
    const byOrigin = called.filter(({ call }) => call !== undefined)
    for (const node of nodesOf(module.program, "CallExpression", "NewExpression")) {
      const callee = bare(node.callee)
      const name = callee.type === "MemberExpression" ? propertyName(callee) : null
      for (const listener of callee.type === "Identifier" ? byOrigin : name === null ? [] : (byName.get(name) ?? [])) {
        if (!isTaken(project, module, node, listener)) continue
        const table = listener.table === undefined ? null : argumentOf(node, listener.table)
        if (table) for (const each of functionsIn(project, module, table)) yield* found(each.node, each.module, listener)
        const given = handlerIn(node, listener)
        if (!given) continue
        const handler = handlerOf(project, module, given)
        if (handler.function) yield* found(handler.function, handler.functionModule, listener, callee)
      }
    }
  }
  for (const listener of here.filter(({ exported }) => exported)) {
    for (const [name, each] of module.exports) {
      if (each.kind !== "node" || !listener.exported?.test(name)) continue
      if (listener.handler === "*") {
        for (const one of functionsIn(project, module, each.node)) yield* found(one.node, one.module, listener)
        continue
      }
      const handler = handlerOf(project, module, unwrapped(each.node))
      const meaning = handler.function ? null : meaningOf(project, module, unwrapped(each.node))
      const target = meaning?.kind === "function" ? meaning.node : handler.function
      const least = Math.max(...listener.gives.map(({ parameter }) => parameter)) + 1
      if (target && target.params.length >= least)
        yield* found(target, meaning?.kind === "function" ? meaning.module : handler.functionModule, listener)
    }
  }
  const decorated = here.filter(({ decorator, member }) => decorator ?? member)
  if (
    decorated.length > 0 &&
    project.mentions(
      module.path,
      /\b(?:canActivate|intercept|SubscribeMessage|Process|MessagePattern|EventPattern|GrpcMethod|GrpcStreamMethod)\b|@(?:http)?(?:Get|Post|Put|Patch|Delete|All)\(/,
    )
  ) {
    for (const method of descendants(module.program)) {
      if (method.type !== "MethodDefinition") continue
      const names = method.decorators.map(decoratorName)
      const own = propertyName(method) ?? ""
      const listener = decorated.find(
        ({ decorator, member }) => member?.test(own) ?? names.some((name) => name !== null && decorator?.test(name)),
      )
      if (listener && isFunction(method.value)) yield* found(method.value, module, listener)
    }
  }
}

// `{ getOrder, listOrders }`, a file that exports them, or an object of a class whose methods they are.
function functionsIn(
  project: Project,
  module: SourceModule,
  table: Node,
): { readonly module: SourceModule; readonly node: FunctionNode }[] {
  const meaning = meaningOf(project, module, table)
  const names =
    meaning?.kind === "namespace"
      ? [...meaning.module.exports.keys()]
      : meaning?.kind === "value" && meaning.node.type === "ObjectExpression"
        ? meaning.node.properties.map((each) => propertyName(each))
        : meaning?.kind === "instance" && isClass(meaning.node)
          ? meaning.node.body.body.map((each) => propertyName(each))
          : []
  return [...new Set(names)]
    .slice(0, MAX_TABLE)
    .flatMap((name) => (name === null || name === "constructor" ? [] : [memberOf(project, meaning, name)]))
    .flatMap((each) => (each?.kind === "function" ? [{ module: each.module, node: each.node }] : []))
}

// `middy(run).use(cors())`
function unwrapped(node: Node): Node {
  let inner = bare(node)
  while (inner.type === "CallExpression" && inner.callee.type === "MemberExpression" && bare(inner.callee.object).type === "CallExpression")
    inner = bare(inner.callee.object)
  const first = inner.type === "CallExpression" ? inner.arguments[0] : undefined
  return first?.type === "Identifier" ? first : node
}

/** The listeners whose library a file can import, or whose configuration stands beside: the same for all files below one manifest. */
function installedFor(project: Project, path: string): ReadonlySet<Listener> {
  const find = () =>
    new Set(listeners.filter(({ where }) => where.some((name) => project.dependsOn(path, name) !== null || isBeside(project, path, name))))
  const manifest = project.manifestFor(path)
  return manifest === null ? project.once("listeners", find) : project.onceFor(manifest, "listeners", find)
}

// `serverless.yml` next to the manifest, or above it.
function isBeside(project: Project, path: string, name: string): boolean {
  if (!/\.(?:ya?ml|toml|json|ts)$/.test(name)) return false
  const folder = project.manifestFor(path)?.path.replace(/package\.json$/, "") ?? ""
  return project.has(folder + name)
}

/** How what takes the handler is called where it is written: `on`, the last word of `aws-lambda.handler`. */
function calledName({ call, method }: Listener): string {
  return call === undefined ? (method ?? "") : (/(\w+)$/.exec(call)?.[1] ?? "")
}

/** Whether a call of the listener's name is one of the listener. */
function isTaken(
  project: Project,
  module: SourceModule,
  node: Node & { type: "CallExpression" | "NewExpression" },
  { call, receiver, origin, event, handedBy, schema }: Listener,
): boolean {
  const callee = bare(node.callee)
  if (event && !event.test(stringOf(node.arguments[0]) ?? "error")) return false
  if (call !== undefined) {
    const origin = originOf(project, module, callee)
    return origin !== null && canonicalPath(origin) === canonicalPath(call)
  }
  if (callee.type !== "MemberExpression") return false
  const object = schema === undefined ? bare(callee.object) : rootOf(callee.object)
  const name = object.type === "Identifier" ? object.name : object.type === "MemberExpression" ? (propertyName(object) ?? "") : ""
  if (receiver?.test(name) || (handedBy !== undefined && isHandedBy(module, object, handedBy))) return true
  return origin !== undefined && origin.test(originOf(project, module, object) ?? "")
}

// `publicProcedure.input(schema).query(…)` is a call on the procedure.
function rootOf(node: Node): Node {
  let inner = bare(node)
  while (inner.type === "CallExpression" && inner.callee.type === "MemberExpression") inner = bare(inner.callee.object)
  return inner
}

// `server.on("connection", (peer) => { peer.on("message", …) })`
function isHandedBy(module: SourceModule, receiver: Node, event: string): boolean {
  const binding = receiver.type === "Identifier" ? module.bindings.resolve(receiver) : null
  const listener = binding?.kind === "parameter" && isFunction(binding.declaration) ? binding.declaration : null
  const call = listener?.params[0] === binding?.identifier ? listener?.parent : null
  return (
    call?.type === "CallExpression" &&
    call.callee.type === "MemberExpression" &&
    propertyName(call.callee) === "on" &&
    stringOf(call.arguments[0]) === event
  )
}

function fillsQueues(project: Project): boolean {
  return project.once("fills queues", () => project.sourcePaths.some((path) => project.codeMentions(path, FILLS_QUEUE)))
}

function handlerIn(node: Node & { type: "CallExpression" | "NewExpression" }, { handler }: Listener): Node | null {
  return handler === undefined ? null : argumentOf(node, handler)
}

/** An argument by its place, or a property of an object among the arguments by its name. */
function argumentOf(node: Node & { type: "CallExpression" | "NewExpression" }, place: number | string): Node | null {
  if (typeof place === "number") return node.arguments.at(place) ?? null
  for (const each of node.arguments) {
    const found = propertyOf(each, place)
    if (found) return found
  }
  return null
}

function valuesFor(
  project: Project,
  module: SourceModule,
  node: FunctionNode,
  { gives, decorator, schema }: Listener,
  check: RequestCheck,
  known: Schema | null | undefined,
  isForeign: boolean,
): Value[] {
  const nest = requestModelOf("NestJS")
  // A parameter without a decorator is the message where others have none either.
  const isPlain = !node.params.some((each) => "decorators" in each && (each.decorators?.length ?? 0) > 0)
  if (decorator && nest && (gives.length === 0 || !isPlain))
    return parametersOf(project, { node, module, function: node, functionModule: module, wrapper: null }, nest, check)
  const values: Value[] = []
  const checks = schema === undefined ? undefined : new Map(known ? [[schema, known]] : [])
  for (const given of gives) values[given.parameter] = valueOf(module, node.params[given.parameter], given, checks, isForeign)
  return values
}

function valueOf(
  module: SourceModule,
  parameter: Node | undefined,
  { controls, request, below, calls, job }: Given,
  checks: ReadonlyMap<string, Schema> | undefined,
  isForeign: boolean,
): Value {
  if (!parameter) return null
  if (calls) return { kind: "meaning", meaning: { kind: "external", path: calls } }
  const name = parameter.type === "Identifier" ? parameter.name : "sent"
  // A function to answer with is no data.
  if (controls && /^(?:cb|callback|ack|done|next|fn|reply)$/.test(name)) return null
  const step = (what: string) => ({ module, node: parameter, what, previous: null })
  if (controls)
    return { kind: "tainted", controls, source: name, step: step(`\`${name}\` is what the client sends`), ...(below ? { below } : {}) }
  if (request)
    return {
      kind: "request",
      model: request satisfies RequestModel,
      path: "",
      text: parameter.type === "Identifier" ? name : "",
      ...(checks ? { checks } : {}),
    }
  if (job === undefined) return null
  const source = `${name}.${job}`
  const data: Value = {
    kind: "tainted",
    controls: ["string", "shape", "host", "path"],
    source,
    step: step(`\`${source}\` is what was put into the queue`),
    ...(isForeign ? {} : { stored: { table: "job", column: "*" } }),
  }
  return { kind: "object", fields: new Map([[job, data]]), rest: null }
}
