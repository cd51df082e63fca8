import { isTestPath } from "../classify.ts"
import { annotatedOperations, operationsIn } from "../contracts/openapi.ts"
import type { Operation } from "../contracts/openapi.ts"
import { decoratorName } from "../routes/nest-routes.ts"
import { routesIn, routesOf } from "../routes/collect-routes.ts"
import { routeLabel } from "../routes/route.ts"
import type { Route } from "../routes/route.ts"
import { defineRule } from "../rule.ts"
import { propertyOf, stringOf } from "../source/ast.ts"
import type { Project } from "../source/project.ts"

export const noStaleApiDocs = defineRule({
  kind: "change",
  id: "no-stale-api-docs",
  section: "maintainability",
  practice: "documentation",
  severity: "low",
  confidence: "medium",
  title: "The route changes and its description does not",
  why: "Clients are written and generated from the description. From this change on it promises something the service does not do.",
  fix: "Change the description together with the route.",
  cwe: [],
  *check({ base, head, diff, change }) {
    const described = [...head.tree.files.keys()].flatMap((path) => {
      const operations = operationsIn(head, path)
      return operations === null || operations.size < 4 ? [] : [{ path, operations }]
    })
    for (const file of diff.files) {
      if (file.status === "deleted" || isTestPath(file.path)) continue
      const old = new Set(file.oldPath === null ? [] : routesIn(base, file.oldPath).map((each) => `${each.method} ${each.path}`))
      const added = routesIn(head, file.path).filter(
        (route) =>
          route.path !== null &&
          route.path !== "" &&
          // What answers everything else is a page or a proxy.
          !/^\/?(?:\*\w*|\{\*\w+\}|\(\.\*\))$/.test(route.path) &&
          route.method !== "USE" &&
          route.method !== "ALL" &&
          !old.has(`${route.method} ${route.path}`),
      )
      for (const route of added) {
        if (!change.touches(file.path, route.module.lineOf(route.node), route.module.lineOf(route.node) + 3)) continue
        const stale = staleAnnotation(route) ?? staleParameter(route)
        if (stale !== null) {
          yield { path: file.path, at: { line: route.module.lineOf(route.node) }, ...stale, key: `stale ${routeLabel(route)}` }
          continue
        }
        const book = described.find((each) => describesMost(base, each.path, each.operations))
        if (!book || isDescribed(book.operations, route)) continue
        yield {
          path: file.path,
          at: { line: route.module.lineOf(route.node) },
          title: `${routeLabel(route)} is missing from ${book.path}`,
          message: `\`${book.path}\` describes the other routes of this service; whoever generates a client from it does not get \`${routeLabel(route)}\`.`,
          fix: `Add the operation to \`${book.path}\`.`,
          key: `undescribed ${routeLabel(route)}`,
        }
        break
      }
    }
  },
})

/** A `@swagger` comment right above the registration that speaks of another method or path. */
function staleAnnotation({ module, node, method, path }: Route): { title: string; message: string } | null {
  const above = module.comments
    .filter((each) => each.end <= node.start && /^\s*$/.test(module.text.slice(each.end, statementStart(module.text, node.start))))
    .at(-1)
  const operations = above ? [...annotatedOperations([above]).values()] : []
  const [operation] = operations
  if (!operation || operations.length !== 1) return null
  const says = `${operation.method} ${operation.path}`
  const wanted = normal(path as string)
  const given = normal(operation.path)
  // The prefix under which the router is mounted may be in one of them only.
  if (operation.method === method && (given === wanted || wanted === "" || given.endsWith(`/${wanted}`) || wanted.endsWith(`/${given}`)))
    return null
  return {
    title: `The description above still says ${says}`,
    message: `The comment describes \`${says}\`, the code registers \`${method} ${path}\`: the published documentation names a route that does not exist and leaves this one out.`,
  }
}

function statementStart(text: string, at: number): number {
  return text.lastIndexOf("\n", at) + 1
}

/** `@ApiParam({ name: "orderId" })` on a route whose path has no such parameter. */
function staleParameter({ framework, module, node, path }: Route): { title: string; message: string } | null {
  if (framework !== "NestJS" || node.type !== "MethodDefinition") return null
  for (const each of node.decorators) {
    if (decoratorName(each) !== "ApiParam" || each.expression.type !== "CallExpression") continue
    const name = stringOf(propertyOf(each.expression.arguments[0], "name"))
    if (name === null || new RegExp(`:${name.replace(/\W/g, "\\$&")}\\b`).test(path as string)) continue
    return {
      title: `@ApiParam names ${name}, which the path does not have`,
      message: `\`${module.textOf(each).replace(/\s+/g, " ").slice(0, 80)}\` describes a part of the path that \`${path}\` does not have: generated clients ask for a value that goes nowhere.`,
    }
  }
  return null
}

function normal(path: string): string {
  return path
    .split("/")
    .filter((each) => each !== "")
    .map((each) => (/^[:{]/.test(each) ? "{}" : each.toLowerCase()))
    .join("/")
}

function isDescribed(operations: ReadonlyMap<string, Operation>, route: Pick<Route, "method" | "path">): boolean {
  const wanted = normal(route.path as string)
  return [...operations.values()].some((each) => {
    const given = normal(each.path)
    return each.method === route.method && (given === wanted || given.endsWith(`/${wanted}`) || wanted.endsWith(`/${given}`))
  })
}

function describesMost(base: Project, path: string, operations: ReadonlyMap<string, Operation>): boolean {
  return base.once(`describes most routes ${path}`, () => {
    const routes = routesOf(base).filter(
      (each) =>
        each.path !== null &&
        each.path !== "" &&
        each.path !== "/" &&
        each.method !== "USE" &&
        each.method !== "ALL" &&
        !isTestPath(each.module.path),
    )
    const known = routes.filter((each) => isDescribed(operations, each))
    return routes.length >= 4 && known.length * 5 >= routes.length * 4
  })
}
