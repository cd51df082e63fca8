import { isTestPath } from "../classify.ts"
import { bare, descendants, nodesOf, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { routesOf } from "./collect-routes.ts"
import { handlerOf } from "./handler.ts"
import { mountsAbove, routerNode } from "./mounts.ts"
import type { Handler, Route } from "./route.ts"

/** Something that runs before the handler of a route, and where it was put there. */
export interface Link extends Handler {
  readonly scope: "app" | "router" | "route"
}

// More than any application has; a file made of nothing else must not cost the square of its size.
const MAX_USED = 200

const HOOKS = /^(?:onRequest|preParsing|preValidation|preHandler)$/
const GLOBALS = /^useGlobal(?:Guards|Pipes|Interceptors|Filters)$/

/**
 * Everything that runs before the handler of a route, in order: what applications and routers above it use before it is
 * registered where the path fits, Fastify's hooks, Nest's global guards and pipes, then its own middleware.
 */
export function chainOf(project: Project, route: Route): readonly Link[] {
  const own: Link[] = route.middleware.map((each) => ({ ...each, scope: "route" }))
  if (route.framework === "NestJS" || route.framework === "GraphQL") return [...globalsFor(project, route.module.path), ...own]
  const above: Link[] = []
  let [router, before, module]: [Node | null, Node, SourceModule] = [route.router, route.node, route.module]
  const mounts = mountsAbove(project, router)
  for (let level = 0; router !== null; level++) {
    const scope = level < mounts.length ? "router" : "app"
    above.unshift(...usedOn(project, router, { before, module, path: route.path }).map((each) => ({ ...each, scope }) as const))
    const mount = mounts[level]
    if (!mount) break
    ;[router, before, module] = [mount.on, mount.node, mount.module]
    // `app.use("/api", authenticate, router)` asks on the way in.
    if (
      mount.node.type === "CallExpression" &&
      mount.node.callee.type === "MemberExpression" &&
      propertyName(mount.node.callee) === "use"
    ) {
      const inline = mount.node.arguments.slice(0, -1).filter((each) => stringOf(each) === null)
      above.unshift(...inline.map((each) => ({ ...handlerOf(project, mount.module, each), scope: "router" }) as const))
    }
  }
  return [...above, ...own]
}

interface Used extends Handler {
  readonly registered: Node
  readonly path: string | null
}

function usedOn(
  project: Project,
  router: Node,
  { before, module, path }: { before: Node; module: SourceModule; path: string | null },
): readonly Handler[] {
  const used = project.once("middleware by router", () => collectUsed(project)).get(router) ?? []
  return used.filter((each) => {
    // In another file the order cannot be told; what is used on a router is meant for its routes.
    if (each.module === module && each.registered.start >= before.start) return false
    return each.path === null || each.path === "" || each.path === "/" || isBelow(path, each.path)
  })
}

function isBelow(path: string | null, prefix: string): boolean {
  const base = prefix.replace(/\/?\*?$/, "")
  return path !== null && (path === base || path.startsWith(`${base}/`))
}

function collectUsed(project: Project): ReadonlyMap<Node, readonly Used[]> {
  const byRouter = new Map<Node, Used[]>()
  const add = (router: Node | null, used: Used) => {
    if (router === null) return
    const known = byRouter.get(router)
    if (known && known.length < MAX_USED) known.push(used)
    else if (known) return
    else byRouter.set(router, [used])
  }
  for (const route of routesOf(project)) {
    if (route.method !== "USE") continue
    for (const each of [...route.middleware, route.handler]) add(route.router, { ...each, registered: route.node, path: route.path })
  }
  for (const path of project.sourcePaths) {
    if (isTestPath(path) || !project.mentions(path, /\.addHook\s*\(|\.ext\s*\(/)) continue
    const module = project.moduleOf(path)
    if (!module) continue
    for (const node of nodesOf(module.program, "CallExpression")) {
      if (node.callee.type !== "MemberExpression" || propertyName(node.callee) !== "addHook") continue
      const [name, hook] = node.arguments
      if (!hook || !HOOKS.test(stringOf(name) ?? "")) continue
      add(routerNode(module, node.callee.object), { ...handlerOf(project, module, hook), registered: node, path: "" })
    }
  }
  return byRouter
}

// `app.useGlobalGuards(new JwtGuard())` and `{ provide: APP_GUARD, useClass: JwtGuard }`
function globalsFor(project: Project, path: string): readonly Link[] {
  const globals = project.once("global guards and pipes", () => {
    const found: Link[] = []
    for (const each of project.sourcePaths) {
      if (isTestPath(each) || !project.mentions(each, /useGlobal(?:Guards|Pipes|Interceptors)\s*\(|\bAPP_(?:GUARD|PIPE|INTERCEPTOR)\b/))
        continue
      const module = project.moduleOf(each)
      if (!module) continue
      const add = (node: Node) => found.push({ ...handlerOf(project, module, node), scope: "app" })
      for (const node of descendants(module.program)) {
        if (node.type === "CallExpression" && node.callee.type === "MemberExpression" && GLOBALS.test(propertyName(node.callee) ?? ""))
          for (const argument of node.arguments) add(argument)
        const token = node.type === "ObjectExpression" ? propertyOf(node, "provide") : null
        if (token?.type !== "Identifier" || !/^APP_(?:GUARD|PIPE|INTERCEPTOR)$/.test(token.name)) continue
        const made =
          propertyOf(node, "useClass") ?? propertyOf(node, "useExisting") ?? propertyOf(node, "useValue") ?? propertyOf(node, "useFactory")
        if (made) add(bare(made))
      }
    }
    return found
  })
  // In a repository of several applications each has its own.
  const manifest = project.manifestFor(path)?.path
  return globals.filter((each) => project.manifestFor(each.module.path)?.path === manifest)
}
