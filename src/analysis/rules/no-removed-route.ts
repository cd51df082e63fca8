import { escapePattern } from "../escape-pattern.ts"
import semver from "semver"
import { defineRule } from "../rule.ts"
import { isTestPath, machineMade } from "../classify.ts"
import { deletedAt } from "../change/deleted-at.ts"
import { routesIn, routesOf } from "../routes/collect-routes.ts"
import { routeLabel } from "../routes/route.ts"
import type { Route } from "../routes/route.ts"
import type { Project } from "../source/project.ts"

export const noRemovedRoute = defineRule({
  kind: "change",
  id: "no-removed-route",
  section: "maintainability",
  practice: "api-design",
  severity: "medium",
  confidence: "medium",
  title: "A route that clients may call is gone",
  why: "Clients are deployed at other times than the service; from the deployment on they get 404. A redirect, an answer 410 with a date, or a new version beside the old one gives them time.",
  fix: "Keep the route for a while with a redirect or a deprecation header, or say in the pull request who was told.",
  cwe: [],
  *check({ base, head, diff }) {
    if (isMajorRelease(base, head)) return
    for (const file of diff.files) {
      if (file.oldPath === null || file.status === "copied" || isTestPath(file.oldPath) || machineMade(file.oldPath) !== null) continue
      if (file.status !== "deleted" && head.moduleOf(file.path)?.problem !== null) continue
      const gone = routesIn(base, file.oldPath).filter(
        (route) => isPublic(route) && !remains(head, file.path, route) && !isMentioned(head, route) && !isAnnounced(route),
      )
      const first = gone[0]
      if (!first) continue
      const names = gone.map((route) => `\`${routeLabel(route)}\``)
      const sibling = routesOf(head).find((route) => route.path === first.path && route.method !== "USE")
      yield {
        path: file.path,
        at: deletedAt(file, first.module.lineOf(first.node)),
        title:
          gone.length === 1
            ? `${routeLabel(first)} is gone`
            : `${gone.length} routes are gone: ${gone.slice(0, 2).map(routeLabel).join(", ")}${gone.length > 2 ? ", …" : ""}`,
        message: `From the deployment of this change on, clients that call ${names.slice(0, 4).join(", ")}${names.length > 4 ? ` or ${names.length - 4} more` : ""} get 404. ${sibling && gone.length === 1 ? `The path still answers ${sibling.method}, but` : "In the routes we can read"} no redirect and no other version of ${gone.length === 1 ? "it" : "them"} is left.`,
        key: gone.map(routeLabel).join(" "),
      }
    }
  },
})

function isPublic(route: Route): boolean {
  // What answers everything else is no address of its own.
  if (route.method === "ALL" && /(?:^|\/)(?:\*\w*|\(\.\*\))$/.test(route.path ?? "")) return false
  if (route.method === "USE" || route.path === null || !/[a-z]/i.test(route.path.replace(/:\w+/g, ""))) return false
  return (
    !/(?:^|\/)(?:debug|internal|_\w+|test|tests|dev|ping|demo|example|playground|mock)(?:\/|$)/i.test(route.path) &&
    // What a page asks for by a name that was written into it by the same build.
    !/\.(?:map|[cm]?js|css|png|svg|ico|woff2?)$/i.test(route.path) &&
    !/(?:^|\/)(?:examples?|demo|mocks?|scripts|bench\w*|docs)\//.test(route.module.path)
  )
}

// `@deprecated` in the comment right above the handler or the registration, `deprecated: true` in its description: its users were told.
function isAnnounced({ module, node, handler }: Route): boolean {
  if (/\bdeprecated:\s*true\b/.test(module.textOf(node).slice(0, 600))) return true
  return (
    isBelowDeprecation(module.text, node.start) ||
    (handler.function !== null && isBelowDeprecation(handler.functionModule.text, handler.function.start))
  )
}

function isBelowDeprecation(text: string, start: number): boolean {
  const above = text.slice(Math.max(0, start - 800), start)
  const end = above.lastIndexOf("*/")
  const comment = end === -1 ? "" : above.slice(above.lastIndexOf("/*", end), end)
  // Between them stands at most the beginning of the declaration.
  return /@deprecated\b/.test(comment) && /^[\w\s.=]{0,80}$/.test(above.slice(end + 2))
}

/** Whether a route of the head answers the same method under a path with the same end: moved, mounted elsewhere or versioned. */
function remains(head: Project, path: string, route: Route): boolean {
  // Most routes are still there as they were; the tables are only searched for the others.
  const answered = head.once("answered requests", () => new Set(routesOf(head).map((each) => `${each.method} ${each.path ?? ""}`)))
  if (answered.has(`${route.method} ${route.path ?? ""}`)) return true
  return isAmong(routesIn(head, path), route) || isAmong(routesOf(head), route)
}

function isAmong(routes: readonly Route[], route: Route): boolean {
  const wanted = segmentsOf(route.path as string)
  return routes.some((each) => {
    if (each.path === null) return each.module.path === route.module.path && each.method === route.method
    if (each.method !== "ALL" && each.method !== "USE" && each.method !== route.method) return false
    const given = segmentsOf(each.path)
    if (each.path.includes("*") && given.slice(0, -1).every((segment, index) => segment === wanted[index])) return true
    if (each.method === "USE") return false
    const [longer, shorter] = given.length >= wanted.length ? [given, wanted] : [wanted, given]
    const tail = longer.slice(longer.length - shorter.length)
    return shorter.some((segment) => segment !== ":") && shorter.every((segment, index) => segment === tail[index])
  })
}

function segmentsOf(path: string): string[] {
  return path
    .split("/")
    .flatMap((segment) => (segment === "" || /^v\d+$/.test(segment) ? [] : [/^[:{]/.test(segment) ? ":" : segment.toLowerCase()]))
}

// The path in a string elsewhere may be a redirect, a list of routes or a gateway's table.
function isMentioned(head: Project, route: Route): boolean {
  const path = route.path as string
  const last =
    segmentsOf(path)
      .filter((segment) => segment !== ":")
      .at(-1) ?? path
  const redirect = new RegExp(`redirect\\([^)]*${escapePattern(last)}`, "i")
  const stillRouted = routesOf(head).some((each) => each.path === path)
  const names = (text: string | null) =>
    text !== null && (redirect.test(text) || (!stillRouted && (text.includes(`"${path}"`) || text.includes(`'${path}'`))))
  return head.sourcePaths.some((each) => !isTestPath(each) && names(head.textOf(each)) && names(head.codeOf(each)))
}

function isMajorRelease(base: Project, head: Project): boolean {
  const version = ({ manifests }: Project) => {
    const named = manifests[0]?.document["version"]
    return typeof named === "string" ? semver.parse(named) : null
  }
  const before = version(base)
  const after = version(head)
  return before !== null && after !== null && after.major > before.major
}
