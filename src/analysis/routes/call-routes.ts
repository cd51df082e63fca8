import { bare, descendants, isFunction, ownNodes, propertyName, propertyOf, stringOf, importedName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { handlerOf } from "./handler.ts"
import type { Framework, Route } from "./route.ts"

const METHODS = new Set(["get", "post", "put", "patch", "delete", "head", "options", "all", "del", "use"])

// What an object that takes `.get("/path", handler)` comes from.
const ROUTERS: readonly { readonly origin: RegExp; readonly framework: Framework }[] = [
  { origin: /^express(?:\(\)|\.Router\(\)|\.(?:Express|Application|IRouter)\(\))/, framework: "Express" },
  { origin: /^express-promise-router\(\)|^express-async-router\b/, framework: "Express" },
  { origin: /^fastify(?:\(\)|\.(?:FastifyInstance|fastify)\(\))/, framework: "Fastify" },
  { origin: /^@?koa[/-]router(?:\.Router)?\(\)|^@koa\/router(?:\.Router)?\(\)/, framework: "Koa" },
  { origin: /^hono\.Hono\(\)|^@hono\/zod-openapi\.OpenAPIHono\(\)/, framework: "Hono" },
]

const BY_NAME: readonly { readonly name: RegExp; readonly package: string; readonly framework: Framework }[] = [
  { name: /^(?:fastify|app|server|instance|api|router|.*[Rr]outer|.*[Rr]outes?)$/, package: "fastify", framework: "Fastify" },
  { name: /^(?:app|server|api|router|.*[Rr]outer|.*[Rr]outes?)$/, package: "express", framework: "Express" },
  { name: /^(?:router|.*[Rr]outer)$/, package: "koa", framework: "Koa" },
  { name: /^(?:app|router|.*[Rr]outer)$/, package: "hono", framework: "Hono" },
]

/** Routes registered by calls: Express, Fastify, Koa router and Hono, including `route()` chains and `route({…})`. */
export function collectCalls(project: Project, module: SourceModule): Route[] {
  const routes: Route[] = []
  for (const node of descendants(module.program)) {
    if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") continue
    const method = propertyName(node.callee)
    if (method === null) continue
    if (method === "route") {
      const route = routeObject(project, module, node)
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
    return build({ project, module, node: call, framework, method, path: own, middleware: [], handler: options })
  }
  if (last.type === "SpreadElement") return null
  const prefix = prefixOf(project, module, receiver)
  const path = method === "use" && !startsWithPath ? "" : stringOf(pathNode ?? null)
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
    path: stringOf(url),
    middleware: fastifyHooks(options),
    handler,
  })
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
    middleware: parts.middleware.map((each) => handlerOf(project, module, each)),
    handler: handlerOf(project, module, parts.handler),
  }
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
  while (node.type === "CallExpression" && node.callee.type === "MemberExpression" && METHODS.has(propertyName(node.callee) ?? ""))
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

/** The path under which a router variable is mounted: `app.use("/users", router)`, here or where its file is imported. */
function prefixOf(project: Project, module: SourceModule, receiver: Node): string | null {
  const mounts = project.once("mounts", () => collectMounts(project))
  let at = receiver.type === "Identifier" ? (module.bindings.resolve(receiver)?.declaration ?? null) : null
  let prefix = ""
  for (let depth = 0; at !== null && depth < 6; depth++) {
    const mount = mounts.get(at)
    if (!mount) break
    prefix = `${mount.prefix}/${prefix}`
    at = mount.on
  }
  return prefix
}

interface Mount {
  readonly prefix: string
  /** The router it is mounted on; `null` when that is not a plain name. */
  readonly on: Node | null
}

function collectMounts(project: Project): Map<Node, Mount> {
  const mounts = new Map<Node, Mount>()
  for (const path of project.sourcePaths) {
    if (!project.mentions(path, /\.use\(\s*["'`]/)) continue
    const module = project.moduleOf(path)
    if (!module) continue
    for (const node of descendants(module.program)) {
      if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression" || propertyName(node.callee) !== "use") continue
      const prefix = stringOf(node.arguments[0])
      if (prefix === null) continue
      for (const argument of node.arguments.slice(1)) {
        const declaration = routerDeclaration(project, module, argument)
        const receiver = node.callee.object
        const on = receiver.type === "Identifier" ? (module.bindings.resolve(receiver)?.declaration ?? null) : null
        if (declaration && !mounts.has(declaration) && declaration !== on) mounts.set(declaration, { prefix, on })
      }
    }
  }
  return mounts
}

function routerDeclaration(project: Project, module: SourceModule, node: Node): Node | null {
  const inner = bare(node)
  if (inner.type === "CallExpression" && inner.callee.type === "Identifier" && inner.callee.name === "require") {
    const specifier = stringOf(inner.arguments[0])
    const path = specifier === null ? null : project.resolve(module.path, specifier)
    return path === null ? null : exportedRouter(project, path, "default")
  }
  if (inner.type === "CallExpression") return routerMadeBy(project, module, inner)
  if (inner.type !== "Identifier") return null
  const binding = module.bindings.resolve(inner)
  if (!binding) return null
  if (binding.kind === "variable" && binding.declaration.type === "VariableDeclarator") {
    const init = binding.declaration.init
    const required = init && bare(init)
    if (required?.type === "CallExpression" && required.callee.type === "Identifier" && required.callee.name === "require") {
      const specifier = stringOf(required.arguments[0])
      const path = specifier === null ? null : project.resolve(module.path, specifier)
      return path === null ? null : exportedRouter(project, path, binding.pattern[0] ?? "default")
    }
    return binding.declaration
  }
  const declaration = binding.declaration.parent
  if (binding.kind !== "import" || declaration?.type !== "ImportDeclaration") return null
  const path = project.resolve(module.path, declaration.source.value)
  return path === null ? null : exportedRouter(project, path, importedName(binding.declaration))
}

// `app.use("/orders", ordersRouter(database))`, where the function returns the router it made.
function routerMadeBy(project: Project, module: SourceModule, call: Node & { type: "CallExpression" }): Node | null {
  const made = meaningOf(project, module, call.callee)
  if (made?.kind !== "function" || !made.node.body) return null
  for (const node of ownNodes(made.node.body)) {
    if (node.type === "ReturnStatement" && node.argument?.type === "Identifier")
      return made.module.bindings.resolve(node.argument)?.declaration ?? null
  }
  return null
}

function exportedRouter(project: Project, path: string, name: string): Node | null {
  const target = project.moduleOf(path)
  const found = target?.exports.get(name)
  if (!target || found?.kind !== "node" || found.node.type !== "Identifier") return null
  return target.bindings.resolve(found.node)?.declaration ?? null
}

function joinPath(prefix: string | null, path: string | null): string | null {
  if (prefix === null || path === null) return null
  const joined = `${prefix}/${path}`.replace(/\/{2,}/g, "/").replace(/(.)\/$/, "$1")
  return joined.startsWith("/") || joined === "" ? joined : `/${joined}`
}
