import { escapePattern } from "../escape-pattern.ts"
import { isTestPath } from "../classify.ts"
import { passageOf, requestModelOf } from "../model-index.ts"
import { codeKinds } from "../models/model.ts"
import type { RequestModel } from "../models/model.ts"
import { models } from "../models/index.ts"
import { routesIn, routesOf } from "../routes/collect-routes.ts"
import { exportedHapiRoutes } from "../routes/hapi-routes.ts"
import { handlerOf } from "../routes/handler.ts"
import { resolversOf } from "../routes/graphql-routes.ts"
import { routeLabel } from "../routes/route.ts"
import type { Route } from "../routes/route.ts"
import { enclosingFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import type { Entry } from "./entry.ts"
import { exportedFunctions, isLibraryFile } from "./exported.ts"
import { keyStores } from "./key-stores.ts"
import { listenersIn } from "./listeners.ts"
import { nextEntries } from "./next-entries.ts"
import { parametersOf } from "./parameters.ts"
import { readGraphqlArguments } from "./schema/graphql-schema.ts"
import { passThrough } from "./schema/pass-through.ts"
import { checkOf } from "./schema/request-schemas.ts"
import type { RequestCheck } from "./schema/request-schemas.ts"
import type { Value } from "./value.ts"
import { describeSource } from "./wording.ts"

// Longer chains are made to keep us busy.
const MAX_BEFORE = 8
const unchecked: RequestCheck = { parts: new Map(), isOtherwiseChecked: false, pipe: null }

/** Every function of a file that is handed data from outside, with what it is handed. Adds the functions to `seen`. */
export function* entriesIn(project: Project, path: string, seen: Set<FunctionNode>): Generator<Entry> {
  const ofParameters = parameterHandlers(project, path, seen)
  for (const { entry } of ofParameters) yield entry
  const routes = routesIn(project, path)
  // What stands before a handler on one of its routes may not on another.
  const often = new Set<FunctionNode>()
  const once = new Set<FunctionNode>()
  for (const { handler } of routes) if (handler.function) (once.has(handler.function) ? often : once).add(handler.function)
  yield* entriesOf(project, routes, { often, ofParameters }, seen)
  const module = project.moduleOf(path)
  if (!module) return
  yield* listenersIn(project, module, unchecked, seen)
  yield* nextEntries(project, module, seen)
  yield* resolvers(project, module, seen)
  yield* bareServers(project, module, seen)
  yield* receivers(project, module, seen)
  yield* unregisteredRoutes(project, module, seen)
  yield* unregistered(project, module, seen)
  yield* exportedFunctions(project, module, seen)
  yield* keyStores(project, module)
}

/** What is known of all routes of a file: handlers that several have, and those of their parameters. */
interface Surroundings {
  readonly often: ReadonlySet<FunctionNode>
  readonly ofParameters: readonly OfParameter[]
}

/** The handlers of routes, each with what stands before it. */
function* entriesOf(
  project: Project,
  routes: readonly Route[],
  { often, ofParameters }: Surroundings,
  seen: Set<FunctionNode>,
): Generator<Entry> {
  for (const route of routes) {
    const model = requestModelOf(route.framework)
    if (!model) continue
    const check = checkOf(project, route)
    const isOtherwiseChecked = check.isOtherwiseChecked || (check.parts.size === 0 && isValidated(route))
    const asked: RequestCheck = { ...check, isOtherwiseChecked }
    const after: Entry[] = ofParameters.filter(({ name }) => hasParameter(route, name)).map(({ entry }) => entry)
    for (const handler of [...route.middleware, route.handler]) {
      if (handler.function === null) continue
      const entry = {
        module: handler.functionModule,
        node: handler.function,
        values: parametersOf(project, handler, model, asked),
        route: routeLabel(route),
        model,
        self: selfOf(handler.function, model),
      }
      if (!seen.has(handler.function)) {
        seen.add(handler.function)
        yield after.length > 0 && !often.has(handler.function) ? { ...entry, after: [...after] } : entry
      }
      if (after.length < MAX_BEFORE) after.push(entry)
    }
  }
}

// What is registered elsewhere is walked with what is known there.
function* unregisteredRoutes(project: Project, module: SourceModule, seen: Set<FunctionNode>): Generator<Entry> {
  if (isTestPath(module.path) || !project.mentions(module.path, /\bhandler\b/)) return
  const routes = exportedHapiRoutes(project, module)
  if (routes.length === 0) return
  const registered = registeredFunctions(project)
  const alone = routes.filter(({ handler }) => handler.function !== null && !registered.has(handler.function))
  yield* entriesOf(project, alone, { often: new Set(), ofParameters: [] }, seen)
}

function hasParameter({ path }: Route, name: string): boolean {
  return path !== null && new RegExp(`:${escapePattern(name)}(?!\\w)`).test(path)
}

interface OfParameter {
  readonly name: string
  readonly entry: Entry
}

// `router.param("build", (req, res, next, build) => …)` of Express runs before the handlers of all routes with that parameter.
function parameterHandlers(project: Project, path: string, seen: Set<FunctionNode>): OfParameter[] {
  const found: OfParameter[] = []
  const model = requestModelOf("Express")
  const module = model && project.mentions(path, /\.param\(\s*["'`]/) ? project.moduleOf(path) : null
  if (!model || !module || isTestPath(path)) return found
  for (const node of nodesOf(module.program, "CallExpression")) {
    if (node.callee.type !== "MemberExpression" || propertyName(node.callee) !== "param" || found.length >= MAX_BEFORE) continue
    const name = stringOf(node.arguments[0])
    const given = node.arguments[1]
    if (name === null || !given || given.type === "SpreadElement") continue
    const handler = handlerOf(project, module, given)
    const parameter = handler.function?.params[3]
    if (handler.function === null || !parameter || seen.has(handler.function)) continue
    seen.add(handler.function)
    const values = parametersOf(project, handler, model, unchecked, 0)
    // Under the name it has in the handler, so that what is proven of it is found again.
    const request = values[0]?.kind === "request" ? values[0].text : "req"
    const source = `${request}.params.${name}`
    const step = { module: handler.functionModule, node: parameter, what: describeSource(source), previous: null }
    values[3] = { kind: "tainted", controls: ["string", "host", "path"], source, step }
    found.push({ name, entry: { module: handler.functionModule, node: handler.function, values, route: null, model } })
  }
  return found
}

// Handlers of Koa 1 are generators that find the request in `this`.
function selfOf(node: FunctionNode, model: RequestModel): Value {
  return model.framework === "Koa" && node.generator && node.params.length < 2 ? { kind: "request", model, path: "", text: "this" } : null
}

// A resolver's arguments are its second parameter; in classes they are decorated.
function* resolvers(project: Project, module: SourceModule, seen: Set<FunctionNode>): Generator<Entry> {
  const model = requestModelOf("NestJS")
  // What resolvers return is answered as JSON.
  const bare = requestModelOf("Node.js")
  if (!model || !bare || !project.mentions(module.path, /@Resolver\b|\bresolve(?:rs?)?\b|\b(?:Query|Mutation)\b/)) return
  for (const route of resolversOf(project)) {
    const { function: node, functionModule } = route.handler
    if (functionModule !== module || node === null || seen.has(node)) continue
    seen.add(node)
    const parameter = node.params[1]
    const isClass = route.node.type === "MethodDefinition"
    if (!isClass && !parameter) continue
    const name = parameter?.type === "Identifier" ? parameter.name : "args"
    const step = { module, node: parameter ?? node, what: describeSource(name), previous: null }
    const sent: Value = { kind: "tainted", controls: ["string", "host", "path"], source: name, step }
    const schema = isClass ? null : readGraphqlArguments(project, route)
    yield {
      module,
      node,
      values: isClass ? parametersOf(project, route.handler, model, unchecked) : [null, schema ? passThrough(schema, sent) : sent],
      route: `${route.method} ${route.path}`,
      model: bare,
    }
  }
}

// `http.createServer((req, res) => …)` and `server.on("request", …)`, without any framework.
function* bareServers(project: Project, module: SourceModule, seen: Set<FunctionNode>): Generator<Entry> {
  const model = requestModelOf("Node.js")
  if (!model || !project.mentions(module.path, /createServer\s*\(|["']request["']\s*,/)) return
  for (const node of nodesOf(module.program, "CallExpression")) {
    if (node.callee.type !== "MemberExpression") continue
    const name = propertyName(node.callee)
    const given =
      name === "createServer" &&
      /^(?:https?|http2)\.createServer$|^(?:https?|http2)\.createSecureServer$/.test(originOf(project, module, node.callee) ?? "")
        ? node.arguments.at(-1)
        : name === "on" && stringOf(node.arguments[0]) === "request"
          ? node.arguments[1]
          : undefined
    if (!given || given.type === "SpreadElement") continue
    const handler = handlerOf(project, module, given)
    if (handler.function === null || seen.has(handler.function)) continue
    seen.add(handler.function)
    yield {
      module: handler.functionModule,
      node: handler.function,
      values: parametersOf(project, handler, model, unchecked),
      route: null,
      model,
    }
  }
}

// `const { Messages } = await queue.send(new ReceiveMessageCommand(…))`: who asks for messages is handed them like a handler.
function* receivers(project: Project, module: SourceModule, seen: Set<FunctionNode>): Generator<Entry> {
  const model = requestModelOf("Node.js")
  if (!model || !project.mentions(module.path, /\bReceive\w*Command\b/)) return
  for (const node of nodesOf(module.program, "NewExpression")) {
    const origin = originOf(project, module, node.callee)
    const asking = origin !== null && passageOf(origin)?.receives ? enclosingFunction(node) : null
    if (asking === null || seen.has(asking)) continue
    seen.add(asking)
    yield { module, node: asking, values: [], route: "a message of the queue", model, only: new Set(codeKinds) }
  }
}

// A controller may come before the file that registers it, and only the registration knows what is validated.
function registeredFunctions(project: Project): ReadonlySet<FunctionNode> {
  return project.once(
    "registered functions",
    () =>
      new Set(
        routesOf(project).flatMap((route) =>
          isTestPath(route.module.path) ? [] : [...route.middleware, route.handler].flatMap((each) => each.function ?? []),
        ),
      ),
  )
}

// Node's own server needs no dependency, and middleware for it is a function of the published package.
function isBare(project: Project, module: SourceModule): boolean {
  if (!project.mentions(module.path, /\b(?:req|request)\.(?:url|originalUrl)\b|\bparseurl\b/)) return false
  return module.imports.some(({ specifier }) => /^(?:node:)?(?:http[s2]?|url|fs)$|^parseurl$/.test(specifier))
}

// What only the answer or the request of Express has, which a package of middleware for it need not depend on.
const ONLY_EXPRESS = /\bres(?:ponse)?\.(?:redirect|send|json|render|cookie)\(|\breq(?:uest)?\.(?:query|body|params|cookies|originalUrl)\b/

function isMiddlewareOfPackage(project: Project, module: SourceModule): boolean {
  return project.mentions(module.path, ONLY_EXPRESS) && isLibraryFile(project, module.path)
}

// Controllers whose registration cannot be found (a loader, a container) are known by their parameters' names.
function* unregistered(project: Project, module: SourceModule, seen: Set<FunctionNode>): Generator<Entry> {
  const named = namedFor(project, module.path).filter((request) => request.framework !== "Node.js" || isBare(project, module))
  const middleware = isMiddlewareOfPackage(project, module) ? requestModelOf("Express") : undefined
  const candidates = middleware && !named.includes(middleware) ? [middleware, ...named] : named
  const koa = project.dependsOn(module.path, "koa") === null ? undefined : requestModelOf("Koa")
  if (candidates.length === 0 && !koa) return
  const registered = registeredFunctions(project)
  for (const node of nodesOf(module.program, "FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression")) {
    if (seen.has(node) || registered.has(node)) continue
    if (koa && node.generator && node.parent?.type === "CallExpression" && module.textOf(node.parent.callee).endsWith(".use")) {
      seen.add(node)
      yield { module, node, values: [], route: null, model: koa, self: selfOf(node, koa) }
      continue
    }
    if (node.params.length < 2) continue
    const names = node.params.map((each) => (each.type === "Identifier" ? each.name : each.type === "ObjectPattern" ? "req" : ""))
    const found = candidates.map((model) => ({ model, at: requestAt(names, model) })).find(({ at }) => at !== -1)
    if (!found) continue
    seen.add(node)
    const { model, at } = found
    yield {
      module,
      node,
      values: parametersOf(project, { node, module, function: node, functionModule: module, wrapper: null }, model, unchecked, at),
      route: null,
      model,
    }
  }
}

/** The request models whose handlers may be known by their names: the same for all files below one manifest. */
function namedFor(project: Project, path: string): readonly RequestModel[] {
  const find = () =>
    models.flatMap(({ request, packages }) =>
      request?.names &&
      (request.framework === "Node.js" || [...packages, ...(request.alsoIn ?? [])].some((name) => project.dependsOn(path, name) !== null))
        ? [request]
        : [],
    )
  const manifest = project.manifestFor(path)
  return manifest === null ? project.once("named requests", find) : project.onceFor(manifest, "named requests", find)
}

/** Where the request is among the parameters; -1 when they are not those of a handler. Without a framework, settings may come before and after. */
function requestAt(names: readonly string[], { framework, names: custom }: RequestModel): number {
  if (!custom) return -1
  const [request, response] = custom
  const isHandler = (at: number) => request.test(names[at] ?? "") && (response === null || response.test(names[at + 1] ?? ""))
  if (framework === "Node.js") return names.findIndex((_, at) => isHandler(at))
  const at = names.length === 4 ? 1 : 0
  return names.length <= 4 && isHandler(at) ? at : -1
}

function isValidated(route: Route): boolean {
  return (
    route.middleware.some(({ node, module }) =>
      /valid|schema|celebrate|joi|zod|\bcheck(?:Schema)?\(|body\(|param\(|query\(/i.test(module.textOf(node).slice(0, 400)),
    ) ||
    (route.framework === "Fastify" && /\bschema\b/.test(route.module.textOf(route.node).slice(0, 300)))
  )
}
