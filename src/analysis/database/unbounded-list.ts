import { callFacts, chainOf } from "../calls/call-facts.ts"
import type { Call, CallFacts } from "../calls/call-facts.ts"
import { filterScope } from "../calls/filter-scope.ts"
import { bare, enclosingFunction, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// The chain says how much, hands the rows on one by one, or asks for something else than the rows.
const BOUNDING =
  /^(?:limit|take|paginate|first|cursor|stream|batchSize|count|countDocuments|estimatedDocumentCount|distinct|skipTake|pluck|eachAsync|addCursorFlag|pipe|where\w*|andWhere\w*|orWhere\w*|having|max|min|sum|avg|insert|update|del|delete|increment|decrement|truncate|onConflict|merge|getCount|getOne|findOne|byId|equals|in|columnInfo|modify|fetchPage|groupBy)$/

const COLLECTION = /\.collection\([^()]*\)$|(?:^|\.)\w*[cC]ollection$/

const FIND_OPTIONS = ["where", "relations", "select", "order", "skip", "take", "join", "cache", "lock", "withDeleted", "loadEagerRelations"]
// What is written down whenever something happens, and read by nobody but in pages.
const EVER_GROWING = /audit|event|activit(?:y|ies)|histor(?:y|ies)|logs?$|transaction|metric|measurement|reading|visit|click/i
const TENANT = /^(?:tenant|org(?:ani[sz]ation)?|workspace|company|account|merchant|site|shop)_?[iI]d$/
const DRIZZLE = "Add `.limit(…)` with an upper bound and continue from the last key."

/** A query that loads every row of a table, as far as the code says. */
export interface UnboundedList {
  /** Table, model or collection as the code names it. */
  readonly what: string
  readonly fix: string
}

/** The list a call loads without a limit and without a filter that keeps it small; `null` for every other call. */
export function unboundedList(project: Project, module: SourceModule, call: Call): UnboundedList | null {
  const known = callFacts(project, module, call)
  return (
    prismaList(project, module, call, known) ??
    documentList(project, module, call, known) ??
    repositoryList(project, module, call, known) ??
    sqlList(call, known) ??
    knexList(call, known) ??
    drizzleList(module, call, known)
  )
}

function prismaList(
  project: Project,
  module: SourceModule,
  call: Call,
  { facts, path, receiver, method }: CallFacts,
): UnboundedList | null {
  if (method !== "findMany" || !facts.includes("db-list") || (path === null && project.dependsOn(module.path, "@prisma/client") === null))
    return null
  if (path?.startsWith("drizzle-orm.")) {
    const options = call.arguments[0]
    if (options && ["limit", "where"].some((each) => propertyOf(options, each))) return null
    return isOpen(module, options, ["limit", "where"], "where") ? { what: lastName(receiver), fix: DRIZZLE } : null
  }
  if (!isOpen(module, call.arguments[0], ["take", "distinct"], "where", lastName(receiver))) return null
  return {
    what: lastName(receiver),
    fix: "Add `take` with an upper bound and page with `cursor`; for an export, read in batches of a few hundred rows.",
  }
}

function documentList(project: Project, module: SourceModule, call: Call, { path, receiver, method }: CallFacts): UnboundedList | null {
  const isMongoose = path === "mongoose.model().find"
  const isNamed = path === null && method === "find" && COLLECTION.test(receiver) && project.dependsOn(module.path, "mongodb") !== null
  const isDriver = isNamed || path === "mongodb.MongoClient().db().collection().find"
  if (!isMongoose && !isDriver) return null
  const { top, methods } = chainOf(call)
  if (methods.some((each) => BOUNDING.test(each))) return null
  const isAwaited =
    top.parent?.type === "AwaitExpression" || methods.some((each) => each === "exec" || each === "then" || each === "toArray")
  // Whoever gets the query may still limit it.
  if (!isAwaited && !(top.parent?.type === "ReturnStatement" && enclosingFunction(call)?.async)) return null
  if (isDriver && !methods.includes("toArray")) return null
  const options = bare(call.arguments[isMongoose ? 2 : 1] ?? call)
  if (
    options !== call &&
    (options.type !== "ObjectExpression" ||
      propertyOf(options, "limit") ||
      options.properties.some((each) => each.type === "SpreadElement"))
  )
    return null
  if (filterScope(module, call.arguments[0]) !== "open") return null
  return {
    what: isMongoose ? lastName(receiver) : collectionName(receiver),
    fix: "Add `.limit(…)` with an upper bound and page by `_id`; for an export, iterate over a cursor.",
  }
}

function repositoryList(project: Project, module: SourceModule, call: Call, { path, receiver, method }: CallFacts): UnboundedList | null {
  if (path === "typeorm.Repository().find") {
    // Before TypeORM 0.3 the conditions could stand alone.
    const [options] = call.arguments
    const isCondition = options?.type === "ObjectExpression" && !FIND_OPTIONS.some((each) => propertyOf(options, each))
    return (
      isCondition && options.properties.length > 0
        ? filterScope(module, options) === "open"
        : isOpen(module, options, ["take"], "where", entityName(receiver))
    )
      ? {
          what: entityName(receiver),
          fix: "Add `take` with an upper bound (and `skip` or a key to continue from).",
        }
      : null
  }
  if (path === "typeorm.Repository().findBy") {
    return filterScope(module, call.arguments[0]) === "open"
      ? { what: entityName(receiver), fix: "Use `find({ where, take })` with an upper bound." }
      : null
  }
  const isSequelize =
    method === "findAll" &&
    (path === null ? /^(?:\w+\.)*[A-Z]\w*$/.test(receiver) : path.startsWith("sequelize.")) &&
    ["sequelize", "sequelize-typescript", "@sequelize/core"].some((each) => project.dependsOn(module.path, each) !== null)
  if (!isSequelize || !isOpen(module, call.arguments[0], ["limit", "group"], "where", lastName(receiver))) return null
  return { what: lastName(receiver), fix: "Add `limit` with an upper bound and page by key." }
}

/** A statement as text without interpolation that selects rows and says neither which nor how many. */
function sqlList(call: Call, { facts, method }: CallFacts): UnboundedList | null {
  if (!facts.includes("db-read") || !/^(?:query|execute|raw|all)$/.test(method)) return null
  const statement =
    stringOf(call.arguments[0]) ?? stringOf(propertyOf(call.arguments[0], "text")) ?? stringOf(propertyOf(call.arguments[0], "sql"))
  if (statement === null || !/^\s*SELECT\b/i.test(statement)) return null
  if (
    /\b(?:LIMIT|FETCH\s+(?:FIRST|NEXT)|TOP\s*\(?\d|WHERE|GROUP\s+BY|HAVING|TABLESAMPLE)\b/i.test(statement) ||
    /\b(?:COUNT|SUM|MAX|MIN|AVG|EXISTS)\s*\(/i.test(statement)
  )
    return null
  const table = /\bFROM\s+["`[]?(?:\w+["`\]]?\.["`[]?)?(\w+)/i.exec(statement)?.[1]
  if (table === undefined || /^(?:information_schema|pg_|sqlite_|generate_series|unnest)/i.test(table)) return null
  return { what: table, fix: "Add `LIMIT` with an upper bound and continue from the last key (`WHERE id > $1 ORDER BY id`)." }
}

// `await knex("orders").select("*").orderBy("created_at")`
function knexList(call: Call, { path }: CallFacts): UnboundedList | null {
  const table = stringOf(call.arguments[0])
  if (path !== "knex()" || bare(call.callee).type !== "Identifier" || table === null) return null
  const { top, methods } = chainOf(call)
  const isAwaited =
    top.parent?.type === "AwaitExpression" ||
    methods.includes("then") ||
    (top.parent?.type === "ReturnStatement" && enclosingFunction(call)?.async)
  if (!isAwaited || methods.length === 0 || !methods.some((each) => /^(?:select|orderBy|join|leftJoin|from)$/.test(each))) return null
  if (methods.some((each) => BOUNDING.test(each))) return null
  return { what: table.replace(/\s+as\s+.*$/i, ""), fix: "Add `.limit(…)` with an upper bound and continue from the last key." }
}

// `await db.select().from(orders).orderBy(orders.createdAt)`
function drizzleList(module: SourceModule, call: Call, { path }: CallFacts): UnboundedList | null {
  const table = call.arguments[0] && bare(call.arguments[0])
  if (path === null || !/^drizzle-orm\.drizzle\(\)\.select(?:Distinct)?\(\)\.from$/.test(path) || table?.type !== "Identifier") return null
  const { top, methods } = chainOf(call)
  if (top.parent?.type !== "AwaitExpression" && !(top.parent?.type === "ReturnStatement" && enclosingFunction(call)?.async)) return null
  // `select({ total: count() })` asks for one row.
  if (methods.some((each) => BOUNDING.test(each)) || /\b(?:count|sum|avg|max|min)(?:Distinct)?\(/.test(module.textOf(call.callee)))
    return null
  return { what: table.name, fix: DRIZZLE }
}

/** Whether an options object names no limit and filters nothing that keeps the result small. */
function isOpen(module: SourceModule, options: Node | undefined, limits: readonly string[], filter: string, what = ""): boolean {
  if (!options) return true
  const node = bare(options)
  if (node.type !== "ObjectExpression") return false
  for (const each of node.properties) {
    if (each.type === "SpreadElement") {
      // A page that is added only sometimes still leaves the rest of the time.
      if (!/cursor/.test(module.textOf(each)) || /take|limit/.test(module.textOf(each))) return false
      continue
    }
    const name = propertyName(each)
    if (name === null || limits.includes(name)) return false
  }
  const conditions = propertyOf(node, filter)
  return filterScope(module, conditions) === "open" || (EVER_GROWING.test(what) && isOfTenant(module, conditions))
}

/** Whether all a filter asks for certain is whose customer a row is of: a whole company makes many. */
function isOfTenant(module: SourceModule, filter: Node | null): boolean {
  const node = filter && bare(filter)
  if (node?.type !== "ObjectExpression") return false
  const certain = node.properties.flatMap((each) => {
    if (each.type === "Property") return [propertyName(each) ?? module.textOf(each.key)]
    const spread = bare(each.argument)
    // What may be absent narrows nothing.
    return spread.type === "ConditionalExpression" || spread.type === "LogicalExpression" ? [] : ["…"]
  })
  return certain.length === 1 && TENANT.test(certain[0] ?? "")
}

function lastName(receiver: string): string {
  return (/(\w+)(?:\(.*\))?$/.exec(receiver)?.[1] ?? receiver).replace(/^_+/, "")
}

// `getRepository(Order)`, `this.ordersRepository`
function entityName(receiver: string): string {
  return /\bget\w{0,10}Repository\(\s*(\w+)\s*\)$/.exec(receiver)?.[1] ?? lastName(receiver).replace(/(.)(?:Repository|Repo)$/, "$1")
}

function collectionName(receiver: string): string {
  return /\.collection(?:<[^>]*>)?\(["'`](\w+)["'`]/.exec(receiver)?.[1] ?? lastName(receiver)
}
