import type { ChangedFile, Diff } from "../../model/diff.ts"
import { isServerPath } from "../calls/server-path.ts"
import { isGuardText, turnsNobodyAway } from "../routes/guard-words.ts"
import { bare, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { changedModules, withoutBreaks } from "./same-function.ts"

/** A guard that was put before a whole path, in a statement of its own that a change takes away. */
export interface LostRegistration {
  readonly file: ChangedFile
  readonly module: SourceModule
  /** At the base. */
  readonly node: Call
  /** As written: `writeAuthenticationMiddleware()`. */
  readonly guard: string
  /** `DELETE /api/*`, or the path alone where it is meant for every method. */
  readonly before: string
}

type Call = Node & { type: "CallExpression" }

const METHODS = /^(?:use|all|get|post|put|patch|delete)$/
// `security.addAdminMiddleware(path)`
const ADDS =
  /^(?:add|apply|register|use|mount|require|enable)_?\w{0,20}(?:auth|admin|guard|permission|protect|login)\w{0,20}(?:middleware|guard|check|handler|hook)?$/i
const MAX_TEXT = 120

/** Such statements with a guard that nothing at the head puts before the same path. */
export function lostRegistrations(base: Project, head: Project, diff: Diff): LostRegistration[] {
  return [...changedModules(base, head, diff, isServerPath)].flatMap(({ file, before: module, after, gone }) => {
    const had = registrationsIn(module)
    const then = had.filter(({ node }) => gone.has(module.lineOf(node)))
    if (then.length === 0) return []
    const now = registrationsIn(after)
    const countOf = (all: readonly Registration[], guard: string) => all.filter((each) => each.guard === guard).length
    // Where another guard comes, it may be the same one under another name.
    if (now.some(({ guard }) => countOf(had, guard) === 0)) return []
    return then.flatMap(({ node, guard, method, path }) => {
      // As many as before: another path may be the same one, mounted elsewhere.
      const isElsewhere = countOf(now, guard) >= countOf(had, guard)
      return isElsewhere || now.some((each) => each.guard === guard && covers(each, { method, path }))
        ? []
        : [{ file, module, node, guard, before: method === null ? path : `${method.toUpperCase()} ${path}` }]
    })
  })
}

interface Registration {
  readonly node: Call
  /** On one line. */
  readonly guard: string
  /** `null` where it is meant for all. */
  readonly method: string | null
  /** As written, without quotes. */
  readonly path: string
}

function registrationsIn(module: SourceModule): Registration[] {
  return nodesOf(module.program, "ExpressionStatement").flatMap(({ expression }): Registration[] => {
    const node = bare(expression)
    if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return []
    const name = propertyName(node.callee) ?? ""
    const [path, ...others] = node.arguments
    const written = path === undefined ? null : pathOf(module, path)
    if (written === null) return []
    if (others.length === 0 && ADDS.test(name)) return [{ node, guard: name, method: null, path: written }]
    const guards = others.map((each) => bare(each))
    // What stands last and is no guard is a handler, and that is a route.
    if (!METHODS.test(name) || guards.length === 0 || !guards.every((each) => isGuard(module, each))) return []
    // `app.put("/api/*", login())` guards what is registered elsewhere; without a star it is a route, whatever its handler is called.
    if (name !== "use" && name !== "all" && !written.includes("*")) return []
    const guard = guards.map((each) => withoutBreaks(module.textOf(each))).join(", ")
    return [{ node, guard, method: name === "use" || name === "all" ? null : name, path: written }]
  })
}

function pathOf(module: SourceModule, path: Node): string | null {
  const text = stringOf(path)
  if (text !== null) return text.startsWith("/") ? text : null
  return path.type === "TemplateLiteral" ? module.textOf(path).slice(1, -1).slice(0, MAX_TEXT) : null
}

function isGuard(module: SourceModule, node: Node): boolean {
  if (isFunction(node) || (node.type !== "Identifier" && node.type !== "CallExpression" && node.type !== "MemberExpression")) return false
  const text = module.textOf(node)
  return text.length < MAX_TEXT && isGuardText(text) && !turnsNobodyAway(text) && !/router|routes?\b|controller|handler/i.test(text)
}

function covers(one: Registration, { method, path }: Pick<Registration, "method" | "path">): boolean {
  return (one.method === null || one.method === method) && path.startsWith(one.path.replace(/\/?\*$/, ""))
}
