import { queryOf } from "../database/query.ts"
import type { Table } from "../database/table.ts"
import { hasTables, tableNamed } from "../database/tables.ts"
import { handoversOf, isRowMethod, rowMethodsOf } from "../model-index.ts"
import { bare, isClass, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf, memberOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { callLoose, openLoose, readsLoosely } from "./loose-rows.ts"
import { note, runCallbacks } from "./store.ts"
import type { StoreCall } from "./store.ts"
import { elementOf } from "./value.ts"
import type { Rows, Value } from "./value.ts"
import type { Frame, Walk } from "./walk.ts"

const LIST_CALLBACKS = new Set(["map", "forEach", "filter", "find", "some", "every", "flatMap", "reduce"])

/**
 * What a call that reads or writes rows of a table of the repository gives; what it keeps is noted. `undefined` for all other calls.
 */
export function callStore(walk: Walk, call: StoreCall, frame: Frame): Value | undefined {
  const { node, method, receiver, values, meaning } = call
  handOn(walk, call)
  if (receiver?.kind === "loose") return method === null ? undefined : callLoose(walk, call, receiver, method, frame)
  if (receiver?.kind === "rows") return method === null ? undefined : callRows(walk, call, receiver, method, frame)
  if (node.type === "NewExpression") {
    const table = modelNamed(walk, frame.module, bare(node.callee))
    if (!table) return undefined
    keep(walk, table, values[0] ?? null)
    return { kind: "rows", table, isList: false, meaning }
  }
  const loose = openLoose(walk, call, frame)
  if (loose !== undefined) return loose
  if (method === null || !isRowMethod(method)) return undefined
  const table = tableOf(walk, frame.module, node)
  const methods = table && rowMethodsOf(table.technology)
  if (!table || !methods) return undefined
  const { one, many, keeps } = methods
  const where = keeps[method]
  if (where) {
    const given = values[where.argument] ?? null
    if (!where.properties) keep(walk, table, given)
    else if (given?.kind === "object") {
      const inside = where.properties.map((name) => given.fields.get(name) ?? null).filter((each) => each !== null)
      for (const each of inside) keep(walk, table, each)
      if (table.technology === "Mongoose") keep(walk, table, given)
    } else if (given?.kind === "tainted" && table.technology === "Mongoose") keep(walk, table, given)
  }
  const isList = many.includes(method)
  if (!isList && !one.includes(method)) return undefined
  const rows: Rows = { kind: "rows", table, isList, meaning }
  runCallbacks(walk, values, rows, true)
  return rows
}

// `queue.add("mail", { to: req.body.to })`
function handOn(walk: Walk, { node, method, path, values }: StoreCall): void {
  if (method === null || node.callee.type !== "MemberExpression") return
  const object = bare(node.callee.object)
  const name = object.type === "Identifier" ? object.name : object.type === "MemberExpression" ? (propertyName(object) ?? "") : ""
  for (const argument of handoversOf(path, name, method)) {
    const value = values[argument] ?? null
    if (value?.kind === "object") for (const [field, data] of value.fields) note(walk, "job", field, data)
    else if (value?.kind === "tainted" && value.controls.includes("shape")) note(walk, "job", "*", value)
  }
}

function callRows(walk: Walk, { node, values, meaning }: StoreCall, rows: Rows, method: string, frame: Frame): Value | undefined {
  const { rowKeeps = [], same = [] } = rowMethodsOf(rows.table.technology) ?? {}
  const name = node.type === "CallExpression" ? stringOf(node.arguments[0]) : null
  if (method === "then") return runCallbacks(walk, values, rows, false)
  if (method === "catch" || method === "finally") return rows
  if (rows.isList && LIST_CALLBACKS.has(method)) {
    const made = runCallbacks(walk, values, elementOf(rows), false)
    return method === "filter" ? rows : method === "find" ? elementOf(rows) : made && { kind: "object", fields: new Map(), rest: made }
  }
  if ((method === "get" || method === "getDataValue") && name !== null) return columnOf(rows, name, node, frame)
  if (rowKeeps.includes(method)) {
    if (name !== null && values.length > 1) keepColumn(walk, rows.table, name, values[1] ?? null)
    else keep(walk, rows.table, values[0] ?? null)
    return { ...rows, meaning }
  }
  if (!same.includes(method)) return undefined
  const kept: Rows = { ...rows, meaning: meaning ?? rows.meaning }
  runCallbacks(walk, values, kept, true)
  return kept
}

/** What a column of a row holds: data of nobody known until somebody is seen to write them. */
export function columnOf(rows: Rows, name: string, node: Node, { module }: Frame): Value {
  const column = rows.isList ? undefined : rows.table.columns.get(name)
  if (!column?.isText) return null
  const source = `${rows.table.name}.${name}`
  return {
    kind: "tainted",
    controls: ["string", "path"],
    source,
    step: { module, node, what: `\`${source}\` is read from the database`, previous: null },
    stored: { table: rows.table.name, column: name },
    ...(column.hasSetter ? { marks: ["html-escaped", "quote-escaped"] as const } : {}),
  }
}

/** The rows of another table that stand in a column once they are asked for: `appointment.practice` after `.populate("practice")`. */
export function relatedRows({ project }: Walk, { isList, table }: Rows, name: string): Rows | null {
  const target = isList ? undefined : table.columns.get(name)?.refersTo
  const related = target ? tableNamed(project, table.technology, target.table) : null
  return target && related ? { kind: "rows", table: related, isList: target.isList, meaning: null } : null
}

/** Notes what a row is given: each field of an object, or all columns at once where the sender chooses the object. */
function keep(walk: Walk, table: Table, value: Value): void {
  if (value?.kind === "tainted") {
    if (value.controls.includes("shape")) keepColumn(walk, table, "*", value)
    return
  }
  if (value?.kind !== "object") return
  for (const [name, field] of value.fields) keepColumn(walk, table, name, field)
  if (value.rest?.kind === "object") keep(walk, table, value.rest)
  else if (value.rest?.kind === "tainted") keepColumn(walk, table, "*", value.rest)
}

/** Notes that a column is given data of a request. */
export function keepColumn(walk: Walk, table: Table, column: string, value: Value): void {
  if (column === "*" || table.columns.get(column)?.isText) note(walk, table.name, column, value)
}

const MAX_READER = 4_000

/** Whether a function may give rows by itself, without being handed anything that matters. */
export function readsRows(project: Project, { module, node }: { readonly module: SourceModule; readonly node: FunctionNode }): boolean {
  if (node.end - node.start > MAX_READER) return false
  return project.onceFor(node, "reads rows", () => {
    const text = module.textOf(node)
    if (readsLoosely(project, module, text)) return true
    for (const match of text.matchAll(/\.(\w+)\s*\(/g)) if (isRowMethod(match[1] ?? "") && hasTables(project)) return true
    return false
  })
}

function tableOf(walk: Walk, module: SourceModule, node: Node & { type: "CallExpression" }): Table | null {
  const known = walk.project.onceFor(node, "table of a call", () => ({
    table:
      queryOf(walk.project, module, node)?.table ??
      drizzleTable(walk.project, module, node) ??
      (node.callee.type === "MemberExpression" ? modelNamed(walk, module, bare(node.callee.object)) : null),
  }))
  return known.table
}

// `db.insert(users)`, `db.select().from(users)`, `db.query.users.findFirst()`
function drizzleTable(
  project: Project,
  module: SourceModule,
  { callee, arguments: given }: Node & { type: "CallExpression" },
): Table | null {
  if (project.dependsOn(module.path, "drizzle-orm") === null || callee.type !== "MemberExpression") return null
  const method = propertyName(callee) ?? ""
  const named = /^(?:from|insert|update)$/.test(method) ? given[0] : /^find(?:First|Many)$/.test(method) ? callee.object : undefined
  const name = named?.type === "Identifier" ? named.name : named?.type === "MemberExpression" ? propertyName(named) : null
  return name === null ? null : tableNamed(project, "Drizzle", name)
}

/** The table of a model: `User` of `mongoose.model("User", …)`, of a class that extends `Model`, or of an entity. */
function modelNamed(walk: Walk, module: SourceModule, node: Node): Table | null {
  const { project } = walk
  const named = meaningOf(project, module, node)
  // `require("./user")` of a file that exports the model as a whole.
  const meaning = named?.kind === "namespace" ? memberOf(project, named, "default") : named
  if (meaning?.kind === "class" && isClass(meaning.node) && meaning.node.id)
    return tableNamed(project, "Sequelize", meaning.node.id.name) ?? tableNamed(project, "TypeORM", meaning.node.id.name)
  if (
    meaning?.kind !== "external" ||
    !/^mongoose\.(?:model|Model)\(\)$|^sequelize\.Sequelize\(\)\.(?:define\(\)|models\.)/.test(meaning.path)
  )
    return null
  const name = node.type === "Identifier" ? node.name : node.type === "MemberExpression" ? propertyName(node) : null
  if (name === null) return null
  return (
    tableNamed(project, meaning.path.startsWith("mongoose") ? "Mongoose" : "Sequelize", name.replace(/Model$/, "")) ??
    tableNamed(project, "Mongoose", name)
  )
}
