import { descendants, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { handlerOf } from "./handler.ts"
import type { Route } from "./route.ts"

/** Routes of `server.route({ method, path, handler })` and of lists of such objects. */
export function collectHapi(project: Project, module: SourceModule): Route[] {
  if (project.dependsOn(module.path, "@hapi/hapi") === null && !module.text.includes("@hapi/hapi")) return []
  const routes: Route[] = []
  for (const node of descendants(module.program)) {
    if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression" || propertyName(node.callee) !== "route") continue
    const argument = node.arguments[0]
    const objects: readonly (Node | null)[] = argument?.type === "ArrayExpression" ? argument.elements : [argument ?? null]
    for (const object of objects) {
      const route = object ? hapiRoute(project, module, object) : null
      if (route) routes.push(route)
    }
  }
  return routes
}

function hapiRoute(project: Project, module: SourceModule, object: Node): Route | null {
  const path = propertyOf(object, "path")
  const options = propertyOf(object, "options") ?? propertyOf(object, "config")
  const handler = propertyOf(object, "handler") ?? propertyOf(options, "handler")
  if (!path || !handler) return null
  const method = propertyOf(object, "method")
  const label = stringOf(method) ?? (method?.type === "ArrayExpression" ? stringOf(method.elements[0]) : null) ?? "ALL"
  const before = propertyOf(options, "pre")
  const middleware =
    before?.type === "ArrayExpression" ? before.elements.flatMap((each) => (each ? [propertyOf(each, "method") ?? each] : [])) : []
  return {
    framework: "Hapi",
    method: label === "*" ? "ALL" : label.toUpperCase(),
    path: stringOf(path),
    module,
    node: object,
    middleware: middleware.map((each) => handlerOf(project, module, each)),
    handler: handlerOf(project, module, handler),
  }
}
