import type { Diff } from "../../model/diff.ts"
import { isTestPath } from "../classify.ts"
import { deletedAt } from "../change/deleted-at.ts"
import type { RoleKind } from "../models/model.ts"
import { chainOf } from "../routes/chain.ts"
import { routesOf } from "../routes/collect-routes.ts"
import { asksWhoCalls, authOf, validationOf } from "../routes/route-facts.ts"
import { routeLabel } from "../routes/route.ts"
import type { Route } from "../routes/route.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { hasRole } from "../settings/model-settings.ts"
import { bare } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// A guard that goes is not in the new code: nothing at the head is wrong by itself, and a reader of the diff sees one line less.
// So the chains of the routes of both sides are compared, and the claim stands where the line was.
export const noRemovedGuard = defineRule({
  kind: "change",
  id: "no-removed-guard",
  section: "security",
  practice: "middleware",
  severity: "high",
  confidence: "medium",
  title: "A check that ran before a route is gone",
  why: "Taking a check away breaks no test that sends valid requests, and what is missing is easily overlooked in a diff. The routes below it answer everybody from the deployment on.",
  fix: "Put the check back, or say in the pull request what replaces it.",
  cwe: ["CWE-862", "CWE-693"],
  *check({ base, head, diff }) {
    const changed = new Map(
      diff.files.flatMap((file) =>
        file.oldPath === null || file.status === "copied" || isTestPath(file.oldPath) ? [] : [[file.oldPath, file] as const],
      ),
    )
    if (changed.size === 0) return
    const lost = new Map<string, Loss>()
    for (const before of routesOf(base)) {
      if (before.method === "USE" || isTestPath(before.module.path)) continue
      const guards = guardsOf(base, before).filter((each) => changed.has(each.module.path))
      if (guards.length === 0) continue
      const now = counterpartOf(head, before, changed.get(before.module.path)?.path ?? before.module.path)
      if (!now) continue
      for (const guard of guards) {
        if (stillChecks(head, now, guard)) continue
        // The same check taken off ten routes of a file is one decision.
        const key = [guard.module.path, guard.kind, guard.kind === "identity" ? guard.node.start : guard.name].join("\0")
        const known = lost.get(key)
        if (known) known.routes.push(now)
        else lost.set(key, { guard, routes: [now] })
      }
    }
    for (const loss of lost.values()) yield describe(loss, changed)
  },
})

type Kind = "caller" | "identity" | "input" | RoleKind

interface Guard {
  readonly kind: Kind
  /** As written at the base. */
  readonly name: string
  readonly module: SourceModule
  readonly node: Node
}

interface Loss {
  readonly guard: Guard
  readonly routes: Route[]
}

const ROLES: readonly RoleKind[] = ["csrf-check", "rate-limit", "security-headers"]

function guardsOf(project: Project, route: Route): Guard[] {
  const found: Guard[] = []
  const auth = authOf(project, route)
  if (auth) found.push({ kind: "caller", name: auth.guard, module: auth.module, node: auth.node })
  const check = validationOf(project, route)[0]
  if (check) found.push({ kind: "input", name: check.by, module: check.module, node: check.node })
  for (const link of chainOf(project, route)) {
    const role = roleOf(project, link.module, link.node)
    if (role) found.push({ kind: role, name: link.module.textOf(link.node), module: link.module, node: link.node })
  }
  const { function: handler, functionModule } = route.handler
  if (handler && asksWhoCalls(route)) found.push({ kind: "identity", name: "the caller", module: functionModule, node: handler })
  return found
}

function roleOf(project: Project, module: SourceModule, node: Node): RoleKind | null {
  const inner = bare(node)
  const origin = originOf(project, module, inner.type === "CallExpression" ? inner.callee : inner)
  return origin === null ? null : (ROLES.find((role) => hasRole(origin, role)) ?? null)
}

