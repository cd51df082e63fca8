import { enclosingClass, isClass } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { Project } from "../source/project.ts"
import { routesOf } from "./collect-routes.ts"
import { asksForRight } from "./guard-words.ts"
import type { Route } from "./route.ts"

/** Whether something on the way to the handler, or the handler itself, asks what the caller may do. */
export function checksRight(project: Project, route: Route): boolean {
  const texts = route.middleware.map((each) => each.module.textOf(each.node))
  if (route.handler.wrapper !== null) texts.push(route.handler.wrapper)
  texts.push(decoratorsAround(route))
  if (texts.some(asksForRight)) return true
  for (const each of [...route.middleware, route.handler]) {
    const running = each.function
    if (
      running &&
      /\brole|isAdmin|is_admin|\.admin\b|permission|hasRole|\bcan\(|ability|authoriz(?!ation\b)|privilege|superuser/i.test(
        each.functionModule.textOf(running),
      )
    )
      return true
  }
  return mountChecks(project).some(
    (mount) =>
      (mount.path === "" || mount.path === null || (route.path ?? "").startsWith(mount.path)) &&
      (mount.path !== "" || mount.file === route.module.path),
  )
}

/** Middleware that runs for many routes and asks for a right. */
function mountChecks(project: Project): readonly { readonly path: string | null; readonly file: string }[] {
  return project.once("mounted role checks", () =>
    routesOf(project)
      .filter(
        (each) =>
          each.method === "USE" &&
          [...each.middleware, each.handler].some((one) => asksForRight(one.module.textOf(one.node).slice(0, 200))),
      )
      .map((each) => ({ path: each.path, file: each.module.path })),
  )
}

function decoratorsAround({ node, module }: Route): string {
  const owner = enclosingClass(node)
  const own = node.type === "MethodDefinition" ? node.decorators : []
  const around: readonly Node[] = isClass(owner) ? owner.decorators : []
  return [...own, ...around]
    .filter(
      (each) =>
        !/^@(?:Controller|Get|Post|Put|Patch|Delete|All|Api\w*|Version|HttpCode|UseInterceptors|Header|Crud)\b/.test(module.textOf(each)),
    )
    .map((each) => module.textOf(each))
    .join(" ")
}

/** Whether a name is that of a middleware that asks for a right, `isAdmin` or `requireRole`. */
export function isRightName(name: string): boolean {
  return /^(?:is|require|ensure|check|verify|must_?be|only|restrict_?to)_?(?:super_?)?(?:admin|role|owner|permission)\w*$/i.test(name)
}
