import type { Diff } from "../../model/diff.ts"
import { isTestPath } from "../classify.ts"
import type { RoleKind } from "../models/model.ts"
import { protectionOf } from "../change/lost-protections.ts"
import { definitionOf } from "../flow/schema/definition.ts"
import { bare, isFunction } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { chainOf } from "./chain.ts"
import type { Link } from "./chain.ts"
import { routesOf } from "./collect-routes.ts"
import { resolversOf } from "./graphql-routes.ts"
import { asksForRight, turnsNobodyAway } from "./guard-words.ts"
import { asksWhoCalls, authsOf, handedTo, looksBefore, verifiesCaller } from "./route-facts.ts"
import type { Route } from "./route.ts"
import { validationsOf } from "./validations.ts"

/** `caller`: who is calling; `right`: what they may do; `identity`: the handler looked at the caller; `input`: validation. */
export type GuardKind = "caller" | "right" | "identity" | "input" | RoleKind

export interface Guard {
  readonly kind: GuardKind
  /** As written at the base. */
  readonly name: string
  readonly module: SourceModule
  readonly node: Node
}

/** A check that ran before routes at the base and does not run before them at the head. */
export interface LostGuard {
  readonly guard: Guard
  /** At the head. */
  readonly routes: readonly Route[]
}

/** Compares the chains of the routes of both sides; only checks that stood in a file of the change count. */
export function lostGuards(base: Project, head: Project, changed: ReadonlyMap<string, Diff["files"][number]>): LostGuard[] {
  const lost = new Map<string, { readonly guard: Guard; readonly routes: Route[] }>()
  for (const before of entriesOf(base)) {
    if (before.method === "USE" || isTestPath(before.module.path)) continue
    const now = counterpartOf(base, head, before, changed.get(before.module.path)?.path ?? before.module.path)
    if (!now) continue
    for (const guard of missing(base, head, before, now)) {
      if (!changed.has(guard.module.path)) continue
      // The same check taken off ten routes of a file is one decision.
      const key = [guard.module.path, guard.kind, guard.kind === "identity" ? guard.node.start : guard.name].join("\0")
      const known = lost.get(key)
      if (known) known.routes.push(now)
      else lost.set(key, { guard, routes: [now] })
    }
  }
  return [...lost.values()]
}

// Clients know no path of a resolver, but a guard runs before it just the same.
function entriesOf(project: Project): readonly Route[] {
  return [...routesOf(project), ...resolversOf(project)]
}

function* missing(base: Project, head: Project, before: Route, now: Route): Generator<Guard> {
  yield* missingAuth(base, head, before, now)
  const check = validationsOf(base, before)[0]
  if (check && validationsOf(head, now).length === 0 && !validatesInside(now))
    yield { kind: "input", name: check.by, module: check.module, node: check.node }
  for (const link of chainOf(base, before)) {
    const role = protectionOf(base, link.module, link.node)
    if (role && !chainOf(head, now).some((each) => protectionOf(head, each.module, each.node) === role))
      yield { kind: role, name: link.module.textOf(link.node), module: link.module, node: link.node }
  }
  const { function: handler, functionModule } = before.handler
  if (
    handler &&
    !isForStrangers(now) &&
    asksWhoCalls(before) &&
    now.handler.function &&
    !asksWhoCalls(now) &&
    !isAskedElsewhere(base, head, before, now)
  )
    yield { kind: "identity", name: "the caller", module: functionModule, node: handler }
}

function* missingAuth(base: Project, head: Project, before: Route, now: Route): Generator<Guard> {
  if (isForEverybody(now)) return
  const had = authsOf(base, before)
  const has = authsOf(head, now)
  const nameOf = (guard: string) => /^[\w.$\s]*/.exec(guard.replace(/^new\s+/, ""))?.[0].trim() ?? guard
  // A guard is told from other middleware by a short text; one that was given more to do is still the same.
  const names = new Set([...has.map(({ guard }) => guard), ...chainOf(head, now).map(writtenStart)].map(nameOf))
  // `preHandler: async (request, reply) => { … await app.needsPermission("list")(request, reply) }`
  const inline = chainOf(head, now).flatMap(({ module, node }) => (isFunction(bare(node)) ? [module.textOf(node)] : []))
  const gone = had.filter(
    ({ guard }) => !names.has(nameOf(guard)) && !turnsNobodyAway(guard) && !inline.some((text) => text.includes(nameOf(guard))),
  )
  // Whatever came instead may ask the same under another name.
  const known = new Set(had.flatMap((each) => [each.guard, ...listedIn(base, each)]).map(nameOf))
  if (gone.length === 0 || has.some((each) => !known.has(nameOf(each.guard)))) return
  if (has.length === 0) {
    const last = gone.at(-1)
    if (last && !verifiesCaller(now)) yield { kind: "caller", name: last.guard, module: last.module, node: last.node }
    return
  }
  for (const each of gone)
    if (asksForRight(each.guard) && !verifiesCaller(now)) yield { kind: "right", name: each.guard, module: each.module, node: each.node }
}

