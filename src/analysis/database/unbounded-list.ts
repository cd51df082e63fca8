import { callFacts, chainOf } from "../calls/call-facts.ts"
import type { Call, CallFacts } from "../calls/call-facts.ts"
import { filterScope } from "../calls/filter-scope.ts"
import { bare, enclosingFunction, identifiersNamed, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { isAwaitedTable, isSentStatement } from "./sent-query.ts"
import type { Tagged } from "./sent-query.ts"

// The chain says how much, hands the rows on one by one, or asks for something else than the rows.
const BOUNDING =
  /^(?:limit|take|paginate|first|cursor|stream|batchSize|count|countDocuments|estimatedDocumentCount|distinct|skipTake|pluck|eachAsync|addCursorFlag|pipe|where\w*|andWhere\w*|orWhere\w*|having|max|min|sum|avg|insert|update|del|delete|increment|decrement|truncate|onConflict|merge|getCount|getOne|findOne|byId|equals|in|columnInfo|modify|fetchPage|groupBy)$/

// What else says how many, or that it is no list.
const OF_CHAINS = /^(?:top|fetch|having|innerJoinLateral|skip|getRawOne|distinctOn|offset|doc|within|select\w*Fn)$/
const OF_OBJECTION = /^(?:page|range|find\w+|resultSize|throwIfNotFound|modifiers|patch\w*|upsert\w*|insert\w*|delete\w*|for|relatedQuery)$/

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

/** The list a call or a tagged statement loads without a limit and without a filter that keeps it small; `null` for all others. */
export function unboundedList(project: Project, module: SourceModule, call: Call | Tagged): UnboundedList | null {
  if (call.type === "TaggedTemplateExpression") return isSentStatement(project, module, call) ? listOfStatement(stringOf(call.quasi)) : null
  const known = callFacts(project, module, call)
  return (
    prismaList(project, module, call, known) ??
    documentList(project, module, call, known) ??
    repositoryList(project, module, call, known) ??
    sqlList(call, known) ??
    knexList(call, known) ??
    drizzleList(module, call, known) ??
    modelList(project, module, call) ??
    chainedList(module, call, known) ??
    managerList(module, call, known)
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
  // Whoever gets the query may still limit it.
  if (!methods.some((each) => each === "exec" || each === "then" || each === "toArray") && !isSentHere(call, top)) return null
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
  const [given] = call.arguments
  return listOfStatement(stringOf(given) ?? stringOf(propertyOf(given, "text")) ?? stringOf(propertyOf(given, "sql")))
}

function listOfStatement(statement: string | null): UnboundedList | null {
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

// `await knex("orders").select("*").orderBy("created_at")`, `await db.select("*").from("orders")`
function knexList(call: Call, { path }: CallFacts): UnboundedList | null {
  if (path === null || !/^knex\(\)(?:\.select\(\)\.from|\.from|\.table)?$/.test(path)) return null
  const table = stringOf(call.arguments[0])
  if (table === null) return null
  const { top, methods } = chainOf(call)
  const isPlain = path !== "knex()" || methods.length === 0 || methods.some((each) => /^(?:select|orderBy|join|leftJoin|from)$/.test(each))
  if (!isPlain || (!methods.includes("then") && !isSentHere(call, top)) || methods.some((each) => BOUNDING.test(each))) return null
  return { what: table.replace(/\s+as\s+.*$/i, ""), fix: "Add `.limit(…)` with an upper bound and continue from the last key." }
}

/** Whether a query is awaited or given to whoever awaits the function around it. */
function isSentHere(call: Call, top: Node): boolean {
  const { parent } = top
  if (parent?.type === "AwaitExpression") return true
  const around = enclosingFunction(call)
  return around?.async === true && (parent?.type === "ReturnStatement" || around.body === top)
}

// `await Order.query().withGraphFetched("lines")` of Objection
function modelList(project: Project, module: SourceModule, call: Call): UnboundedList | null {
  const { receiver, method, path } = callFacts(project, module, call)
  if (method !== "query" || path === "knex().query" || isAwaitedTable(project, module, call) !== "reads") return null
  const { top, methods } = chainOf(call)
  if ((!methods.includes("then") && !isSentHere(call, top)) || methods.some((each) => BOUNDING.test(each) || OF_OBJECTION.test(each)))
    return null
  return { what: lastName(receiver), fix: "Add `.limit(…)` with an upper bound, or `.page(…)` with a size nobody exceeds." }
}

// `db.selectFrom("orders").selectAll().execute()`, `repository.createQueryBuilder("o").getMany()`, `db.collection("orders").get()`
function chainedList(module: SourceModule, call: Call, { facts, path }: CallFacts): UnboundedList | null {
  if (path === null || !facts.includes("db-list")) return null
  const steps = stepsBefore(call)
  const [begin] = steps
  if (!begin || steps.some(({ name }) => BOUNDING.test(name) || OF_CHAINS.test(name))) return null
  if (path.startsWith("kysely.Kysely().selectFrom()")) {
    const from = steps.find(({ name }) => name === "selectFrom")
    const table = from && stringOf(from.call.arguments[0])
    if (!table || /\bfn\b|\bcount|\bsum\(/i.test(module.textOf(call.callee).slice(0, 2_000))) return null
    return { what: table.replace(/\s+as\s+.*$/i, ""), fix: DRIZZLE }
  }
  if (/^typeorm\.SelectQueryBuilder\(\)\.(?:getMany|getRawMany|getManyAndCount|getRawAndEntities)$/.test(path)) {
    const builder = steps.find(({ name }) => name === "createQueryBuilder")
    if (!builder || builder.call.callee.type !== "MemberExpression") return null
    return {
      what: entityName(module.textOf(builder.call.callee.object).replace(/\s+/g, "").slice(-200)),
      fix: "Add `.take(…)` with an upper bound (and `.skip(…)` or a key to continue from).",
    }
  }
  if (!/\bcollection\(\)(?:\.(?:orderBy|select)\(\))*\.get$/.test(path)) return null
  const collection = steps.find(({ name }) => name === "collection")
  const name = collection && stringOf(collection.call.arguments[0])
  if (!name || name.includes("/")) return null
  return { what: name, fix: "Add `.limit(…)` with an upper bound and continue with `startAfter(…)`." }
}

/** The calls a chain begins with, the first one first, each with the name of its method. */
function stepsBefore(call: Call): { readonly name: string; readonly call: Call }[] {
  const steps: { name: string; call: Call }[] = []
  for (let at = bare(call); at.type === "CallExpression" && at.callee.type === "MemberExpression"; at = bare(at.callee.object))
    steps.push({ name: propertyName(at.callee) ?? "", call: at })
  return steps.slice(1).reverse()
}

// `em.find(Order, {})` of MikroORM, `manager.find(Order)` of TypeORM, `repository.findAll()`
function managerList(module: SourceModule, call: Call, { path, receiver }: CallFacts): UnboundedList | null {
  const [entity, second, third] = call.arguments
  if (path === "typeorm.DataSource().find")
    return entity?.type === "Identifier" && isOpen(module, second, ["take"], "where", entity.name)
      ? { what: entity.name, fix: "Add `take` with an upper bound (and `skip` or a key to continue from)." }
      : null
  const fix = "Add `limit` with an upper bound to the options and continue with a cursor (`findByCursor`)."
  if (path === "@mikro-orm/core.MikroORM.init().em.find")
    return entity?.type === "Identifier" && filterScope(module, second) === "open" && isOpen(module, third, ["limit", "first", "last"], "")
      ? { what: entity.name, fix }
      : null
  if (path === "@mikro-orm/core.EntityRepository().findAll")
    return isOpen(module, entity, ["limit", "where"], "") ? { what: entityName(receiver), fix } : null
  return path === "@mikro-orm/core.EntityRepository().find" &&
    filterScope(module, entity) === "open" &&
    isOpen(module, second, ["limit", "first", "last"], "")
    ? { what: entityName(receiver), fix }
    : null
}

// `await db.select().from(orders).orderBy(orders.createdAt)`
function drizzleList(module: SourceModule, call: Call, { path }: CallFacts): UnboundedList | null {
  const table = call.arguments[0] && bare(call.arguments[0])
  if (path === null || !/^drizzle-orm\.drizzle\(\)\.select(?:Distinct)?\(\)\.from$/.test(path) || table?.type !== "Identifier") return null
  const { top, methods } = chainOf(call)
  if (!isSentHere(call, top)) return null
  // `select({ total: count() })` asks for one row.
  if (methods.some((each) => BOUNDING.test(each)) || /\b(?:count|sum|avg|max|min)(?:Distinct)?\(/.test(module.textOf(call.callee)))
    return null
  return { what: table.name, fix: DRIZZLE }
}

/** Whether an options object names no limit and filters nothing that keeps the result small. */
function isOpen(module: SourceModule, options: Node | undefined, limits: readonly string[], filter: string, what = ""): boolean {
  if (!options) return true
  const node = writtenOptions(module, options)
  if (node?.type !== "ObjectExpression") return false
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

// `const options = { order }; Order.findAll(options)`, as long as nobody adds to it.
function writtenOptions(module: SourceModule, options: Node): Node | null {
  const node = bare(options)
  if (node.type !== "Identifier") return node
  const binding = module.bindings.resolve(node)
  const declaration = binding?.declaration
  if (!binding || declaration?.type !== "VariableDeclarator" || !declaration.init || binding.pattern.length > 0) return null
  if (binding.assigned.length > 0) return null
  const around = enclosingFunction(declaration)
  const others = identifiersNamed(around ?? module.program, node.name).filter((each) => each !== node && each !== declaration.id)
  return others.length === 0 ? bare(declaration.init) : null
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
