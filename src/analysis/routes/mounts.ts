import { isTestPath } from "../classify.ts"
import {
  ancestors,
  bare,
  enclosingClass,
  importedName,
  isClass,
  isFunction,
  nodesOf,
  ownNodes,
  propertyName,
  propertyOf,
  stringOf,
} from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { requiredBy } from "../source/common-js.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { folderOf, join } from "../source/resolve-import.ts"

const MAX_LEVELS = 6

/** Where a router or plugin is put to work. */
export interface Mount {
  /** As written; `null` when it is computed at run time. */
  readonly prefix: string | null
  /** The router it is mounted on, as `routerNode` gives it; `null` when that is not a plain name. */
  readonly on: Node | null
  readonly module: SourceModule
  /** The call that mounts it. */
  readonly node: Node
}

/** What a router is known by: the declaration of its variable, the plugin function whose parameter it is, or the class of `this`. */
export function routerNode(module: SourceModule, receiver: Node): Node | null {
  const inner = bare(receiver)
  if (inner.type === "Identifier") return module.bindings.resolve(inner)?.declaration ?? null
  // A controller that has its router to itself: `this.route({ … })`.
  return inner.type === "ThisExpression" ? enclosingClass(inner) : null
}

/** The mounts of a router from its own up to the application, nearest first. */
export function mountsAbove(project: Project, router: Node | null): readonly Mount[] {
  const mounts = project.once("mounts", () => collectMounts(project))
  const found: Mount[] = []
  for (let at = router; at !== null && found.length < MAX_LEVELS;) {
    // A router made inside a plugin stands where the plugin stands.
    const mount: Mount | undefined = mounts.get(at) ?? [...ancestors(at)].flatMap((each) => mounts.get(each) ?? [])[0]
    if (!mount || found.includes(mount)) break
    found.push(mount)
    at = mount.on
  }
  return found
}

/** The path in front of every route of a router; `null` when a part of it is computed at run time. */
export function prefixOf(project: Project, module: SourceModule, receiver: Node): string | null {
  const router = routerNode(module, receiver)
  const own = router === null ? "" : ownPrefix(module, router, receiver)
  let prefix: string | null = own
  for (const mount of mountsAbove(project, router)) {
    if (mount.prefix === null) return null
    prefix = `${mount.prefix}/${prefix}`
    const above: string | null = mount.on === null ? "" : ownPrefix(mount.module, mount.on, mount.node)
    prefix = `${above ?? ""}/${prefix}`
  }
  return prefix
}

// `new Router({ prefix: "/users" })`, `router.prefix("/users")`, `new Hono().basePath("/api")`
function ownPrefix(module: SourceModule, router: Node, at: Node): string | null {
  if (router.type !== "VariableDeclarator" || !router.init) return ""
  let init = bare(router.init)
  let prefix = ""
  for (let step = 0; step < 6 && init.type === "CallExpression" && init.callee.type === "MemberExpression"; step++) {
    if (propertyName(init.callee) === "basePath") prefix = `${stringOf(init.arguments[0]) ?? ""}/${prefix}`
    init = bare(init.callee.object)
  }
  if (init.type === "NewExpression") prefix = `${stringOf(propertyOf(init.arguments[0], "prefix")) ?? ""}/${prefix}`
  else if (init.type === "CallExpression") prefix = `${stringOf(propertyOf(init.arguments[0], "prefix")) ?? ""}/${prefix}`
  if (router.id.type !== "Identifier" || at.start < router.start) return prefix
  return module.code.includes(`${router.id.name}.prefix(`) ? `${calledPrefix(module, router.id.name) ?? ""}/${prefix}` : prefix
}

function calledPrefix(module: SourceModule, name: string): string | null {
  for (const statement of module.program.body) {
    if (statement.type !== "ExpressionStatement" || statement.expression.type !== "CallExpression") continue
    const { callee } = statement.expression
    if (
      callee.type === "MemberExpression" &&
      propertyName(callee) === "prefix" &&
      callee.object.type === "Identifier" &&
      callee.object.name === name
    )
      return stringOf(statement.expression.arguments[0])
  }
  return null
}

