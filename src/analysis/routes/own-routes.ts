import { isTestPath } from "../classify.ts"
import { bare, descendants, enclosingClass, isFunction, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { handlerOf } from "./handler.ts"
import { prefixOf, routerNode } from "./mounts.ts"
import { joinPath } from "./path.ts"
import type { Route } from "./route.ts"

const VERB = /^(?:get|post|put|patch|delete|head|options|all)$/i

/**
 * Routes that a code base registers in a way of its own on Express: `this.route({ method, path, handler })` in controllers,
 * lists of such objects that a loop registers, helpers such as `setupRoute(router, "post", "/path", …, handler)`, and
 * files of Medusa that stand for their path.
 */
export function collectOwn(project: Project, module: SourceModule): Route[] {
  if (isTestPath(module.path)) return []
  const routes = fileRoutes(project, module)
  if (project.dependsOn(module.path, "express") === null) return routes
  for (const node of descendants(module.program)) {
    const route =
      node.type === "CallExpression"
        ? helperRoute(project, module, node)
        : node.type === "ObjectExpression"
          ? tableRoute(project, module, node)
          : null
    if (route) routes.push(route)
  }
  return routes
}

function helperRoute(project: Project, module: SourceModule, call: Node & { type: "CallExpression" }): Route | null {
  const [first, second, third] = call.arguments
  if (
    call.callee.type === "MemberExpression" &&
    propertyName(call.callee) === "route" &&
    bare(call.callee.object).type === "ThisExpression"
  )
    return first
      ? objectRoute(project, module, {
          node: call,
          options: first,
          prefix: prefixOf(project, module, call.callee.object),
          router: enclosingClass(call),
        })
      : null
  const method = stringOf(second)
  const path = stringOf(third)
  const last = call.arguments.at(-1)
  if (!first || !last || call.arguments.length < 4 || method === null || path === null || !VERB.test(method) || !path.startsWith("/"))
    return null
  const receiver = bare(first)
  if (receiver.type !== "Identifier" || !/^(?:app|router|api|.*[Rr]outer|server)$/.test(receiver.name)) return null
  const middle = call.arguments.slice(3, -1).flatMap((each) => {
    const inner = bare(each)
    return inner.type === "ArrayExpression" ? inner.elements.filter((one): one is NonNullable<typeof one> => one !== null) : [each]
  })
  return {
    framework: "Express",
    isIndirect: true,
    method: method.toUpperCase(),
    path: joinPath(prefixOf(project, module, receiver), path),
    module,
    node: call,
    router: routerNode(module, receiver),
    middleware: middle.map((each) => handlerOf(project, module, each)),
    handler: handlerOf(project, module, last),
  }
}

// `[{ method: "get", path: "/a", handler }].forEach((each) => router[each.method](each.path, each.handler))`
function tableRoute(project: Project, module: SourceModule, options: Node): Route | null {
  if (options.parent?.type !== "ArrayExpression" || !isLoopThere(project)) return null
  return objectRoute(project, module, { node: options, options, prefix: "", router: null })
}

function isLoopThere(project: Project): boolean {
  return project.once("routes are registered in a loop", () =>
    project.sourcePaths.some(
      (path) =>
        !isTestPath(path) &&
        project.mentions(path, /\b(?:app|router|api)\[\s*(?:\w+\.)?(?:method|verb)(?:\.toLowerCase\(\))?(?:\s+as\s[^\]]{1,60})?\s*\]\s*\(/),
    ),
  )
}

function objectRoute(
  project: Project,
  module: SourceModule,
  parts: { readonly node: Node; readonly options: Node; readonly prefix: string | null; readonly router: Node | null },
): Route | null {
  const method = stringOf(propertyOf(parts.options, "method") ?? propertyOf(parts.options, "verb"))
  const path = stringOf(propertyOf(parts.options, "path") ?? propertyOf(parts.options, "url"))
  const handler = propertyOf(parts.options, "handler") ?? propertyOf(parts.options, "controller")
  if (method === null || path === null || handler === null || !VERB.test(method)) return null
  const listed = propertyOf(parts.options, "middleware") ?? propertyOf(parts.options, "middlewares")
  const list = listed ? bare(listed) : null
  const before =
    list?.type === "ArrayExpression" ? list.elements.filter((each): each is NonNullable<typeof each> => each !== null) : list ? [list] : []
  return {
    framework: "Express",
    isIndirect: true,
    method: method.toUpperCase(),
    path: joinPath(parts.prefix, path),
    module,
    node: parts.node,
    router: parts.router,
    middleware: [...permissionIn(parts.options), ...before].map((each) => handlerOf(project, module, each)),
    handler: handlerOf(project, module, handler),
  }
}

// What the registering code checks before the handler: `permission: UPDATE_PROJECT`, `auth: true`, `roles: ["admin"]`.
function permissionIn(options: Node): Node[] {
  const inner = bare(options)
  if (inner.type !== "ObjectExpression") return []
  return inner.properties.filter((each) => {
    if (each.type !== "Property" || !/^(?:permissions?|auth|authenticate|roles?|guards?|requiresAuth)$/.test(propertyName(each) ?? ""))
      return false
    const value = bare(each.value)
    return (
      !(value.type === "Literal" && (value.value === false || value.value === null)) &&
      !(value.type === "Identifier" && /^(?:NONE|PUBLIC|undefined)$/i.test(value.name))
    )
  })
}

// https://docs.medusajs.com/learn/fundamentals/api-routes: `src/api/store/orders/[id]/route.ts` exports GET, POST, …
function fileRoutes(project: Project, module: SourceModule): Route[] {
  const match = /(?:^|\/)src\/api\/(?:(.+)\/)?route\.[cm]?[jt]s$/.exec(module.path)
  if (!match || (project.dependsOn(module.path, "@medusajs/framework") ?? project.dependsOn(module.path, "@medusajs/medusa")) === null)
    return []
  const path = `/${(match[1] ?? "").replace(/\[(\w+)\]/g, ":$1")}`
  return [...module.exports].flatMap(([name, offered]): Route[] => {
    if (offered.kind !== "node" || !VERB.test(name) || name !== name.toUpperCase()) return []
    const handler = handlerOf(project, module, offered.node)
    if (!handler.function && !isFunction(offered.node)) return []
    return [
      { framework: "Express", isIndirect: true, method: name, path, module, node: offered.node, router: null, middleware: [], handler },
    ]
  })
}
