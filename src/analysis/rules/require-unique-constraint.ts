import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { callFacts, chainOf } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { createdWithoutUnique } from "../database/created-tables.ts"
import { queryOf } from "../database/query.ts"
import type { Query } from "../database/query.ts"
import type { Table } from "../database/table.ts"
import { hasTables } from "../database/tables.ts"
import { parseSql } from "../database/sql-statement.ts"
import { statementFilter } from "../database/statement-filter.ts"
import { escapePattern } from "../escape-pattern.ts"
import { ancestors, bare, descendants, enclosingFunction, nodesOf, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const IDENTIFYING =
  /^(?:e_?mail|user_?name|login|handle|slug|phone(?:_?number)?|code|sku|key|hash|iban|reference|domain|token)$|(?:Email|Username|Slug|Code|Sku|Reference|Phone)$/i

// Longer filters ask for a state, not for a row.
const MAX_COLUMNS = 3

const LOOKS = /\b(?:find(?:One|First|Unique|By)|getBy|exists?\b|existsBy\b|count|first\(|where\()|\bSELECT\b/i
const INSERTS = /\b(?:create|insert|save|add|store|register|persist)\w{0,40}\s*\(|\bINSERT\b/i

export const requireUniqueConstraint = defineRule({
  kind: "source",
  id: "require-unique-constraint",
  section: "reliability",
  practice: "database",
  severity: "medium",
  confidence: "medium",
  title: "Two requests at the same time both find nothing and both insert",
  why: "Looking first and inserting afterwards keeps values unique only as long as requests come one after the other. A double click is enough for two rows that were meant to be one, and only a constraint in the database prevents it.",
  fix: "Declare the column unique and treat the database's error as “exists already”.",
  cwe: ["CWE-367"],
  needs: { path: "server", text: [LOOKS, INSERTS] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const byHand = insertedByHand(project, module, node)
      if (byHand) yield byHand
      const looking = hasTables(project) ? (queryOf(project, module, node) ?? lookupBelow(project, module, node)) : null
      const columns = looking && soughtColumns(looking)
      const around = enclosingFunction(node)
      if (!looking || !columns || !around || !isRefused(module, node)) continue
      for (const each of descendants(around)) {
        if (each.type !== "CallExpression" || each.start < node.end) continue
        const inserting = queryOf(project, module, each)
        if (!inserting && columns.length === 1 && insertsBelow(project, module, each, looking.table, columns[0] ?? "")) {
          yield twice(module, node, each, looking.table, columns)
          break
        }
        if (!inserting || inserting.table !== looking.table || !INSERTING.test(inserting.method)) continue
        if (!columns.every((column) => names(each, column)) || (columns.length > 1 && !isSameRow(module, node, each, columns))) continue
        yield twice(module, node, each, looking.table, columns)
        break
      }
    }
  },
})

function twice(module: SourceModule, node: Call, each: Call, table: Table, columns: readonly string[]): Draft {
  const named = columns.map((column) => `\`${column}\``).join(" and ")
  return {
    at: each,
    ...(table.complete ? {} : { confidence: "low" as const }),
    title: `Two requests at the same time create the same ${named} twice`,
    message: `Line ${module.lineOf(node)} looks whether a \`${table.name}\` with this ${named} exists, but nothing in the database keeps ${columns.length > 1 ? "the pair" : "it"} unique: two requests at the same moment both find none and both insert, and from then on lookups by ${named} return one of the two at random.`,
    fix: `Declare ${named} unique${columns.length > 1 ? " together" : ""} in ${table.path}:${table.line} (with a migration) and take the database's duplicate error for “exists already”.`,
    key: `unique ${table.name}.${columns.join(" ")}`,
  }
}

const INSERTING = /^(?:create|insert|save|insertOne)$/

/** The lookup by one column that a function of the repository consists of: `findByEmail(email)` of a repository. */
function lookupBelow(project: Project, module: SourceModule, call: Call): Query | null {
  const name = nameOf(call)
  if (name === null || !LOOKS_UP.test(name) || !isRefused(module, call)) return null
  const called = calledFor(project, module, call, LOOKS_UP)
  const [only] = called ? queriesIn(project, called) : []
  return only?.query.columns?.length === 1 ? only.query : null
}

/** Whether a function of the repository consists of the insert of what it is given, and is given the column here. */
function insertsBelow(project: Project, module: SourceModule, call: Call, table: Table, column: string): boolean {
  const called = calledFor(project, module, call, /^(?:create|insert|save|add|store|register|persist)/i)
  const [only] = called ? queriesIn(project, called) : []
  if (!called || !only || only.query.table !== table || !INSERTING.test(only.query.method)) return false
  if (names(only.call, column)) return true
  const [first] = only.call.arguments
  const row = first && bare(propertyOf(first, "data") ?? first)
  const parameter = row?.type === "Identifier" ? called.node.params.findIndex((each) => paramName(each) === row.name) : -1
  const given = parameter === -1 ? undefined : call.arguments[parameter]
  const literal = given && bare(given)
  return (
    literal?.type === "ObjectExpression" && literal.properties.some((each) => each.type === "Property" && propertyName(each) === column)
  )
}

function paramName(parameter: Node): string | null {
  const target = parameter.type === "TSParameterProperty" ? parameter.parameter : parameter
  return target.type === "Identifier" ? target.name : null
}

interface Called {
  readonly module: SourceModule
  readonly node: FunctionNode
}

const LOOKS_UP = /^(?:find|get|exists|has|is|load|lookup|by)/i

function nameOf(call: Call): string | null {
  const callee = bare(call.callee)
  return callee.type === "MemberExpression" ? propertyName(callee) : callee.type === "Identifier" ? callee.name : null
}

function calledFor(project: Project, module: SourceModule, call: Call, wanted: RegExp): Called | null {
  const name = nameOf(call)
  const meaning = name !== null && wanted.test(name) ? meaningOf(project, module, bare(call.callee)) : null
  return meaning?.kind === "function" ? meaning : null
}

/** The query of a function that does nothing else; several, or none, of other functions. */
function queriesIn(project: Project, { module, node }: Called): readonly { readonly call: Call; readonly query: Query }[] {
  return project.onceFor(node, "its only query", () => {
    if (!node.body || (node.body.type === "BlockStatement" && node.body.body.length > MAX_STATEMENTS)) return []
    const found = nodesOf(node.body, "CallExpression").flatMap((call) => {
      const query = queryOf(project, module, call)
      return query ? [{ call, query }] : []
    })
    return found.length === 1 ? found : []
  })
}

const MAX_STATEMENTS = 2

/** A row that is looked for and then inserted by statements of one's own, or a builder without a declared table, where a migration shows the table. */
function insertedByHand(project: Project, module: SourceModule, node: Call): Draft | null {
  const around = MAY_ASK.test(nameOf(node) ?? "") || stringOf(node.arguments[0]) !== null ? enclosingFunction(node) : null
  const filter = around && INSERTS_BY_HAND.test(module.text) ? statementFilter(project, module, node) : null
  if (!filter || !around || filter.columns.length > MAX_COLUMNS || /^\W?\s*(?:UPDATE|DELETE)\b/i.test(textOfFirst(module, node)))
    return null
  const isPair = filter.columns.length > 1 && filter.columns.every((each) => /(?:Id|_id)$/.test(each))
  if ((!isPair && !filter.columns.some((each) => IDENTIFYING.test(each))) || !isRefused(module, node)) return null
  // Whoever locks something first comes alone.
  if (/\b(?:lock|serializable|mutex)\b|advisory|withLock|FOR UPDATE/i.test(module.textOf(around).slice(0, MAX_TEXT))) return null
  for (const each of descendants(around)) {
    if (each.type !== "CallExpression" || each.start < node.end) continue
    const inserted = insertedColumns(project, module, each)
    if (inserted?.table !== filter.table || !filter.columns.every((column) => inserted.columns.includes(column))) continue
    const created = project.once(`created without unique ${filter.table} ${filter.columns.join(" ")}`, () => {
      const left = project.once("lookups of unique columns", () => ({ count: MAX_LOOKUPS }))
      return left.count-- > 0 ? createdWithoutUnique(project, filter.table, filter.columns) : null
    })
    if (!created) return null
    const named = filter.columns.map((column) => `\`${column}\``).join(" and ")
    const isMany = filter.columns.length > 1
    return {
      at: each,
      title: `Two requests at the same time create the same ${named} twice`,
      message: `Line ${module.lineOf(node)} looks whether a row of \`${filter.table}\` with this ${named} exists, but nothing in the database keeps ${isMany ? "the pair" : "it"} unique: two requests at the same moment both find none and both insert, and from then on lookups by ${named} return one of the two at random.`,
      fix: `Add a unique index on ${named} of \`${filter.table}\` (${created.path}:${created.line}) in a migration and take the database's duplicate error for “exists already”.`,
      key: `unique ${filter.table}.${filter.columns.join(" ")}`,
    }
  }
  return null
}

const MAY_ASK = /^(?:query|execute|one|oneOrNone|any|manyOrNone)$/
const INSERTS_BY_HAND = /\bINSERT\s+INTO\b|\.insert\s*\(/i
const MAX_TEXT = 20_000
// Each looks through all files.
const MAX_LOOKUPS = 200

/** The table and the columns a call inserts a row into, as far as it is written there; `null` for others, and where a duplicate is taken care of. */
function insertedColumns(
  project: Project,
  module: SourceModule,
  call: Call,
): { readonly table: string; readonly columns: readonly string[] } | null {
  const { path, facts, method } = callFacts(project, module, call)
  const [first] = call.arguments
  if (!first) return null
  if (path === "knex()") {
    const table = stringOf(first)
    const insert = /\.insert\(/.test(module.text.slice(call.end, chainOf(call).top.end)) ? insertBehind(call) : null
    const row = insert?.arguments[0] && bare(insert.arguments[0])
    if (table === null || row?.type !== "ObjectExpression" || chainOf(call).methods.some((each) => /^onConflict|ignore|merge/.test(each)))
      return null
    return { table, columns: row.properties.flatMap((each) => (each.type === "Property" ? (propertyName(each) ?? []) : [])) }
  }
  if (!facts.includes("db-read") && !/^(?:query|execute|none|one)$/.test(method)) return null
  const text = stringOf(first) ?? stringOf(propertyOf(first, "text"))
  if (text === null || /\bON\s+(?:CONFLICT|DUPLICATE)\b|\bIGNORE\b|\bEXISTS\b/i.test(text)) return null
  const statement = /^\s*INSERT\b/i.test(text) ? parseSql(text) : null
  return statement && { table: statement.table, columns: statement.writes.map(({ column }) => column) }
}

// The `insert` in the chain that a call begins.
function insertBehind(call: Call): Call | null {
  let at: Node = call
  while (at.parent?.type === "MemberExpression" && at.parent.parent?.type === "CallExpression" && at.parent.parent.callee === at.parent) {
    const outer: Call = at.parent.parent
    if (propertyName(at.parent) === "insert") return outer
    at = outer
  }
  return null
}

function textOfFirst(module: SourceModule, { arguments: [first] }: Call): string {
  return first ? module.text.slice(first.start, first.start + 40) : ""
}

/** The columns that together say which row is looked for, and that nothing keeps unique; `null` when the text does not tell. */
function soughtColumns({ table, columns, method }: Query): readonly string[] | null {
  if (columns === null || columns.length === 0 || columns.length > MAX_COLUMNS) return null
  if (!/^(?:find(?:One|First|Unique)\w*|exists?|existsBy|count\w*)$/.test(method)) return null
  // A user's likes of a post: neither id tells the row, both do.
  const isPair = columns.length > 1 && columns.every((each) => /(?:Id|_id)$/.test(each))
  if (!isPair && !columns.some((each) => IDENTIFYING.test(each))) return null
  return table.indexes.some((index) => index.unique && index.columns.every((each) => columns.includes(each))) ? null : columns
}

/** Whether the row that is inserted is the one that was looked for: the same expressions in the same columns. */
function isSameRow(module: SourceModule, looking: Call, inserting: Call, columns: readonly string[]): boolean {
  const filter = propertyOf(looking.arguments[0], "where") ?? looking.arguments[0]
  const row = propertyOf(inserting.arguments[0], "data") ?? inserting.arguments[0]
  return columns.every((column) => {
    const [sought, stored] = [propertyOf(filter, column), propertyOf(row, column)]
    return sought !== null && stored !== null && bare(sought).type !== "Literal" && module.textOf(sought) === module.textOf(stored)
  })
}

/** Whether finding something ends the function: `if (existing) throw …`, `if (rows.length > 0) return …`. */
function isRefused(module: SourceModule, call: Node): boolean {
  let name: string | null = null
  for (const above of ancestors(call)) {
    if (above.type === "VariableDeclarator") name = foundName(above.id)
    if (above.type === "IfStatement") return ends(above.consequent)
    if (above.type === "VariableDeclarator" || above.type === "BlockStatement") break
  }
  const around = enclosingFunction(call)
  if (name === null || !around) return false
  const wanted = new RegExp(
    `^(?:!!)?${escapePattern(name)}(?:\\??\\.rows)?(?:(?:\\??\\.)?\\[0\\])?(?:\\??\\.(?:length|rowCount))?(?:\\s*(?:(?:!==?|>)\\s*(?:0|null|undefined)|(?:>=|===?)\\s*1))?$`,
  )
  for (const each of nodesOf(around, "IfStatement"))
    if (each.start > call.end && each.test.end - each.test.start < LONGEST_TEST && wanted.test(module.textOf(each.test)))
      return ends(each.consequent)
  return false
}

const LONGEST_TEST = 200

/** What a lookup is called: `existing`, and `rows`, `rowCount` or the first of the rows where its answer is taken apart. */
function foundName(id: Node): string | null {
  if (id.type === "Identifier") return id.name
  if (id.type === "ArrayPattern") return id.elements[0]?.type === "Identifier" ? id.elements[0].name : null
  const [only] = id.type === "ObjectPattern" && id.properties.length === 1 ? id.properties : []
  if (only?.type !== "Property" || !/^(?:rows|rowCount)$/.test(propertyName(only) ?? "")) return null
  if (only.value.type === "Identifier") return only.value.name
  return only.value.type === "ArrayPattern" && only.value.elements[0]?.type === "Identifier" ? only.value.elements[0].name : null
}

function ends(node: Node): boolean {
  for (const each of descendants(node)) if (each.type === "ThrowStatement" || each.type === "ReturnStatement") return true
  return false
}

/** Whether the inserted row certainly has the column: it stands in the object literal. */
function names(call: Node & { type: "CallExpression" }, column: string): boolean {
  const first = call.arguments[0]
  const data = propertyOf(first, "data") ?? first
  const row = data && bare(data)
  return row?.type === "ObjectExpression" && row.properties.some((each) => each.type === "Property" && propertyName(each) === column)
}
