import { nextHandlersIn } from "../routes/next-handlers.ts"
import { resolversOf } from "../routes/graphql-routes.ts"
import { routesIn } from "../routes/collect-routes.ts"
import { proceduresOf } from "../routes/trpc-procedures.ts"
import type { Route } from "../routes/route.ts"
import { bare, propertyName, propertyOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { ownedCalls } from "./owner-conditions.ts"
import type { OwnedCall } from "./owner-conditions.ts"

/** A record that a handler takes by an id of the client alone, where its neighbours keep to what belongs to the caller's tenant. */
export interface TenantRecord {
  readonly node: Node
  readonly callee: string
  /** The id as written, `args.id`. */
  readonly code: string
  /** What the neighbour keeps to, `companyId`, and its line. */
  readonly scope: string
  readonly line: number
}

// What whole groups of users share with each other and with nobody else.
const TENANT =
  /^(?:account|tenant|workspace|organi[sz]ation|org|company|team|merchant|shop|store|clinic|school|practice|agency|customer)_?(?:id|uuid)$/i
// Whoever calls, as a context, a middleware or a check of the login gives it.
const CALLER =
  /^(?:(?:ctx|context|req|request|c)\.[\w.]*|session\.[\w.]*|(?:current)?[uU]ser\.|viewer\.|actor\.|me\.|auth\.|principal\.|claims\.)/
const CLIENT =
  /^(?:args|input|variables|params|dto|req\.(?:params|body|query)|ctx\.(?:params|query|request\.body)|request\.(?:params|body|query))\.\w+$/
const RIGHTS = /admin|role|permission|\bcan\b|ability|authori[sz]e|policy|belongsTo|isOwner|staff|acl\b|superuser|access/i
const MAX_TEXT = 20_000

/** The records that handlers of a file take out of other tenants. */
export function tenantRecords(project: Project, module: SourceModule): TenantRecord[] {
  const calls = ownedCalls(module)
  const scoped = calls.flatMap((call) => {
    const scope = [...call.owners, ...call.parents].find((name) => TENANT.test(name) && isOfCaller(module, call, name))
    return scope === undefined ? [] : [{ call, scope }]
  })
  if (scoped.length === 0) return []
  return handlersOf(project, module).flatMap((handler): TenantRecord[] => {
    const text = module.textOf(handler).slice(0, MAX_TEXT)
    const own = calls.filter(({ node }) => handler.start <= node.start && node.end <= handler.end)
    for (const call of own) {
      const id = idOf(call)
      const code = id ? module.textOf(id) : ""
      const witness = scoped.find((each) => !own.includes(each.call) && recordsOf(module, each.call) === recordsOf(module, call))
      // Whatever else is asked about the tenant, the caller or their rights may be the check.
      if (!id || !witness || !CLIENT.test(code) || text.includes(witness.scope) || RIGHTS.test(text) || usesCaller(text)) continue
      return [{ node: call.node, callee: call.callee, code, scope: witness.scope, line: module.lineOf(witness.call.node) }]
    }
    return []
  })
}

function handlersOf(project: Project, module: SourceModule): FunctionNode[] {
  const routes: Route[] = [
    ...routesIn(project, module.path),
    ...nextHandlersIn(project, module.path),
    ...[...resolversOf(project), ...proceduresOf(project)].filter((each) => each.module === module),
  ]
  const handlers = routes.flatMap(({ handler, middleware, path }) => {
    const isOfOthers = RIGHTS.test(`${path ?? ""} ${middleware.map((each) => each.module.textOf(each.node).slice(0, 200)).join(" ")}`)
    return handler.function && handler.functionModule === module && !isOfOthers ? [handler.function] : []
  })
  return [...new Set(handlers)]
}

function isOfCaller(module: SourceModule, { node }: OwnedCall, name: string): boolean {
  const filter = filterOf(node)
  const value = filter ? propertyOf(filter, name) : null
  return value !== null && CALLER.test(module.textOf(value).replaceAll(/[?!]\.?/g, (each) => (each.endsWith(".") ? "." : "")))
}

function filterOf(node: OwnedCall["node"]): (Node & { type: "ObjectExpression" }) | null {
  const [first] = node.arguments
  const filter = first ? bare(propertyOf(bare(first), "where") ?? first) : null
  return filter?.type === "ObjectExpression" ? filter : null
}

function idOf({ node }: OwnedCall): Node | null {
  const method = node.callee.type === "MemberExpression" ? (propertyName(node.callee) ?? "") : ""
  if (/^(?:findById\w*|findByPk)$/.test(method)) return node.arguments[0] ?? null
  const filter = filterOf(node)
  if (filter?.properties.length !== 1 || !/^(?:find|update|delete|destroy|where)/.test(method)) return null
  return propertyOf(filter, "id") ?? propertyOf(filter, "_id")
}

function recordsOf(module: SourceModule, { node }: OwnedCall): string {
  return node.callee.type === "MemberExpression" ? module.textOf(node.callee.object).replace(/\s+/g, "").slice(-60) : ""
}

// `requireViewer(ctx)` as a statement asks for a login and forgets whose it is.
function usesCaller(text: string): boolean {
  const rest = text.replace(/^[ \t]*(?:await\s+)?[\w.]{1,60}\((?:ctx|context|req|request|c)\);?[ \t]*$/gm, "")
  return /\b(?:viewer|user|session|actor|auth|principal|claims|tenant|account|locals)\b\w*(?:\.|\s*[,)])|\b(?:user|account|tenant|org|company)Id\b/.test(
    rest.slice(rest.indexOf("{") + 1),
  )
}
