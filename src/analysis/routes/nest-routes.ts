import { descendants, isClass, isFunction, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { handlerOf } from "./handler.ts"
import type { Route } from "./route.ts"

const METHODS: Readonly<Record<string, string>> = {
  Get: "GET",
  Post: "POST",
  Put: "PUT",
  Patch: "PATCH",
  Delete: "DELETE",
  All: "ALL",
  Head: "HEAD",
  Options: "OPTIONS",
}

/** Routes of decorated controller classes. Guards, pipes and interceptors are their middleware. */
export function collectNest(project: Project, module: SourceModule): Route[] {
  if (!module.text.includes("@nestjs/")) return []
  const routes: Route[] = []
  for (const owner of descendants(module.program)) {
    if (!isClass(owner)) continue
    const controller = decorator(owner.decorators, "Controller")
    if (!controller) continue
    const prefix = pathOf(controller)
    const shared = guardsOf(owner.decorators)
    for (const method of owner.body.body) {
      if (method.type !== "MethodDefinition" || !isFunction(method.value)) continue
      for (const each of method.decorators) {
        const name = decoratorName(each)
        const label = name === null ? undefined : METHODS[name]
        if (label === undefined) continue
        const path = pathOf(each)
        routes.push({
          framework: "NestJS",
          method: label,
          path: prefix === null || path === null ? null : `/${[prefix, path].join("/")}`.replace(/\/{2,}/g, "/").replace(/(.)\/$/, "$1"),
          module,
          node: method,
          middleware: [...shared, ...guardsOf(method.decorators)].map((guard) => handlerOf(project, module, guard)),
          handler: { node: method.value, module, function: method.value, functionModule: module, wrapper: null },
        })
      }
    }
  }
  return routes
}

/** The name of a decorator, `Get` of `@Get(":id")`; `null` when it is not a plain name. */
export function decoratorName(node: Node): string | null {
  if (node.type !== "Decorator") return null
  const expression = node.expression.type === "CallExpression" ? node.expression.callee : node.expression
  return expression.type === "Identifier" ? expression.name : null
}

function decorator(decorators: readonly Node[], name: string): Node | null {
  return decorators.find((each) => decoratorName(each) === name) ?? null
}

function pathOf(node: Node): string | null {
  if (node.type !== "Decorator" || node.expression.type !== "CallExpression") return ""
  const argument = node.expression.arguments[0]
  if (!argument) return ""
  return stringOf(argument) ?? stringOf(propertyOf(argument, "path")) ?? (argument.type === "ObjectExpression" ? "" : null)
}

function guardsOf(decorators: readonly Node[]): Node[] {
  return decorators.flatMap((each) => {
    const name = decoratorName(each)
    const isGuard = name === "UseGuards" || name === "UsePipes" || name === "UseInterceptors"
    return isGuard && each.type === "Decorator" && each.expression.type === "CallExpression" ? [...each.expression.arguments] : []
  })
}
