import type { AnsweredRoute } from "../../model/question.ts"
import { isTestPath } from "../classify.ts"
import { chainOf } from "../routes/chain.ts"
import { routesIn, routesOf } from "../routes/collect-routes.ts"
import { resolversOf } from "../routes/graphql-routes.ts"
import { rawHandlersOf } from "../routes/raw-handlers.ts"
import { checksRight } from "../routes/role-checks.ts"
import { asksWhoCalls, authOf } from "../routes/route-facts.ts"
import { validationsOf } from "../routes/validations.ts"
import type { Route } from "../routes/route.ts"
import { functionName } from "../source/ast.ts"
import type { Project } from "../source/project.ts"
import { symbolOf } from "../symbol-at.ts"
import { onOneLine, shorten } from "./short-list.ts"
import type { ShortList } from "./short-list.ts"

const MAX_ITEMS = 120
const MAX_CHAIN = 15
const MAX_WORDS = 80

const SCOPES = { app: "for the whole application", router: "on its router", route: "on the route", handler: "around the handler" } as const

/** The routes that are registered in a file or handled by it, or those of the whole head without its tests, in the order of the files. */
export function routeTable(project: Project, path: string | null): ShortList<AnsweredRoute> {
  const all = [...routesOf(project), ...resolversOf(project), ...rawHandlersOf(project)]
  const isAsked = ({ module, handler }: Route) =>
    path === null ? !isTestPath(module.path) : module.path === path || handler.functionModule.path === path
  const registered = path === null || !isTestPath(path) ? all : [...routesIn(project, path)]
  // What runs for every route is told in the chain of each.
  const routes = registered.filter((route) => route.method !== "USE" && isAsked(route))
  const { items, isCut } = shorten(routes, MAX_ITEMS)
  return { items: items.map((route) => describe(project, route)), isCut }
}

function describe(project: Project, route: Route): AnsweredRoute {
  const chain = chainOf(project, route)
  return {
    framework: route.framework,
    method: route.method === "ALL" ? "*" : route.method,
    route: route.path === null ? "(computed at run time)" : onOneLine(route.path, 200),
    path: route.module.path,
    line: route.module.lineOf(route.node),
    handler: nameOf(route),
    chain: chain.slice(0, MAX_CHAIN).map(({ module, node }) => onOneLine(module.textOf(node), MAX_WORDS)),
    auth: describeAuth(project, route),
    validation: describeValidation(project, route),
  }
}

function nameOf({ handler: { function: running, functionModule, node, module } }: Route): string {
  if (running === null) return onOneLine(module.textOf(node), MAX_WORDS)
  return functionName(running) === null ? "an inline function" : onOneLine(symbolOf(functionModule, running), MAX_WORDS)
}

function describeAuth(project: Project, route: Route): string | null {
  const auth = authOf(project, route)
  const known = [
    auth === null ? null : `${onOneLine(auth.guard, MAX_WORDS)} ${SCOPES[auth.scope]}`,
    asksWhoCalls(route) ? "the handler looks at who is calling" : null,
    checksRight(project, route) ? "something on the way asks what the caller may do" : null,
  ].filter((each) => each !== null)
  return known.length === 0 ? null : known.join("; ")
}

function describeValidation(project: Project, route: Route): string | null {
  const checks = validationsOf(project, route).map(
    ({ by, part }) => `${onOneLine(by, MAX_WORDS)} on ${part === "all" ? "the request" : part}`,
  )
  return checks.length === 0 ? null : [...new Set(checks)].slice(0, 6).join("; ")
}