function collectMounts(project: Project): ReadonlyMap<Node, Mount> {
  const mounts = new Map<Node, Mount>()
  for (const path of project.sourcePaths) {
    if (isTestPath(path) || !project.mentions(path, /\.(?:use|register|route)\s*\(/)) continue
    const module = project.moduleOf(path)
    if (!module) continue
    for (const node of nodesOf(module.program, "CallExpression")) {
      if (node.callee.type !== "MemberExpression") continue
      const on = routerNode(module, node.callee.object)
      for (const { router, prefix } of [...mountedBy(project, module, node), ...autoloaded(project, module, node)])
        if (!mounts.has(router) && router !== on) mounts.set(router, { prefix, on, module, node })
    }
  }
  return mounts
}

function mountedBy(
  project: Project,
  module: SourceModule,
  call: Node & { type: "CallExpression" },
): { router: Node; prefix: string | null }[] {
  const [first, second] = call.arguments
  if (call.callee.type !== "MemberExpression" || !first) return []
  switch (propertyName(call.callee)) {
    case "use": {
      const prefix = stringOf(first)
      const startsWithPath = prefix !== null || (call.arguments.length > 1 && first.type === "TemplateLiteral")
      return call.arguments.slice(startsWithPath ? 1 : 0).flatMap((each) => {
        const router = routerDeclaration(project, module, each)
        return router ? [{ router, prefix: startsWithPath ? prefix : "" }] : []
      })
    }
    case "route": {
      // Hono: `app.route("/users", users)`
      const router = second ? routerDeclaration(project, module, second) : null
      return router ? [{ router, prefix: stringOf(first) }] : []
    }
    case "register": {
      // Fastify: `register(plugin, { prefix })`; hapi: `register({ plugin, routes: { prefix } })`
      const options = propertyOf(first, "plugin") ? first : (second ?? null)
      const named = options && (propertyOf(options, "prefix") ?? propertyOf(propertyOf(options, "routes"), "prefix"))
      const plugin = pluginFunction(project, module, propertyOf(first, "plugin") ?? first)
      return plugin ? [{ router: plugin, prefix: named ? stringOf(named) : "" }] : []
    }
    default:
      return []
  }
}

// https://github.com/fastify/fastify-autoload: each file of the folder is a plugin under the path of its own folder.
function autoloaded(project: Project, module: SourceModule, call: Node & { type: "CallExpression" }): { router: Node; prefix: string }[] {
  const [plugin, options] = call.arguments
  if (!plugin || !options || call.callee.type !== "MemberExpression" || propertyName(call.callee) !== "register") return []
  if (!/^(?:@fastify\/autoload|fastify-autoload)\b/.test(originOf(project, module, plugin) ?? "")) return []
  const dir = propertyOf(options, "dir")
  const written = dir
    ? [
        ...module
          .textOf(dir)
          .slice(0, 200)
          .matchAll(/["'`]([\w./-]+)["'`]/g),
      ].map((match) => match[1] as string)
    : []
  if (written.length === 0) return []
  const folder = join(folderOf(module.path), written.join("/"))
  const prefix = stringOf(propertyOf(propertyOf(options, "options"), "prefix")) ?? ""
  return project.sourcePaths.flatMap((path) => {
    if (!path.startsWith(`${folder}/`) || isTestPath(path)) return []
    const target = project.moduleOf(path)
    const whole = target?.exports.get("default")
    const made = target && whole?.kind === "node" ? meaningOf(project, target, whole.node) : null
    return made?.kind === "function" ? [{ router: made.node, prefix: `${prefix}/${folderOf(path).slice(folder.length + 1)}` }] : []
  })
}

/** The function that sets a plugin up: itself, or the `register` of a hapi plugin. */
function pluginFunction(project: Project, module: SourceModule, node: Node): Node | null {
  const meaning = meaningOf(project, module, node)
  if (meaning?.kind === "function") return meaning.node
  const holder =
    meaning?.kind === "value"
      ? meaning
      : meaning?.kind === "namespace"
        ? { module: meaning.module, node: exportNode(meaning.module, "plugin") ?? exportNode(meaning.module, "default") }
        : null
  const register = holder?.node ? propertyOf(holder.node, "register") : null
  const found = register && holder ? meaningOf(project, holder.module, register) : null
  return found?.kind === "function" ? found.node : null
}

function exportNode(module: SourceModule, name: string): Node | null {
  const found = module.exports.get(name)
  if (found?.kind !== "node") return null
  const declaration = found.node.type === "Identifier" ? module.bindings.resolve(found.node)?.declaration : found.node
  return declaration?.type === "VariableDeclarator" ? (declaration.init ?? null) : (declaration ?? null)
}

function routerDeclaration(project: Project, module: SourceModule, node: Node): Node | null {
  const inner = bare(node)
  const required = requiredBy(inner)
  if (required !== null) return exportedFrom(project, module, required, "default")
  if (inner.type === "CallExpression") {
    // Koa: `api.use("/users", users.routes(), users.allowedMethods())`
    if (inner.callee.type === "MemberExpression" && /^(?:routes|middleware)$/.test(propertyName(inner.callee) ?? ""))
      return routerDeclaration(project, module, inner.callee.object)
    return routerMadeBy(project, module, inner)
  }
  if (inner.type === "MemberExpression") {
    const name = propertyName(inner)
    const object = meaningOf(project, module, inner.object)
    // `this.use("/projects", new ProjectController(services).router)`
    if (object?.kind === "instance" && name === "router" && isClass(object.node)) return object.node
    return object?.kind === "namespace" && name !== null ? exportedRouter(project, object.module, name) : null
  }
  if (inner.type !== "Identifier") return null
  const binding = module.bindings.resolve(inner)
  if (!binding) return null
  if (binding.kind === "variable" && binding.declaration.type === "VariableDeclarator") {
    const init = binding.declaration.init && bare(binding.declaration.init)
    const specifier = init ? requiredBy(init) : null
    if (specifier !== null) return exportedFrom(project, module, specifier, binding.pattern[0] ?? "default")
    return init && isFunction(init) ? null : binding.declaration
  }
  const declaration = binding.declaration.parent
  if (binding.kind !== "import" || declaration?.type !== "ImportDeclaration") return null
  return exportedFrom(project, module, declaration.source.value, importedName(binding.declaration))
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

function exportedFrom(project: Project, module: SourceModule, specifier: string, name: string): Node | null {
  const path = project.resolve(module.path, specifier)
  const target = path === null ? null : project.moduleOf(path)
  return target ? exportedRouter(project, target, name) : null
}

function exportedRouter(project: Project, module: SourceModule, name: string, depth = 0): Node | null {
  const found = module.exports.get(name)
  if (found?.kind === "from" && depth < 5) {
    const path = project.resolve(module.path, found.specifier)
    const target = path === null ? null : project.moduleOf(path)
    return target ? exportedRouter(project, target, found.name, depth + 1) : null
  }
  if (!found) {
    for (const star of depth < 5 ? module.stars : []) {
      const path = project.resolve(module.path, star)
      const target = path === null ? null : project.moduleOf(path)
      const router = target ? exportedRouter(project, target, name, depth + 1) : null
      if (router) return router
    }
    return null
  }
  if (found.kind !== "node") return null
  if (found.node.type === "CallExpression" && found.node.callee.type === "MemberExpression")
    return routerDeclaration(project, module, found.node)
  return found.node.type === "Identifier" ? (module.bindings.resolve(found.node)?.declaration ?? null) : null
}