function stillChecks(head: Project, route: Route, { kind }: Guard): boolean {
  if (kind === "caller") return authOf(head, route) !== null || asksWhoCalls(route)
  if (kind === "identity") return asksWhoCalls(route) || !route.handler.function
  if (kind === "input") return validationOf(head, route).length > 0 || validatesInside(route)
  return chainOf(head, route).some((link) => roleOf(head, link.module, link.node) === kind)
}

function validatesInside(route: Route): boolean {
  const { function: running, functionModule } = route.handler
  return running === null || /\b(?:safeParse|parse|validate\w*|assert\w*|is[A-Z]\w*|check\w*|schema)\b/.test(functionModule.textOf(running))
}

/** The same route at the head: by method and path, in the same file first. */
function counterpartOf(head: Project, before: Route, path: string): Route | null {
  if (before.path === null) return null
  // One look through the table for all: a file of nothing but routes must not cost the square of its size.
  const known = head.once("routes by what they answer", () => {
    const byAnswer = new Map<string, Route[]>()
    for (const route of routesOf(head)) byAnswer.set(answerOf(route), [...(byAnswer.get(answerOf(route)) ?? []), route].slice(0, MAX_ALIKE))
    return byAnswer
  })
  const alike = known.get(answerOf(before)) ?? []
  return alike.find((route) => route.module.path === path) ?? alike[0] ?? null
}

// Applications of one repository may answer the same path; a handful of them is looked at.
const MAX_ALIKE = 20

function answerOf(route: Route): string {
  return `${route.framework} ${route.method} ${route.path ?? ""}`
}

function describe({ guard, routes }: Loss, changed: ReadonlyMap<string, Diff["files"][number]>): Draft {
  const file = changed.get(guard.module.path) as Diff["files"][number]
  const labels = [...new Set(routes.map(routeLabel))].sort()
  const list = labels.slice(0, 3).map((each) => `\`${each}\``)
  const more = labels.length - list.length
  const all = `${list.join(", ")}${more > 0 ? ` and ${more} more` : ""}`
  const first = `${labels[0]}${labels.length > 1 ? ` and ${labels.length - 1} more` : ""}`
  const name = guard.name.replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)
  const place = { path: file.path, key: `${guard.kind} ${labels.join(" ")}` }
  const [only] = routes
  if (guard.kind === "identity" && only) {
    const { function: handler, functionModule } = only.handler
    return {
      ...place,
      path: functionModule.path,
      at: { line: functionModule.lineOf(handler ?? only.node) },
      title: `${first} no longer looks at who is calling`,
      message: `Before this change ${all} worked on what belongs to the caller; now nothing in it asks who that is, so everybody who may call it reaches the records of everybody else.`,
      fix: "Keep the caller in the condition (`… AND owner = $2`), or say in the pull request why every caller may do this.",
    }
  }
  const at = deletedAt(file, guard.module.lineOf(guard.node))
  if (guard.kind === "caller")
    return {
      ...place,
      at,
      title: `${name} no longer runs before ${first}`,
      message: `Until now \`${name}\` asked who is calling ${all}; after this change nothing does, neither before nor in the handler.`,
      fix: `Put \`${name}\` back before ${labels.length > 1 ? "these routes" : "this route"}, or say in the pull request what replaces it.`,
    }
  if (guard.kind === "input")
    return {
      ...place,
      at,
      severity: "medium",
      title: `${first} no longer validates what clients send`,
      message: `\`${name}\` looked at the request before ${all}; after this change the handler gets whatever is sent.`,
      fix: "Put the validation back, or validate in the handler.",
    }
  const protects =
    guard.kind === "csrf-check"
      ? "other sites can send requests with the session of a visitor"
      : guard.kind === "rate-limit"
        ? "one client can call as often as it likes"
        : "browsers no longer get the headers that limit framing, sniffing and scripts"
  return {
    ...place,
    at,
    severity: guard.kind === "security-headers" ? "low" : "medium",
    title: `${name} no longer runs before ${first}`,
    message: `Without it ${protects}: ${all}.`,
  }
}
