import { bare, isFunction, nodesOf, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { handlerOf } from "./handler.ts"
import { prefixOf, routerNode } from "./mounts.ts"
import { openapiRouteOf } from "./openapi-route.ts"
import { joinPath } from "./path.ts"
import type { Framework, Route } from "./route.ts"

const METHODS = new Set(["get", "post", "put", "patch", "delete", "head", "options", "all", "del", "use"])
// What gives the router back.
const CHAINED = new Set([...METHODS, "openapi"])

// What an object that takes `.get("/path", handler)` comes from.
const ROUTERS: readonly { readonly origin: RegExp; readonly framework: Framework }[] = [
  { origin: /^express(?:\(\)|\.Router\(\)|\.(?:Express|Application|IRouter)\(\))/, framework: "Express" },
  { origin: /^express-promise-router\(\)|^express-async-router\b/, framework: "Express" },
  { origin: /^fastify(?:\(\)|\.(?:FastifyInstance|fastify)\(\))/, framework: "Fastify" },
  { origin: /^koa(?:\.default)?\(\)/, framework: "Koa" },
  { origin: /^@?koa[/-]router(?:\.Router)?\(\)|^@koa\/router(?:\.Router)?\(\)/, framework: "Koa" },
  { origin: /^hono\.Hono\(\)|^@hono\/zod-openapi\.OpenAPIHono\(\)/, framework: "Hono" },
]

const BY_NAME: readonly { readonly name: RegExp; readonly package: string; readonly framework: Framework }[] = [
  { name: /^(?:fastify|app|server|instance|api|router|.*[Rr]outer|.*[Rr]outes?)$/, package: "fastify", framework: "Fastify" },
  { name: /^(?:app|server|api|router|.*[Rr]outer|.*[Rr]outes?)$/, package: "express", framework: "Express" },
  { name: /^(?:app|router|.*[Rr]outer)$/, package: "koa", framework: "Koa" },
  { name: /^(?:app|router|.*[Rr]outer)$/, package: "hono", framework: "Hono" },
]

/** Routes registered by calls: Express, Fastify, Koa router and Hono, including `route()` chains and `route({…})`. */
export function collectCalls(project: Project, module: SourceModule): Route[] {
  const routes: Route[] = []
  for (const node of nodesOf(module.program, "CallExpression")) {
    if (node.callee.type !== "MemberExpression") continue
    const method = propertyName(node.callee)
    if (method === null) continue
    if (method === "route") {
      const route = routeObject(project, module, node)
      if (route) routes.push(route)
      continue
    }
    if (method === "on") {
      const route = honoRoute(project, module, node)
      if (route) routes.push(route)
      continue
    }
    if (method === "openapi") {
      const route = describedRoute(project, module, node)
      if (route) routes.push(route)
      continue
    }
    if (!METHODS.has(method)) continue
    const route = callRoute(project, module, node, method)
    if (route) routes.push(route)
  }
  return routes
}

function callRoute(project: Project, module: SourceModule, call: Node & { type: "CallExpression" }, method: string): Route | null {
  if (call.callee.type !== "MemberExpression") return null
  const chained = chainStart(call.callee.object)
  // `map.get(key)` is the most frequent call of all; whose method it is need not be asked.
  if (!chained && method !== "use" && call.arguments.length < 2) return null
  const receiver = chained ? chained.receiver : rootOf(call.callee.object)
  const framework = frameworkOf(project, module, receiver)
  if (framework === null) return null
  const own = stringOf(call.arguments[0])
  const pathNode = chained ? chained.path : call.arguments[0]
  const startsWithPath = !chained && call.arguments.length > 1 && !isHandlerLike(project, module, call.arguments[0])
  const handlers = call.arguments.slice(startsWithPath || (!chained && own !== null) ? 1 : 0).flatMap((each) => listed(each))
  if (handlers.length === 0) return null
  // `app.get("env")` reads a setting; `app.use(cors())` has no function of ours to look at.
  if (method !== "use" && !chained && own === null && !startsWithPath) return null
  const optionsLast = framework === "Fastify" ? handlers.filter((each) => bare(each).type !== "ObjectExpression") : handlers
  const last = optionsLast.at(-1)
  if (!last) {
    const options = handlers[0] ? propertyOf(handlers[0], "handler") : null
    if (!options) return null
    return build({
      project,
      module,
      node: call,
      framework,
      method,
      path: joinPath(prefixOf(project, module, receiver), own),
      middleware: handlers[0] ? fastifyHooks(handlers[0]) : [],
      handler: options,
    })
  }
  if (last.type === "SpreadElement") return null
  const prefix = prefixOf(project, module, receiver)
  // Of a list the first path stands for the others: one call is one route.
  const path = method === "use" && !startsWithPath ? "" : stringOf((pathNode && listed(pathNode)[0]) ?? null)
  const hooks = framework === "Fastify" ? handlers.flatMap((each) => fastifyHooks(each)) : []
  return build({
    project,
    module,
    node: call,
    framework,
    method,
    path: joinPath(prefix, path),
    middleware: [...hooks, ...optionsLast.slice(0, -1)],
    handler: last,
  })
}

function routeObject(project: Project, module: SourceModule, call: Node & { type: "CallExpression" }): Route | null {
  const options = call.arguments[0]
  const handler = propertyOf(options, "handler")
  const url = propertyOf(options, "url")
  if (!options || !handler || !url || call.callee.type !== "MemberExpression") return null
  if (frameworkOf(project, module, rootOf(call.callee.object)) !== "Fastify") return null
  const method = propertyOf(options, "method")
  const label = stringOf(method) ?? (method?.type === "ArrayExpression" ? stringOf(method.elements[0]) : null) ?? "ALL"
  return build({
    project,
    module,
    node: call,
    framework: "Fastify",
    method: label,
    path: joinPath(prefixOf(project, module, rootOf(call.callee.object)), stringOf(url)),
    middleware: fastifyHooks(options),
    handler,
  })
}

// `app.on("PURGE", "/cache", …handlers)` of Hono, with lists of methods and paths as well.
function honoRoute(project: Project, module: SourceModule, call: Node & { type: "CallExpression" }): Route | null {
  const [methods, paths] = call.arguments
  if (!methods || !paths || call.arguments.length < 3 || call.callee.type !== "MemberExpression") return null
  const receiver = rootOf(call.callee.object)
  if (frameworkOf(project, module, receiver) !== "Hono") return null
  const handlers = call.arguments.slice(2)
  return build({
    project,
    module,
    node: call,
    framework: "Hono",
    method: stringOf(listed(methods)[0]) ?? "ALL",
    path: joinPath(prefixOf(project, module, receiver), stringOf(listed(paths)[0])),
    middleware: handlers.slice(0, -1),
    handler: handlers.at(-1) as Node,
  })
}

// `api.openapi(createRoute({ method: "get", path: "/orders/{id}", … }), handler)` of @hono/zod-openapi.
function describedRoute(project: Project, module: SourceModule, call: Node & { type: "CallExpression" }): Route | null {
  const [, handler] = call.arguments
  const described = handler && call.callee.type === "MemberExpression" ? openapiRouteOf(project, module, call) : null
  if (!handler || described === null || call.callee.type !== "MemberExpression") return null
  const receiver = rootOf(call.callee.object)
  if (frameworkOf(project, module, receiver) !== "Hono") return null
  const path = stringOf(propertyOf(described.options, "path"))
  const middleware = propertyOf(described.options, "middleware")
  return {
    ...build({
      project,
      module,
      node: call,
      framework: "Hono",
      method: stringOf(propertyOf(described.options, "method")) ?? "ALL",
      path: joinPath(prefixOf(project, module, receiver), path === null ? null : path.replace(/\{(\w+)\}/g, ":$1")),
      middleware: [],
      handler,
    }),
    middleware: middleware ? listed(middleware).map((each) => handlerOf(project, described.module, each)) : [],
  }
}

function build(parts: {
  project: Project
  module: SourceModule
  node: Node
  framework: Framework
  method: string
  path: string | null
  middleware: readonly Node[]
  handler: Node
}): Route {
  const { project, module, node, framework, path } = parts
  return {
    framework,
    method: parts.method === "del" ? "DELETE" : parts.method.toUpperCase(),
    path,
    module,
    node,
    router: routerNode(module, receiverOf(node)),
    middleware: parts.middleware.map((each) => handlerOf(project, module, each)),
    handler: handlerOf(project, module, parts.handler),
  }
}

function receiverOf(call: Node): Node {
  if (call.type !== "CallExpression" || call.callee.type !== "MemberExpression") return call
  return chainStart(call.callee.object)?.receiver ?? rootOf(call.callee.object)
}

function fastifyHooks(options: Node): Node[] {
  return ["onRequest", "preParsing", "preValidation", "preHandler"].flatMap((name) => {
    const hook = propertyOf(options, name)
    return hook ? listed(hook) : []
  })
}

function listed(node: Node): Node[] {
  const inner = bare(node)
  return inner.type === "ArrayExpression" ? inner.elements.filter((each): each is NonNullable<typeof each> => each !== null) : [node]
}

function isHandlerLike(project: Project, module: SourceModule, node: Node | undefined): boolean {
  if (!node) return false
  const inner = bare(node)
  if (isFunction(inner) || inner.type === "CallExpression" || inner.type === "ObjectExpression") return true
  if (inner.type === "ArrayExpression") return inner.elements.some((each) => each !== null && isHandlerLike(project, module, each))
  return inner.type !== "Literal" && inner.type !== "TemplateLiteral" && meaningOf(project, module, inner)?.kind === "function"
}

// `router.route("/x").get(a).post(b)`
function chainStart(object: Node): { receiver: Node; path: Node | undefined } | null {
  for (
    let node = bare(object);
    node.type === "CallExpression" && node.callee.type === "MemberExpression";
    node = bare(node.callee.object)
  ) {
    if (
      propertyName(node.callee) === "route" &&
      node.arguments.length === 1 &&
      bare(node.arguments[0] as Node).type !== "ObjectExpression"
    ) {
      return { receiver: node.callee.object, path: node.arguments[0] }
    }
  }
  return null
}

// `new Hono().get(…).post(…)`: every method gives the router back.
function rootOf(object: Node): Node {
  let node = bare(object)
  while (node.type === "CallExpression" && node.callee.type === "MemberExpression" && CHAINED.has(propertyName(node.callee) ?? ""))
    node = bare(node.callee.object)
  return node
}

function frameworkOf(project: Project, module: SourceModule, receiver: Node): Framework | null {
  const origin = originOf(project, module, receiver)
  if (origin !== null) {
    const known = ROUTERS.find((each) => each.origin.test(origin))
    if (known) return known.framework
    if (!origin.startsWith("globalThis.")) return null
  }
  const name = receiver.type === "Identifier" ? receiver.name : receiver.type === "MemberExpression" ? propertyName(receiver) : null
  if (name === null || origin !== null) return null
  const meaning = meaningOf(project, module, receiver)
  if (meaning !== null) return null
  return BY_NAME.find((each) => each.name.test(name) && project.dependsOn(module.path, each.package) !== null)?.framework ?? null
}
