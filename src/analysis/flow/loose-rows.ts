import { HOLE, isSql, parseSql } from "../database/sql-statement.ts"
import type { SqlStatement, SqlValue } from "../database/sql-statement.ts"
import { buildersOf, keyedCallOf } from "../model-index.ts"
import { bare, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { memberOf, meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { keyPatternOf } from "./key-pattern.ts"
import { note, runCallbacks } from "./store.ts"
import type { StoreCall } from "./store.ts"
import { callableIn } from "./value.ts"
import type { Loose, StoredColumn, Tainted, Value } from "./value.ts"
import { quietly } from "./walk.ts"
import type { Frame, Walk } from "./walk.ts"

const ASKING =
  /^(?:query|queryOne|execute|exec|run|get|all|each|iterate|one|oneOrNone|any|many|manyOrNone|none|result|prepare|raw|unsafe|batch|select|sql|first|\$(?:query|execute)Raw(?:Unsafe)?)$/
const PREPARING = /^(?:prepare|prepareStatement)$/
const LIST_CALLBACKS = new Set(["map", "forEach", "filter", "find", "some", "every", "flatMap", "reduce", "each"])
const ELEMENT = new Set(["at", "pop", "shift", "slice", "reverse", "concat", "flat", "values", "toArray", "promise"])
// Where the drivers put the rows.
const CONTAINER = /^(?:rows|records?|recordsets?|results?|data|\d+)$/
// What no client writes words into, by its name.
const NO_TEXT =
  /^(?:id|uuid|pk|count|total|length|size|row_?count|affected_?rows|insert_?id|changes|last_?id|command|fields|oid|position|version)$|(?:_id|_at|_on|_count|_date|_time|Id|At|Count)$|^(?:is|has|can)[_A-Z]/

/**
 * What a call gives that asks a database in SQL, begins a query builder's chain or reads a key of a store; what it writes is noted.
 * `undefined` for all other calls.
 */
export function openLoose(walk: Walk, call: StoreCall, frame: Frame): Value | undefined {
  return openBuilder(walk, call) ?? callKeyed(walk, call, frame) ?? askInSql(walk, call, frame)
}

/** Whether a function may give such rows by itself, told by its text. */
export function readsLoosely(project: Project, module: SourceModule, text: string): boolean {
  return (
    /\b(?:select|returning)\b/i.test(text) ||
    (/\.(?:get|hget|hgetall|hGet|hGetAll|lrange|lRange)\s*\(/.test(text) &&
      (project.dependsOn(module.path, "redis") ?? project.dependsOn(module.path, "ioredis")) !== null) ||
    (/\.(?:first|where)\s*\(/.test(text) && project.dependsOn(module.path, "knex") !== null)
  )
}

// `db("users")`, `knex.from("users")`
function openBuilder(walk: Walk, { node, path, values, meaning }: StoreCall): Value | undefined {
  const argument = path === null || node.type !== "CallExpression" ? null : buildersOf(path)
  const written = argument === null ? null : node.arguments[argument]
  const table = written && tableName(written)
  if (!table) return undefined
  runCallbacks(walk, values, null, false)
  return looseTable(table, meaning)
}

function tableName(node: Node): string | null {
  const text = stringOf(bare(node))
  return text === null ? null : (text.trim().split(/\s/, 1)[0]?.split(".").at(-1)?.toLowerCase() ?? null)
}

function looseTable(table: string, meaning: Loose["meaning"]): Loose {
  return {
    kind: "loose",
    table,
    meaning,
    columnOf: (name) => ({ table, column: name.toLowerCase() }),
  }
}

function hash(key: string, meaning: Loose["meaning"]): Loose {
  return { kind: "loose", table: null, meaning, columnOf: (name) => ({ table: key, column: name }) }
}

// `redis.set(`bio:${id}`, text)`, `redis.get(`bio:${id}`)`
function callKeyed(walk: Walk, { node, path, method, values, meaning }: StoreCall, frame: Frame): Value | undefined {
  if (method === null || node.callee.type !== "MemberExpression" || node.type !== "CallExpression") return undefined
  const object = bare(node.callee.object)
  const receiver = object.type === "Identifier" ? object.name : object.type === "MemberExpression" ? (propertyName(object) ?? "") : ""
  const keyed = keyedCallOf(path, receiver, method)
  const key = keyed === null || !node.arguments[0] ? null : keyPatternOf(walk.project, frame.module, node.arguments[0])
  if (keyed === null || key === null) return undefined
  if (keyed.writes !== undefined) {
    const given = values[keyed.writes] ?? null
    const field = keyed.field === undefined ? null : stringOf(node.arguments[keyed.field])
    const whole = keyed.field === undefined ? null : (values[keyed.field] ?? null)
    if (whole?.kind === "object") for (const [name, value] of whole.fields) note(walk, key, name, value)
    else if (keyed.field === undefined) keepValue(walk, key, node.arguments[keyed.writes], given, frame)
    else if (field !== null) note(walk, key, field, given)
    return undefined
  }
  if (keyed.field === undefined) {
    const value = keyed.gives === "row" ? hash(key, meaning) : readFrom({ table: key, column: "*" }, node, frame)
    runCallbacks(walk, values, value, true)
    return value
  }
  const field = stringOf(node.arguments[keyed.field])
  return field === null ? undefined : readFrom({ table: key, column: field }, node, frame)
}

// `JSON.stringify({ … })` is kept part by part, so that one part does not stand for another.
function keepValue(walk: Walk, key: string, argument: Node | undefined, value: Value, frame: Frame): void {
  const node = argument ? bare(argument) : null
  const inside = node?.type === "CallExpression" && frame.module.textOf(node.callee) === "JSON.stringify" ? node.arguments[0] : undefined
  const kept = inside ? quietly(walk, inside, frame) : null
  if (kept?.kind === "object") for (const [name, field] of kept.fields) note(walk, key, name, field)
  else note(walk, key, "*", value)
}

function askInSql(walk: Walk, { node, method, values, meaning }: StoreCall, frame: Frame): Value | undefined {
  if (node.type !== "CallExpression") return undefined
  const name = method ?? (node.callee.type === "Identifier" ? node.callee.name : null)
  const first = node.arguments[0]
  if (name === null || !ASKING.test(name) || !first) return undefined
  // `db.execute(sql`select …`)`
  const given = values[0] ?? null
  if (given?.kind === "loose") return { ...given, meaning }
  const query = queryIn(walk, frame.module, first)
  const statement = query && statementOf(walk.project, query.node)
  if (!query || !statement) return undefined
  if (PREPARING.test(name)) return rowsOf(statement, meaning, statement)
  write(walk, statement, valuesOf(walk, query, node.arguments.slice(1), values.slice(1), frame))
  const rows = rowsOf(statement, meaning)
  runCallbacks(walk, values, rows, true)
  return rows
}

/** What a template text with an SQL tag gives: sql`select …`; `undefined` for all other tags. */
export function askInTaggedSql(walk: Walk, node: Node & { type: "TaggedTemplateExpression" }, frame: Frame): Value | undefined {
  const tag = bare(node.tag)
  const name = tag.type === "Identifier" ? tag.name : tag.type === "MemberExpression" ? propertyName(tag) : null
  if (name === null || !/^(?:sql|tx|trx|pg|db|\$queryRaw|\$executeRaw)$/i.test(name)) return undefined
  const statement = statementOf(walk.project, node.quasi)
  if (!statement) return undefined
  write(walk, statement, (value) =>
    value.kind === "hole" && node.quasi.expressions[value.index] ? quietly(walk, node.quasi.expressions[value.index] as Node, frame) : null,
  )
  return rowsOf(statement, null)
}

interface Query {
  readonly node: Node
  /** The list of parameters that came with it: `{ text, values }`. */
  readonly values: Node | null
}

function queryIn(walk: Walk, module: SourceModule, argument: Node): Query | null {
  const node = bare(argument)
  if (node.type === "ObjectExpression") {
    const text = propertyOf(node, "text") ?? propertyOf(node, "sql")
    return text && { node: constant(walk, module, text), values: propertyOf(node, "values") }
  }
  return { node: constant(walk, module, node), values: null }
}

function constant(walk: Walk, module: SourceModule, written: Node): Node {
  const node = bare(written)
  if (node.type !== "Identifier" && node.type !== "MemberExpression") return node
  const meaning = meaningOf(walk.project, module, node)
  return meaning?.kind === "value" ? bare(meaning.node) : node
}

function statementOf(project: Project, node: Node): SqlStatement | null {
  return project.onceFor(node, "SQL statement", () => ({ parsed: parseText(node) })).parsed
}

function parseText(node: Node): SqlStatement | null {
  const text = textWithHoles(node, { count: 0 })
  return text !== null && isSql(text) ? parseSql(text) : null
}

function textWithHoles(node: Node, holes: { count: number }): string | null {
  const text = bare(node)
  if (text.type === "TemplateLiteral")
    return text.quasis.map((each, index) => `${each.value.raw}${text.expressions[index] ? `${HOLE}${holes.count++}` : ""}`).join("")
  if (text.type !== "BinaryExpression" || text.operator !== "+") return stringOf(text)
  const left = textWithHoles(text.left, holes)
  const right = textWithHoles(text.right, holes)
  return left === null ? null : `${left}${right ?? ""}`
}

type Given = (value: SqlValue) => Value

function valuesOf(walk: Walk, query: Query, nodes: readonly Node[], values: readonly Value[], frame: Frame): Given {
  const list = listIn(frame.module, query.values ?? nodes[0])
  const first = values[0] ?? null
  return (value) => {
    if (value.kind === "hole") {
      const expression = query.node.type === "TemplateLiteral" ? query.node.expressions[value.index] : undefined
      return expression ? quietly(walk, expression, frame) : null
    }
    if (value.kind === "named") return first?.kind === "object" ? (first.fields.get(value.name) ?? null) : null
    const element = list?.[value.index]
    if (element) return quietly(walk, element, frame)
    // `db.run("insert …", name, text)`
    return list === null ? (values[value.index] ?? null) : null
  }
}

function listIn(module: SourceModule, argument: Node | null | undefined): (Node | null)[] | null {
  const node = argument ? bare(argument) : null
  if (node?.type === "ArrayExpression") return node.elements
  if (node?.type !== "Identifier") return null
  const declaration = module.bindings.resolve(node)?.declaration
  const init = declaration?.type === "VariableDeclarator" && declaration.init ? bare(declaration.init) : null
  return init?.type === "ArrayExpression" ? init.elements : null
}

function write(walk: Walk, statement: SqlStatement, given: Given): void {
  for (const { column, value } of statement.writes) note(walk, statement.table, column, given(value))
  if (statement.writesObject) keepObject(walk, statement.table, given(statement.writesObject))
}

function keepObject(walk: Walk, table: string, value: Value): void {
  if (value?.kind === "tainted" && value.controls.includes("shape")) note(walk, table, "*", value)
  if (value?.kind !== "object") return
  for (const [name, field] of value.fields) note(walk, table, name.toLowerCase(), field)
  if (value.rest?.kind === "object") keepObject(walk, table, value.rest)
  else if (value.rest?.kind === "tainted") note(walk, table, "*", value.rest)
}

function rowsOf({ reads, all }: SqlStatement, meaning: Loose["meaning"], prepared?: SqlStatement): Loose {
  return {
    kind: "loose",
    table: null,
    meaning,
    ...(prepared ? { prepared } : {}),
    columnOf(name) {
      const column = name.toLowerCase()
      return reads.get(column) ?? (all === null ? null : { table: all, column })
    },
  }
}

/** What a method of such rows gives, or of a query that is being built; `undefined` for what is none of ours. */
export function callLoose(walk: Walk, { node, values, meaning }: StoreCall, rows: Loose, method: string, frame: Frame): Value | undefined {
  if (method === "then") return runCallbacks(walk, values, rows, false)
  if (method === "catch" || method === "finally") return rows
  if (LIST_CALLBACKS.has(method) && values.some((each) => callableIn(each) !== null)) {
    const made = runCallbacks(walk, values, rows, false)
    if (method === "filter" || method === "find") return rows
    return made && { kind: "object", fields: new Map(), rest: made }
  }
  if (ELEMENT.has(method)) return rows
  if (rows.prepared && "arguments" in node && ASKING.test(method)) {
    write(walk, rows.prepared, valuesOf(walk, { node, values: null }, node.arguments, values, frame))
    const { prepared: _, ...found } = rows
    runCallbacks(walk, values, found, true)
    return found
  }
  if (rows.table === null) return undefined
  if (/^(?:insert|update|merge|upsert)$/.test(method)) {
    const column = "arguments" in node ? stringOf(node.arguments[0]) : null
    if (column === null) keepObject(walk, rows.table, values[0] ?? null)
    else note(walk, rows.table, column.toLowerCase(), values[1] ?? null)
  }
  // `query.where((group) => { group.orWhere(…) })`
  if (values.some((each) => each?.kind === "closure")) runCallbacks(walk, values, { ...rows, meaning }, false)
  // A builder gives itself until it is awaited.
  return { ...rows, meaning }
}

/** What a property of such rows holds: the rows themselves where drivers wrap them, else a column. */
export function readLoose(walk: Walk, rows: Loose, name: string | null, node: Node, { module }: Frame): Value {
  if (name === null) return rows
  if (node.parent?.type === "CallExpression" && node.parent.callee === node) {
    const meaning = memberOf(walk.project, rows.meaning, name)
    return meaning === null || meaning.kind === "value" ? null : { kind: "meaning", meaning }
  }
  if (CONTAINER.test(name)) return rows
  const column = NO_TEXT.test(name) ? null : rows.columnOf(name)
  return column && readFrom(column, node, { module })
}

function readFrom(stored: StoredColumn, node: Node, { module }: Pick<Frame, "module">): Tainted {
  const source = `${stored.table}.${stored.column}`
  return {
    kind: "tainted",
    controls: ["string", "path"],
    source,
    step: { module, node, what: `\`${source}\` is read from the database`, previous: null },
    stored,
  }
}
