import { definitionOf } from "../flow/schema/definition.ts"
import { bare, isFunction, nodesOf, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { handlerOf } from "./handler.ts"
import { prefixOf, routerNode } from "./mounts.ts"
import { joinPath } from "./path.ts"
import type { Route } from "./route.ts"

/** Routes of `server.route({ method, path, handler })` and of lists of such objects, written there or under a name. */
export function collectHapi(project: Project, module: SourceModule): Route[] {
  if (!isOfHapi(project, module)) return []
  const routes: Route[] = []
  for (const node of nodesOf(module.program, "CallExpression")) {
    if (node.callee.type !== "MemberExpression" || propertyName(node.callee) !== "route") continue
    const [argument] = node.arguments
    if (!argument) continue
    const receiver = node.callee.object
    for (const each of objectsIn(project, module, argument, { left: MAX_LOOKS }))
      routes.push(
        ...hapiRoutes(project, each.module, each.node, {
          registered: each.module === module ? each.node : node,
          registering: module,
          router: routerNode(module, receiver),
          prefix: prefixOf(project, module, receiver),
        }),
      )
  }
  return routes
}

// A plug-in often has nothing of hapi in it, and says how it is registered: `exports.plugin = { register: (server) => … }`.
function isOfHapi(project: Project, module: SourceModule): boolean {
  if (project.dependsOn(module.path, "@hapi/hapi") !== null || module.text.includes("@hapi/hapi")) return true
  if (project.dependsOn(module.path, "fastify") !== null) return false
  return (
    /\bregister\b/.test(module.text) &&
    nodesOf(module.program, "Property").some((each) => propertyName(each) === "register" && isFunction(bare(each.value)))
  )
}

/**
 * Routes that a file exports and no call is seen to register, `export const cart: ServerRoute = { … }`: a loader takes them from there. What
 * runs before them, and under which path they are mounted, is not known.
 */
export function exportedHapiRoutes(project: Project, module: SourceModule): Route[] {
  if (project.dependsOn(module.path, "@hapi/hapi") === null) return []
  const budget = { left: MAX_LOOKS }
  const objects = [...module.exports.values()].flatMap((each) =>
    each.kind === "node" ? objectsIn(project, module, each.node, budget) : [],
  )
  return [...new Set(objects.filter((each) => each.module === module).map(({ node }) => node))].flatMap((node) =>
    propertyOf(node, "method") === null
      ? []
      : hapiRoutes(project, module, node, { registered: node, registering: module, router: null, prefix: "" }),
  )
}

// Services with a thousand routes in one list are rare.
const MAX_LOOKS = 5_000

interface Located {
  readonly module: SourceModule
  readonly node: Node
}

// `[{ … }, ...others]`, `routes`, `routesFor(db)`, `require("./routes")`
function objectsIn(project: Project, module: SourceModule, node: Node, budget: { left: number }, depth = 0): Located[] {
  const inner = bare(node)
  // Lists that name one another many times would be as many as their product.
  if (depth > 4 || --budget.left < 0) return []
  if (inner.type === "ObjectExpression") return [{ module, node: inner }]
  if (inner.type === "ArrayExpression")
    return inner.elements.flatMap((each) =>
      each ? objectsIn(project, module, each.type === "SpreadElement" ? each.argument : each, budget, depth + 1) : [],
    )
  if (inner.type === "CallExpression") {
    const made = meaningOf(project, module, bare(inner.callee))
    return made?.kind === "function" ? resultsOf(made.node).flatMap((each) => objectsIn(project, made.module, each, budget, depth + 1)) : []
  }
  const meaning = meaningOf(project, module, inner)
  if (meaning?.kind === "value" && meaning.node !== inner) return objectsIn(project, meaning.module, meaning.node, budget, depth + 1)
  // `const routes: ServerRoute[] = [{ … }]` means what its type says, which is no list of ours.
  const written = meaning?.kind === "external" ? definitionOf(project, module, inner) : null
  if (written && /^(?:Array|Object)Expression$/.test(written.node.type))
    return objectsIn(project, written.module, written.node, budget, depth + 1)
  const whole = meaning?.kind === "namespace" ? meaning.module.exports.get("default") : undefined
  return meaning?.kind === "namespace" && whole?.kind === "node" ? objectsIn(project, meaning.module, whole.node, budget, depth + 1) : []
}

// `function routes(db) { return [{ … }] }`
function resultsOf({ body }: FunctionNode): readonly Node[] {
  if (!body) return []
  if (body.type !== "BlockStatement") return [body]
  return body.body.flatMap((each) => (each.type === "ReturnStatement" && each.argument ? [each.argument] : []))
}

interface Registration {
  readonly registered: Node
  readonly registering: SourceModule
  readonly router: Node | null
  readonly prefix: string | null
}

function hapiRoutes(
  project: Project,
  module: SourceModule,
  object: Node,
  { registered, registering, router, prefix }: Registration,
): Route[] {
  const path = propertyOf(object, "path")
  const options = propertyOf(object, "options") ?? propertyOf(object, "config")
  const handler = propertyOf(object, "handler") ?? propertyOf(options, "handler")
  if (!path || !handler) return []
  const method = propertyOf(object, "method")
  const labels = method?.type === "ArrayExpression" ? method.elements.map((each) => stringOf(each)) : [stringOf(method)]
  const before = propertyOf(options, "pre")
  const middleware =
    before?.type === "ArrayExpression" ? before.elements.flatMap((each) => (each ? [propertyOf(each, "method") ?? each] : [])) : []
  return labels.map((label) => ({
    framework: "Hapi",
    method: label === null || label === "*" ? "ALL" : label.toUpperCase(),
    path: joinPath(prefix, stringOf(path)),
    module: registering,
    node: registered,
    router,
    middleware: middleware.map((each) => handlerOf(project, module, each)),
    handler: handlerOf(project, module, handler),
  }))
}