// `const adminOnly = [authenticate, requireRole("admin")]`
function listedIn(project: Project, { module, node }: Pick<Guard, "module" | "node">): string[] {
  const list = bare(node).type === "Identifier" ? definitionOf(project, module, node) : null
  if (list?.node.type !== "ArrayExpression") return []
  return list.node.elements.flatMap((each) => (each ? [list.module.textOf(each)] : []))
}

// Nobody who forgot the password can say who they are.
function isForStrangers({ path }: Route): boolean {
  return /(?:forgot|reset|log-?_?in|log-?_?out|sign-?_?(?:in|up|out)|register|verif)[\w-]*\/?$/i.test(path ?? "")
}

// `GET /settings/public` and `GET /ping` say by their name that strangers may ask; `PUT /notes/:id/public` makes something public.
function isForEverybody({ method, path }: Route): boolean {
  return /^(?:GET|HEAD)$/.test(method) && /(?:^|\/)(?:public|ping|health\w*|ready\w*|live(?:z|ness)|version)\/?$/i.test(path ?? "")
}

// `BackupController.middleware` asks what the handler asked; what is seen of a handler that was wrapped is the wrapper.
function isAskedElsewhere(base: Project, head: Project, before: Route, now: Route): boolean {
  const isWrapper =
    now.handler.functionModule.path !== now.module.path && now.handler.functionModule.path !== before.handler.functionModule.path
  if (isWrapper || looksBefore(head, now) > looksBefore(base, before)) return true
  const known = handedTo(before)
  return [...handedTo(now)].some((callee) => !known.has(callee))
}

function writtenStart({ module, node }: Link): string {
  return module.code.slice(node.start, Math.min(node.end, node.start + 200))
}

function validatesInside(route: Route): boolean {
  const { function: running, functionModule } = route.handler
  return running === null || /\b(?:safeParse|parse|validate\w*|assert\w*|is[A-Z]\w*|check\w*|schema)\b/.test(functionModule.textOf(running))
}

/** The same route at the head: by method and path, in the same file first; of several the one at the same place among them. */
function counterpartOf(base: Project, head: Project, before: Route, path: string): Route | null {
  if (before.path === null) return null
  const answer = answerOf(before)
  const here = tableOf(head).inFile.get(`${answer}\0${path}`) ?? []
  const then = tableOf(base).inFile.get(`${answer}\0${before.module.path}`) ?? []
  if (here.length > 0) return here[then.length === here.length ? then.indexOf(before) : 0] ?? null
  // Where every file answers under a path of its own that nobody wrote down, none of them is the one that moved.
  const alike = tableOf(head).anywhere.get(answer) ?? []
  return alike.length > MAX_ALIKE ? null : (alike[0] ?? null)
}

interface RouteTable {
  readonly anywhere: ReadonlyMap<string, readonly Route[]>
  readonly inFile: ReadonlyMap<string, readonly Route[]>
}

// One look through the table for all: a file of nothing but routes must not cost the square of its size.
function tableOf(project: Project): RouteTable {
  return project.once("routes by what they answer", () => {
    const anywhere = new Map<string, Route[]>()
    const inFile = new Map<string, Route[]>()
    const put = (table: Map<string, Route[]>, key: string, route: Route): void => {
      const known = table.get(key)
      if (known === undefined) table.set(key, [route])
      else if (known.length <= MAX_ALIKE) known.push(route)
    }
    for (const each of entriesOf(project)) {
      put(anywhere, answerOf(each), each)
      put(inFile, `${answerOf(each)}\0${each.module.path}`, each)
    }
    return { anywhere, inFile }
  })
}

// Applications of one repository may answer the same path; a handful of them is looked at.
const MAX_ALIKE = 20

function answerOf(route: Route): string {
  return `${route.framework} ${route.method} ${route.path ?? ""}`
}
