import { chainOf } from "../calls/call-facts.ts"
import { bare, descendants, nodesOf, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

type Call = Node & { type: "CallExpression" }

/** A query that takes what is due from a table used as a queue: rows in one state whose time has come. */
export interface DueQuery {
  readonly node: Node
  /** The table as the database names it. */
  readonly table: string
  /** The columns of the filter as the database names them: the state, and the time. */
  readonly state: string
  readonly time: string
}

const STATE = /^(?:status|state|phase|stage)$|_(?:status|state)$/
const TIME = /(?:_at|_on|_after|_until|_time|^due|^run|^deadline)(?:_\w+)?$/
const MAX_SQL = 4_000

/** The queries of a file that take what is due, written with Knex, Sequelize or in SQL. */
export function* dueQueries(project: Project, module: SourceModule): Generator<DueQuery> {
  if (!/<=?|\blte?\b/.test(module.text)) return
  for (const node of nodesOf(module.program, "CallExpression")) {
    const found = ofKnex(node) ?? ofSequelize(project, module, node)
    if (found) yield found
  }
  for (const node of nodesOf(module.program, "Literal", "TemplateLiteral")) {
    const found = ofSql(node, sqlText(node))
    if (found) yield found
  }
}

// `db("deliveries as d").where("d.status", "pending").where("d.next_attempt_at", "<=", now).limit(20)`
function ofKnex(call: Call): DueQuery | null {
  const callee = bare(call.callee)
  const isStart =
    callee.type === "Identifier" || propertyName(callee) === "from" || (callee.type === "MemberExpression" && propertyName(callee) === "db")
  const named = isStart ? /^(\w+)(?:\s+as\s+\w+)?$/i.exec(stringOf(call.arguments[0]) ?? "")?.[1] : undefined
  if (named === undefined) return null
  const { top, methods } = chainOf(call)
  if (!methods.includes("limit") && !methods.includes("first")) return null
  let [state, time]: (string | null)[] = [null, null]
  for (const each of descendants(top)) {
    if (each.type !== "CallExpression" || each.start !== top.start || !/^(?:andW|w)here$/.test(propertyName(bare(each.callee)) ?? ""))
      continue
    const [first, second, third] = each.arguments
    for (const property of first?.type === "ObjectExpression" ? first.properties : [])
      if (property.type === "Property") state ??= nameOf(propertyName(property), STATE)
    const column = stringOf(first)
    if (!third && second) state ??= nameOf(column, STATE)
    if (third && /^<=?$/.test(stringOf(second) ?? "")) time ??= nameOf(column, TIME)
  }
  return state && time ? { node: call, table: named, state, time } : null
}

// `Delivery.findAll({ where: { status: "pending", nextAttemptAt: { [Op.lte]: new Date() } }, limit: 20 })`
function ofSequelize(project: Project, module: SourceModule, call: Call): DueQuery | null {
  const callee = bare(call.callee)
  if (callee.type !== "MemberExpression" || !/^find(?:All|One)$/.test(propertyName(callee) ?? "")) return null
  const [options] = call.arguments
  const where = options ? propertyOf(options, "where") : null
  const filter = where ? bare(where) : null
  if (filter?.type !== "ObjectExpression") return null
  let [state, time]: (string | null)[] = [null, null]
  for (const property of filter.properties) {
    const name = property.type === "Property" ? propertyName(property) : null
    if (property.type !== "Property" || name === null) continue
    const column = snake(name)
    if (/\bOp\.lte?\b/.test(module.textOf(property.value).slice(0, 200))) time ??= nameOf(column, TIME)
    else if (bare(property.value).type !== "ObjectExpression") state ??= nameOf(column, STATE)
  }
  const table = state && time ? tableOfModel(project, module, callee.object) : null
  return table && state && time ? { node: call, table, state, time } : null
}

/** The `tableName` of a Sequelize model; `null` where none is said. */
function tableOfModel(project: Project, module: SourceModule, model: Node): string | null {
  const name = module.textOf(model).split(".").at(-1) ?? ""
  const meaning = meaningOf(project, module, model)
  const home =
    meaning && "module" in meaning ? [meaning.module.path] : project.sourcePaths.filter((path) => project.mentions(path, /\btableName\b/))
  const declared = new RegExp(`\\bdefine\\(\\s*["'\`]${name.replace(/\W/g, "")}["'\`]`)
  for (const path of home) {
    const text = project.codeOf(path) ?? ""
    const table = /\btableName:\s*["'`](\w+)["'`]/.exec(text)?.[1]
    if (table !== undefined && declared.test(text)) return table
  }
  return null
}

// `SELECT … FROM jobs WHERE status = 'queued' AND run_at <= now() ORDER BY run_at LIMIT 10`
function ofSql(node: Node, sql: string): DueQuery | null {
  if (sql.length > MAX_SQL || !/\bLIMIT\b/i.test(sql) || /\bJOIN\b|\bUNION\b/i.test(sql)) return null
  const match = /\bFROM\s+"?(?:\w+"?\.)?"?(\w+)"?\s[\s\S]{0,60}?\bWHERE\b([\s\S]{1,1000}?)\bORDER\s+BY\b/i.exec(sql)
  const [, table, filter = ""] = match ?? []
  if (table === undefined || /\bOR\b/i.test(filter)) return null
  const state = nameOf(/\b(?:\w+\.)?"?(\w+)"?\s*=\s*(?:'\w+'|\$\d|\?|:\w+)/.exec(filter)?.[1] ?? null, STATE)
  const time = nameOf(/\b(?:\w+\.)?"?(\w+)"?\s*<=?\s*(?:now\(\)|CURRENT_TIMESTAMP|\$\d|\?|:\w+)/i.exec(filter)?.[1] ?? null, TIME)
  return state && time ? { node, table, state, time } : null
}

function sqlText(node: Node): string {
  if (node.type === "TemplateLiteral") return node.quasis.map((each) => each.value.cooked ?? "").join("?")
  return node.type === "Literal" && typeof node.value === "string" ? node.value : ""
}

function nameOf(column: string | null, kind: RegExp): string | null {
  const name = column?.split(".").at(-1) ?? ""
  return kind.test(name) ? name : null
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
