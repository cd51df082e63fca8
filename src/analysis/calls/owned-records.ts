import { escapePattern } from "../escape-pattern.ts"
import { routesIn, routesOf } from "../routes/collect-routes.ts"
import { checksRight } from "../routes/role-checks.ts"
import { authOf } from "../routes/route-facts.ts"
import type { Route } from "../routes/route.ts"
import {
  ancestors,
  bare,
  descendants,
  enclosingFunction,
  identifiersNamed,
  isFunction,
  nodesOf,
  propertyName,
  propertyOf,
  stringOf,
} from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { calleeName, chainOf } from "./call-facts.ts"
import type { Call } from "./call-facts.ts"
import { someCallsOf } from "./calls-of.ts"
import { clientValueOf } from "./client-value.ts"
import { isServerPath } from "./server-path.ts"

/** A record that whoever is signed in takes by its id alone, where the same records are kept to their owner elsewhere. */
export interface UnownedRecord {
  readonly node: Node
  readonly callee: string
  /** The id as written, `req.params.id`. */
  readonly code: string
  /** What keeps the records to their owner elsewhere, `userId`, and where. */
  readonly owner: string
  readonly witness: { readonly module: SourceModule; readonly node: Node }
  /** Whether the witness picks one record by its id as well. */
  readonly isAlike: boolean
}

type Kind = "read" | "list" | "change" | "create"

interface Condition {
  readonly name: string
  readonly value: Node
}

interface Access {
  readonly module: SourceModule
  readonly node: Node
  readonly callee: string
  readonly table: string
  readonly kind: Kind
  readonly around: FunctionNode
  /** The value of the record's own key; `null` when it goes by something else. */
  readonly id: Node | null
  /** The column that keeps it to the caller; `null` when none does. */
  readonly owner: string | null
  readonly isAlone: boolean
}

const MENTIONS_RECORDS = /\b(?:find\w*|where|query|delete\w*|update\w*|destroy|create\w*|insert\w*|save)\b/
const OWNER =
  /^(?:user|owner|author|creator|created_?by|account|tenant|workspace|organi[sz]ation|org|customer|member|company|uploader|patient|merchant|seller|buyer)(?:_?(?:id|uid|uuid))?$/i
// Things that are written to be seen by others have these as well.
const PUBLISHED = /^(?:author|creator|created_?by|uploader|seller|merchant|organi[sz]ation|org|company|member)/i
const KEY = /^_?(?:id|uuid|uid|key|public_?id)$/i
const CALLER =
  /^(?:(?:this\.)?(?:req|request|ctx|context|c)(?:\.(?:raw|state|auth|res\.locals|locals|var))?\.(?:user|session|auth|userId|currentUser|account|tenant|tenantId|member|viewer|uid|accountId|credentials|jwt|claims)\b|ctx\.state\.|res\.locals\.|request\.auth\.|c\.(?:get|var)\b|session\.|(?:current|auth|logged_?in)?_?user(?:\.|Id\b|_id\b|$)|(?:owner|account|tenant|author|customer|caller|viewer|actor|member|org|organization|workspace|creator)(?:Id|_id|\.id|\.sub)$|viewer\b|actor\b|principal\b|me\.|claims\.|uid$)/i
const ASKS_CALLER =
  /\b(?:req|request|ctx|context|c)\.(?:state\.|auth\.|locals\.|var\.)?(?:user|session|auth|userId|currentUser|account|tenant|tenantId|member|viewer|uid|accountId|claims)\b|\bctx\.state\.|\bres\.locals\.|\bc\.(?:get\(|var\.)|\b(?:currentUser|current_user|viewer|principal|userId|user_id|ownerId|owner_id|tenantId|accountId|workspaceId|orgId|organizationId|callerId|actor)\b|\buser\./
const RIGHTS =
  /admin|\brole|permission|\bcan[A-Z(]|\bability|authori[sz]e|policy|\bowns|isOwner|ownership|belongsTo|\bpublic|published|superuser|staff|\bacl\b|shared|share_?token|\binternal\b|webhook|\bcls\b|asyncLocalStorage|getStore\(|tenantDb|scoped/i
// What may run before a handler without a say in whose record it takes.
const INDIFFERENT =
  /^(?:await\s+)?(?:new\s+)?[\w.]*(?:auth|jwt|login|logged|sign(?:ed)?_?in|session|protect|passport|valid|schema|limit|throttl|upload|multer|json|urlencoded|cors|helmet|csrf|log|trace|cache|compress|parse|cookie|celebrate)\w*/i
// Where the database or the client itself keeps rows apart, conditions say nothing.
const KEEPS_APART =
  /\$extends\s*\(|defaultScope|row level security|app\.current_|set_config\(|forTenant\(|withTenant|setFilterParams|@Filter\(/i
const MAX_ACCESSES = 4_000
const MAX_TEXT = 20_000
const MAX_CALLERS_ABOVE = 3

/**
 * The records that handlers take by an id of the client without a look at whose they are, in one file. That they have an owner is known
 * from the rest of the service, which keeps them to whoever is calling.
 */
export function unownedRecords(project: Project, module: SourceModule): UnownedRecord[] {
  const found: UnownedRecord[] = []
  for (const access of accessesOf(project, module)) {
    if (access.id === null || access.owner !== null || !access.isAlone || access.kind === "list" || access.kind === "create") continue
    if (speaksOfCaller(access.module, access.around) || keepsApart(project)) continue
    const same = accessesToTable(project, access.table).filter((other) => other.around !== access.around)
    const witness = witnessFor(access, same)
    if (!witness) continue
    const asked = askedBy(project, access)
    if (!asked) continue
    found.push({
      node: access.node,
      callee: access.callee,
      code: asked,
      owner: witness.owner ?? "",
      witness: { module: witness.module, node: witness.node },
      isAlike: witness.id !== null,
    })
  }
  return found
}

/** A record that is changed by its own id alone, below another one that was looked at first. */
export interface ForeignPart {
  readonly node: Node
  readonly callee: string
  /** The ids as written, `req.params.commentId` and `req.params.projectId`. */
  readonly code: string
  readonly parent: string
  /** The look-up of what it should belong to. */
  readonly parentNode: Node
  readonly path: string
}

// `/projects/:projectId/comments/:commentId`
const NESTED = /[:{](\w+)\}?\/[\w-]+\/[:{](\w+)/g

/** The records of a file that are changed by their own id although the address says what they belong to, and only that was checked. */
export function foreignParts(project: Project, module: SourceModule): ForeignPart[] {
  const mine = accessesOf(project, module)
  const found: ForeignPart[] = []
  for (const access of mine) {
    if (access.id === null || !access.isAlone || access.kind !== "change") continue
    const first = mine.find(
      (each) =>
        each.around === access.around &&
        each.kind === "read" &&
        each.id !== null &&
        each.table !== access.table &&
        each.node.start < access.node.start,
    )
    if (!first?.id || mine.some((each) => each !== access && each.around === access.around && each.table === access.table)) continue
    const code = module.textOf(access.id)
    const parent = module.textOf(first.id)
    const path = nestedPath(project, access, first)
    if (path === null || code === parent || belongs(module, access, first)) continue
    found.push({ node: access.node, callee: access.callee, code, parent, parentNode: first.node, path })
  }
  return found
}

/** The path of a route whose two ids these are, one below the other. */
function nestedPath(project: Project, { module, around, id }: Access, first: Access): string | null {
  const below = id ? lastName(module, id) : null
  const above = first.id ? lastName(module, first.id) : null
  const handlers = handlersOf(project)
  const direct = handlers.get(around)
  const routes = direct
    ? [direct]
    : someCallsOf(project, module, around).flatMap(({ call }) => {
        const handler = outerFunction(call)
        return (handler && handlers.get(handler)) ?? []
      })
  for (const { path } of routes)
    for (const [, outer, inner] of (path ?? "").slice(0, 200).matchAll(NESTED)) if (outer === above && inner === below) return path
  return null
}

function lastName(module: SourceModule, id: Node): string | null {
  const client = clientValueOf(module, id)
  if (client) return client.place === "path" ? client.name : null
  const inner = bare(id)
  return inner.type === "Identifier" && module.bindings.resolve(inner)?.kind === "parameter" ? inner.name : null
}

// `comment.projectId`, `project.comments`, `assertPartOf(projectId, commentId)`
function belongs(module: SourceModule, access: Access, first: Access): boolean {
  const code = access.id ? module.textOf(access.id) : ""
  const parent = first.id ? module.textOf(first.id) : ""
  const name = parent.slice(parent.lastIndexOf(".") + 1)
  const what = name.replace(/_?[iI][dD]$/, "")
  // `prisma.project` is no property of a record.
  const isAsked = (each: Node) => [access, first].some(({ node }) => node.start <= each.start && each.end <= node.end)
  for (const each of descendants(access.around)) {
    if (each.type === "MemberExpression" && !isAsked(each) && module.textOf(each) !== parent) {
      const read = propertyName(each) ?? ""
      if (read === name || (read === what && what.length > 1) || /^(?:some|every|find|findIndex|filter|includes|has|id)$/.test(read)) {
        // `members.includes(userId)` asks for somebody else.
        const call = each.parent?.type === "CallExpression" ? module.textOf(each.parent).slice(0, 300) : ""
        if (read === name || read === what || call.includes(code.slice(code.lastIndexOf(".") + 1))) return true
      }
    }
    if (each.type !== "CallExpression" || each.arguments.some((argument) => isFunction(bare(argument)))) continue
    const given = each.arguments.map((argument) => module.textOf(argument).slice(0, 500)).join(" ")
    if (given.includes(parent) && given.includes(code)) return true
  }
  return false
}

function witnessFor(access: Access, same: readonly Access[]): Access | null {
  const owned = same.filter((each) => each.owner !== null && (access.kind !== "read" || !PUBLISHED.test(each.owner)))
  // As many that ask for nobody are a way of the service.
  const others = same.filter((each) => each.owner === null && each.id !== null && each.isAlone && each.kind === access.kind)
  // A list for everybody makes its records no secret.
  const isListed = same.some((each) => each.kind === "list" && each.owner === null && !RIGHTS.test(textOf(each.module, each.around)))
  if (access.kind === "read" && isListed) return null
  const alike = owned.find((each) => each.id !== null)
  if (alike && others.length <= owned.length) return alike
  const strict = owned.find((each) => each.kind !== "create")
  return strict && others.length <= 1 ? strict : null
}

/** The id of the client by which a handler gets there, as written; `null` when none does, or when something else may look whose it is. */
function askedBy(project: Project, access: Access): string | null {
  return access.id === null ? null : sentTo(project, access, access.around, access.module, access.id, 0)
}

function sentTo(project: Project, access: Access, around: FunctionNode, module: SourceModule, id: Node, depth: number): string | null {
  const handlers = handlersOf(project)
  const direct = handlers.get(around)
  if (direct) return clientValueOf(module, id) !== null && isOpenToAll(project, direct, access.kind) ? module.textOf(id) : null
  const value = bare(id)
  const binding = value.type === "Identifier" ? module.bindings.resolve(value) : null
  if (depth >= MAX_CALLERS_ABOVE || binding?.kind !== "parameter" || binding.pattern.length > 0) return null
  const index = around.params.findIndex((each) => each.start <= binding.identifier.start && binding.identifier.end <= each.end)
  let code: string | null = null
  for (const { module: from, call } of someCallsOf(project, module, around)) {
    const above = outerFunction(call)
    const given = call.arguments[index]
    if (!above || !given) return null
    if (speaksOfCaller(from, above)) continue
    code = sentTo(project, access, above, from, given, depth + 1) ?? code
  }
  return code
}

// Whoever is signed in gets through to the handler, with any id.
function isOpenToAll(project: Project, route: Route, kind: Kind): boolean {
  const { middleware, module, path } = route
  if (RIGHTS.test(path ?? "") || checksRight(project, route)) return false
  // What strangers may read beside what they may not is meant for them.
  if (kind === "read" && authOf(project, route) === null && routesIn(project, module.path).some((each) => authOf(project, each) !== null))
    return false
  return (
    middleware.every(({ node, module: of, function: running, functionModule }) => {
      const text = of.textOf(node).slice(0, 200)
      if (/^["'`{[]/.test(text)) return true
      if (RIGHTS.test(text) || !INDIFFERENT.test(text)) return false
      return running === null || !RIGHTS.test(textOf(functionModule, running))
    }) && !/\b(?!req\b)\w+\.param\(\s*["']/.test(module.code)
  )
}

/** The handlers of all routes by their functions. */
function handlersOf(project: Project): ReadonlyMap<FunctionNode, Route> {
  return project.once("handlers by function", () => {
    const found = new Map<FunctionNode, Route>()
    for (const route of routesOf(project)) if (route.handler.function && route.method !== "USE") found.set(route.handler.function, route)
    return found
  })
}

function keepsApart(project: Project): boolean {
  return project.once("keeps rows apart", () =>
    project.sourcePaths.some((path) => isServerPath(path) && project.codeMentions(path, KEEPS_APART)),
  )
}

function speaksOfCaller(module: SourceModule, around: FunctionNode): boolean {
  const text = textOf(module, around)
  if (RIGHTS.test(text)) return true
  return ASKS_CALLER.test(text) && ASKS_CALLER.test(withoutMentions(module, around))
}

// `return { ...invoice, seenBy: req.user.id }`: who is only told of, in the answer, has no say in what is taken.
function withoutMentions(module: SourceModule, around: FunctionNode): string {
  const text = module.namesOf(around)
  const kept: string[] = []
  let from = 0
  for (const each of descendants(around)) {
    if (each.type !== "Property" || bare(each.value).type !== "MemberExpression" || !each.parent || !isAnswer(module, each.parent)) continue
    kept.push(text.slice(from, each.start - around.start))
    from = each.end - around.start
  }
  return withoutLog([...kept, text.slice(from)].join(""))
}

// `return { … }`, `res.json({ … })`, `reply.send({ … })`
function isAnswer(module: SourceModule, object: Node): boolean {
  const { parent } = object
  if (parent?.type === "ReturnStatement") return true
  return (
    parent?.type === "CallExpression" &&
    parent.arguments[0] === object &&
    /^(?:res|response|reply|ctx|c|context)\b.{0,60}\.(?:json|send|jsonp)$/s.test(module.textOf(parent.callee).slice(0, 100))
  )
}

function textOf(module: SourceModule, node: Node): string {
  return withoutLog(module.namesOf(node))
}

// Who is told to the log has no say in what is done.
function withoutLog(text: string): string {
  return text.slice(0, MAX_TEXT).replace(/\b(?:\w+\.)?log(?:ger)?\.\w+\([^;\n]{0,300}/g, "")
}

function accessesOf(project: Project, module: SourceModule): readonly Access[] {
  if (!isServerPath(module.path) || !project.mentions(module.path, MENTIONS_RECORDS)) return []
  return project.onceFor(module, "accesses to records", () => accessesIn(module))
}

/** The accesses to one table in every file a server runs. Files that do not name it are not parsed for them. */
function accessesToTable(project: Project, table: string): readonly Access[] {
  const known = project.once("accesses by table", () => new Map<string, readonly Access[]>())
  let accesses = known.get(table)
  if (accesses === undefined) known.set(table, (accesses = findAccesses(project, table)))
  return accesses
}

function findAccesses(project: Project, table: string): readonly Access[] {
  // As `tableName` reads it: `order_lines`, `orderLines` and `OrderLineRepository` are one table.
  const named = new RegExp(Array.from(table.replace(/y$/, ""), escapePattern).join("_?"), "i")
  const found: Access[] = []
  for (const path of project.sourcePaths) {
    if (found.length > MAX_ACCESSES || !isServerPath(path) || !named.test(project.textOf(path) ?? "")) continue
    const module = project.moduleOf(path)
    for (const each of module ? accessesOf(project, module) : []) if (each.table === table) found.push(each)
  }
  return found
}

function accessesIn(module: SourceModule): Access[] {
  const found: Access[] = []
  for (const call of nodesOf(module.program, "CallExpression")) {
    const method = call.callee.type === "MemberExpression" ? propertyName(call.callee) : null
    if (call.callee.type !== "MemberExpression" || method === null) continue
    const read = inSql(call, method) ?? inBuilder(module, call, method) ?? inFilter(module, call, method)
    const around = read ? outerFunction(call) : null
    if (!read || !around) continue
    const owned = read.conditions.find(({ name, value }) => OWNER.test(name) && isCaller(module, value))
    const key = read.conditions.find(({ name }) => KEY.test(name))
    const record = keptAs(call)
    const isChanged =
      read.kind === "read" &&
      record !== null &&
      identifiersNamed(around, record).some(
        ({ parent }) => parent?.type === "MemberExpression" && CHANGES_ITSELF.test(propertyName(parent) ?? "") && isCallee(parent),
      )
    found.push({
      module,
      node: call,
      callee: calleeName(module, call),
      table: read.table,
      kind:
        read.kind === "read" && !key && /^(?:find|findAll|findMany|findBy|from|query|where)$/.test(method)
          ? "list"
          : read.kind === "read" && isChanged
            ? "change"
            : read.kind,
      around,
      id: key?.value ?? null,
      owner: owned?.name ?? (record === null ? null : comparedOwner(module, record, around)),
      isAlone: read.isWhole && read.conditions.length === 1,
    })
  }
  return found
}

const CHANGES_ITSELF = /^(?:save|deleteOne|destroy|remove|update|updateOne)$/

function isCallee(node: Node): boolean {
  return node.parent?.type === "CallExpression" && node.parent.callee === node
}

interface Read {
  readonly table: string
  readonly kind: Kind
  readonly conditions: readonly Condition[]
  /** Whether these are all conditions there are. */
  readonly isWhole: boolean
}

const SQL = /^\s*(?:select\b[^;]{0,2000}?\bfrom|update(?: only)?|delete from|insert into)\s+(?:"?\w+"?\.)?"?(\w+)"?/i
const COMPARED = /(?:\b\w+\.)?"?\b(\w+)"?\s*=\s*(?:\$(\d{1,2})|(\?))/g

// `query("select * from notes where id = $1 and user_id = $2", [id, userId])`
function inSql(call: Call, method: string): Read | null {
  if (!/^(?:query|execute|one|oneOrNone|any|manyOrNone|none|get|all|run|raw|unsafe|prepare)$/.test(method)) return null
  const sql = stringOf(call.arguments[0])
  const table = sql === null || sql.length > 4_000 ? null : SQL.exec(sql)?.[1]
  if (sql === null || !table) return null
  const verb = /^\s*(\w+)/.exec(sql)?.[1]?.toLowerCase()
  if (verb === "insert") {
    const columns = /\(([^()]{0,500})\)/.exec(sql)?.[1]?.split(",") ?? []
    const given = parameters(call)
    return {
      table: tableName(table),
      kind: "create",
      isWhole: true,
      conditions: columns.flatMap((each, at): Condition[] => {
        const value = given[at]
        return value ? [{ name: each.trim().replaceAll('"', ""), value }] : []
      }),
    }
  }
  const at = sql.search(/\bwhere\b/i)
  const condition = at === -1 ? "" : sql.slice(at)
  const before = [...sql.slice(0, at === -1 ? 0 : at).matchAll(/\?/g)].length
  let position = before
  const given = parameters(call)
  const conditions = [...condition.matchAll(COMPARED)].flatMap(([, name = "", index]): Condition[] => {
    const value = given[index === undefined ? position++ : Number(index) - 1]
    return value ? [{ name, value }] : []
  })
  const isWhole =
    !/\bjoin\b|\bexists\b|\bin\s*\(|\bor\b/i.test(sql) && (condition.match(/\band\b/gi)?.length ?? 0) === conditions.length - 1
  const isOne = conditions.some(({ name }) => KEY.test(name))
  return { table: tableName(table), kind: verb === "select" ? (isOne ? "read" : "list") : "change", conditions, isWhole }
}

function parameters(call: Call): readonly Node[] {
  const [, second, ...others] = call.arguments
  if (!second) return []
  const list = bare(second)
  return list.type === "ArrayExpression" ? list.elements.flatMap((each) => each ?? []) : [second, ...others]
}

// `db("notes").where({ id }).del()`, `db.select().from(files).where(eq(files.id, id))`, `db.update(files).set(…).where(…)`
function inBuilder(module: SourceModule, call: Call, method: string): Read | null {
  if (method !== "where" && method !== "insert" && method !== "findOne" && method !== "findFirst" && method !== "findMany") return null
  const receiver = call.callee.type === "MemberExpression" ? call.callee.object : call
  const start = startOf(module, receiver)
  if (!start) return null
  const { top, methods } = chainOf(call)
  if (method === "insert") {
    return { table: start.table, kind: "create", conditions: conditionsIn(call.arguments[0]), isWhole: true }
  }
  const conditions = [...conditionsOfChain(call), ...laterConditions(top, call)]
  if (conditions.length === 0) return null
  const changes = start.changes || methods.some((each) => /^(?:update|del|delete|increment|decrement)$/.test(each))
  const isWhole = !methods.some((each) => /^(?:or\w+|join|leftJoin|innerJoin|whereIn|whereExists|modify)$/.test(each))
  return { table: start.table, kind: changes ? "change" : "read", conditions, isWhole }
}

/** The table that a chain of a builder begins with; `null` when it begins with none. */
function startOf(module: SourceModule, receiver: Node): { readonly table: string; readonly changes: boolean } | null {
  let inner = bare(receiver)
  for (let step = 0; step < 8; step++) {
    // `db.query.files.findFirst(…)`
    if (inner.type === "MemberExpression") {
      const object = bare(inner.object)
      return object.type === "MemberExpression" && propertyName(object) === "query"
        ? { table: tableName(propertyName(inner) ?? ""), changes: false }
        : null
    }
    if (inner.type !== "CallExpression") return null
    const [first] = inner.arguments
    const name = inner.callee.type === "MemberExpression" ? (propertyName(inner.callee) ?? "") : ""
    if (inner.callee.type === "Identifier" && /^(?:db|knex|trx|tx|database|conn)$/i.test(inner.callee.name)) {
      const text = stringOf(first)
      return text === null ? null : { table: tableName(text), changes: false }
    }
    if (/^(?:from|into|table|selectFrom|update|delete|insert|updateTable|deleteFrom|insertInto)$/.test(name) && first) {
      const text = stringOf(first) ?? (bare(first).type === "Identifier" ? module.textOf(first) : null)
      if (text !== null) return { table: tableName(text), changes: /^(?:update|delete)/.test(name) }
    }
    if (inner.callee.type !== "MemberExpression") return null
    inner = bare(inner.callee.object)
  }
  return null
}

function conditionsOfChain(call: Call): Condition[] {
  const [first, second, third] = call.arguments
  const name = stringOf(first)
  if (name !== null && second) return [{ name: name.slice(name.lastIndexOf(".") + 1), value: bare(third ?? second) }]
  return conditionsIn(propertyOf(first, "where") ?? first)
}

// `.where(…)` and `.andWhere(…)` behind the first.
function laterConditions(top: Node, call: Call): Condition[] {
  const found: Condition[] = []
  let inner = bare(top)
  while (inner.type === "CallExpression" && inner !== call && inner.callee.type === "MemberExpression") {
    if (/^(?:where|andWhere)$/.test(propertyName(inner.callee) ?? "")) found.push(...conditionsOfChain(inner))
    inner = bare(inner.callee.object)
  }
  return found
}

const READS =
  /^(?:findUnique|findUniqueOrThrow|findFirst|findFirstOrThrow|findOne|findOneBy|findOneOrFail|findOneByOrFail|findById|findByPk|findOneById)$/
const LISTS = /^(?:find|findAll|findMany|findBy|findAndCount|findAndCountAll|findAndCountBy)$/
const CHANGES = /^(?:findByIdAnd\w+|findOneAnd\w+|update|updateOne|delete|deleteOne|destroy|softDelete|replaceOne|softRemove|restore)$/
const CREATES = /^(?:create|insertOne|insert)$/
const BY_ID = /^(?:findById\w*|findByPk|findOneById)$/

// `prisma.order.findUnique({ where: { id } })`, `Order.findById(id)`, `this.orders.delete(id)`
function inFilter(module: SourceModule, call: Call, method: string): Read | null {
  const kind: Kind | null = READS.test(method)
    ? "read"
    : LISTS.test(method)
      ? "list"
      : CHANGES.test(method)
        ? "change"
        : CREATES.test(method)
          ? "create"
          : null
  const receiver = call.callee.type === "MemberExpression" ? bare(call.callee.object) : null
  const table = kind && receiver ? tableOf(module, receiver) : null
  const [first, second] = call.arguments
  if (kind === null || table === null || !first) return null
  if (kind === "create") {
    const record = propertyOf(first, "data") ?? first
    return bare(record).type === "ObjectExpression" ? { table, kind, conditions: conditionsIn(record), isWhole: true } : null
  }
  if (BY_ID.test(method)) return { table, kind, conditions: [{ name: "id", value: bare(first) }], isWhole: true }
  const filter = propertyOf(first, "where") ?? propertyOf(second, "where") ?? first
  const inner = bare(filter)
  // TypeORM: `repository.delete(id)`, `repository.update(id, values)`
  if (inner.type === "Identifier" || inner.type === "MemberExpression")
    return kind === "change" && /^(?:delete|update|softDelete|restore)$/.test(method) && isRepository(module, receiver)
      ? { table, kind, conditions: [{ name: "id", value: inner }], isWhole: true }
      : null
  if (inner.type !== "ObjectExpression") return null
  const isWhole = inner.properties.every((each) => each.type === "Property" && !/^(?:OR|AND|NOT|\$)/.test(propertyName(each) ?? ""))
  return { table, kind, conditions: conditionsIn(inner), isWhole }
}

function isRepository(module: SourceModule, receiver: Node | null): boolean {
  return receiver !== null && repositoryOf(module, receiver) !== null
}

/** What the records are called that a receiver holds: `prisma.order`, `Order`, `this.orderRepository`; `null` when it does not look like one. */
function tableOf(module: SourceModule, receiver: Node): string | null {
  const typed = repositoryOf(module, receiver)
  if (typed !== null) return tableName(typed)
  if (receiver.type === "CallExpression") {
    const name = receiver.callee.type === "MemberExpression" ? propertyName(receiver.callee) : null
    const text = stringOf(receiver.arguments[0]) ?? (receiver.arguments[0] ? module.textOf(receiver.arguments[0]) : "")
    return name !== null && /^(?:collection|getRepository|model)$/.test(name) && /^\w{1,40}$/.test(text) ? tableName(text) : null
  }
  if (receiver.type === "Identifier")
    return /^[A-Z]\w*$|(?:Model|Repository|Repo|Collection)$/.test(receiver.name) ? tableName(receiver.name) : null
  if (receiver.type !== "MemberExpression") return null
  const name = propertyName(receiver) ?? ""
  const object = module.textOf(bare(receiver.object))
  if (
    /(?:^|\.)_?(?:prisma(?:Service|Client)?|db|tx|trx)$/i.test(object) ||
    /(?:Model|Repository|Repo|Collection)$/.test(name) ||
    /^(?:models|db)$/.test(object)
  )
    return tableName(name)
  return null
}

/** `Order` for a member or parameter declared as `Repository<Order>` or `Model<OrderDocument>`. */
function repositoryOf(module: SourceModule, receiver: Node): string | null {
  const name = receiver.type === "MemberExpression" && receiver.object.type === "ThisExpression" ? propertyName(receiver) : null
  if (name === null) return null
  const known = module.code.indexOf(`${name}: `)
  if (known === -1) return null
  const type = /^\w+: (?:Repository|\w*Model|EntityRepository)<(\w+?)(?:Document)?>/.exec(module.code.slice(known, known + 200))?.[1]
  return type === undefined ? null : /^(?:any|unknown|object)$/.test(type) ? name : type
}

// `orders`, `Order` and `orderModel` are one.
function tableName(name: string): string {
  const word = name
    .replace(/^_/, "")
    .replace(/(?:Model|Repository|Repo|Collection|Entity|Table)$/, "")
    .replaceAll("_", "")
    .toLowerCase()
  return word.endsWith("ies") ? `${word.slice(0, -3)}y` : word.replace(/(?<=[a-z]{2}[^s])s$/, "")
}

function conditionsIn(node: Node | null | undefined, depth = 0): Condition[] {
  const inner = node ? bare(node) : null
  if (!inner || depth > 3) return []
  if (inner.type === "CallExpression" && inner.callee.type === "Identifier") {
    if (inner.callee.name === "and") return inner.arguments.flatMap((each) => conditionsIn(each, depth + 1))
    const [column, value] = inner.arguments
    const name = column?.type === "MemberExpression" ? propertyName(column) : null
    // Any other comparison is a condition as well.
    return name !== null && value ? [{ name, value: bare(value) }] : []
  }
  if (inner.type === "ArrowFunctionExpression" && inner.body.type !== "BlockStatement") return conditionsIn(inner.body, depth + 1)
  if (inner.type !== "ObjectExpression") return []
  return inner.properties.flatMap((each): Condition[] => {
    const name = each.type === "Property" ? propertyName(each) : null
    if (each.type !== "Property" || name === null) return []
    const value = bare(each.value)
    // `user: { id: req.user.id }`, `owner: { connect: { id } }`
    if (value.type === "ObjectExpression") {
      const [only] = conditionsIn(value, depth + 1)
      return OWNER.test(name) && only ? [{ name, value: only.value }] : [{ name, value }]
    }
    return [{ name, value }]
  })
}

function isCaller(module: SourceModule, value: Node): boolean {
  if (clientValueOf(module, value) !== null) return false
  const inner = bare(value)
  const text = module
    .textOf(inner)
    .slice(0, 120)
    .replace(/\?\.|!\.?/g, (each) => (each === "!" ? "" : "."))
  // `new Types.ObjectId(req.user.id)`
  const [wrapped] = inner.type === "NewExpression" || inner.type === "CallExpression" ? inner.arguments : []
  if (wrapped && CALLER.test(module.textOf(wrapped).replaceAll("?.", "."))) return clientValueOf(module, wrapped) === null
  const binding = inner.type === "Identifier" ? module.bindings.resolve(inner) : null
  const init = binding?.kind === "variable" && binding.declaration.type === "VariableDeclarator" ? binding.declaration.init : null
  if (init) return CALLER.test(module.textOf(bare(init)).slice(0, 120).replaceAll("?.", "."))
  return CALLER.test(text)
}

/** The name the answer of a call is kept under; `null` when there is none. */
function keptAs(call: Call): string | null {
  for (const each of ancestors(call)) {
    if (each.type === "VariableDeclarator") return each.id.type === "Identifier" ? each.id.name : null
    if (isFunction(each)) break
  }
  return null
}

/** `if (doc.owner.toString() !== req.user.id)` behind a look-up: the column that is compared with the caller. */
function comparedOwner(module: SourceModule, record: string, around: FunctionNode): string | null {
  for (const { parent: each } of identifiersNamed(around, record)) {
    if (each?.type !== "MemberExpression") continue
    const name = propertyName(each) ?? ""
    if (!OWNER.test(name)) continue
    for (const above of ancestors(each)) {
      if (above === around || above.type.endsWith("Statement")) break
      const other =
        above.type === "BinaryExpression" && /^[!=]==?$/.test(above.operator)
          ? above.left.start <= each.start && each.end <= above.left.end
            ? above.right
            : above.left
          : above.type === "CallExpression" && above.callee.type === "MemberExpression" && propertyName(above.callee) === "equals"
            ? above.arguments[0]
            : null
      if (other && isCaller(module, other)) return name
    }
  }
  return null
}

// The handler or the method; callbacks inside belong to it.
function outerFunction(node: Node): FunctionNode | null {
  let found: FunctionNode | null = enclosingFunction(node)
  for (const each of ancestors(node)) {
    if (!isFunction(each)) continue
    const { parent } = each
    // A plugin or factory in which handlers are registered is not around their queries.
    if (found && parent?.type !== "MethodDefinition" && each !== found && !isTransaction(found)) break
    found = each
  }
  return found
}

function isTransaction(inner: FunctionNode): boolean {
  const call = inner.parent
  return (
    call?.type === "CallExpression" &&
    call.callee.type === "MemberExpression" &&
    /transaction|map|then|forEach/i.test(propertyName(call.callee) ?? "")
  )
}
