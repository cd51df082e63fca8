/** A value's place in a statement: the nth parameter from 0, a named one, or a hole of the template text, from 0. */
export type SqlValue =
  | { readonly kind: "parameter"; readonly index: number }
  | { readonly kind: "named"; readonly name: string }
  | { readonly kind: "hole"; readonly index: number }

/** A column of a table as the database names it, in small letters and without quotes or schema. */
export interface SqlColumn {
  readonly table: string
  readonly column: string
}

/** What one SQL statement writes and what its rows hold, as far as its text tells. */
export interface SqlStatement {
  /** The table it is about; the first of several. */
  readonly table: string
  readonly writes: readonly { readonly column: string; readonly value: SqlValue }[]
  /** MySQL's `SET ?` and `VALUES ?`: the parameter is an object whose properties are the columns. */
  readonly writesObject: SqlValue | null
  /** What the rows call a column, in small letters, and which one it is. */
  readonly reads: ReadonlyMap<string, SqlColumn>
  /** The table all of whose columns come under their own names. */
  readonly all: string | null
}

/** Stands for an expression of a template text; the number of the expression follows. */
export const HOLE = "\uE001"

const MAX_LENGTH = 8_000
const MAX_ITEMS = 100
const NAME = String.raw`(?:["\`\[]?[A-Za-z_][\w$]*["\`\]]?\.){0,2}["\`\[]?[A-Za-z_][\w$]*["\`\]]?`
const START = /^\s*(?:with\b|select\b|insert\b|replace\b|update\b)/i

/** Whether a text begins as a statement that reads or writes rows does. */
export function isSql(text: string): boolean {
  return START.test(text)
}

/** Reads a statement that selects, inserts or updates; `null` for all others and for those too long to be written by hand. */
export function parseSql(text: string): SqlStatement | null {
  if (text.length > MAX_LENGTH || !isSql(text)) return null
  const sql = numbered(
    text
      .replace(/--[^\n]*/g, " ")
      .replace(/\s+/g, " ")
      .trim(),
  )
  return parseInsert(sql) ?? parseUpdate(sql) ?? parseSelect(sql)
}

// Each `?` gets its number, so that parts can be looked at by themselves.
function numbered(text: string): string {
  let index = 0
  return text.replace(/'[^']*'|\?(?![|&?])/g, (match) => (match === "?" ? `\uE002${index++};` : "''"))
}

const INSERT = new RegExp(String.raw`^(?:insert (?:ignore |or \w+ )?|replace )into (${NAME})(?: as \w+)? ?`, "i")

function parseInsert(sql: string): SqlStatement | null {
  const head = INSERT.exec(sql)
  if (!head) return null
  const table = nameOf(head[1] ?? "")
  const rest = sql.slice(head[0].length)
  const set = /^set (\uE002\d+;)/i.exec(rest)
  if (set) return statement(table, { writesObject: valueIn(set[1] ?? "") })
  const columns = /^\(([^()]*)\) ?/.exec(rest)
  const values = /\bvalues? ?\(/i.exec(rest)
  const returned = returning(sql, table)
  // `insert into users ${sql(user)}` of postgres.js
  const whole = new RegExp(`^${HOLE}\\d+`).exec(rest)
  if (whole) return statement(table, { writesObject: valueIn(whole[0]), ...returned })
  if (!columns || !values) return statement(table, returned)
  const names = split(columns[1] ?? "").map(nameOf)
  const given = split(inParentheses(rest, values.index + values[0].length - 1))
  return statement(table, { writes: pairs(names, given), ...returned })
}

const UPDATE = new RegExp(String.raw`^update (?:only )?(${NAME})(?: (?:as )?(?!set\b)\w+)? set `, "i")

function parseUpdate(sql: string): SqlStatement | null {
  const head = UPDATE.exec(sql)
  if (!head) return null
  const table = nameOf(head[1] ?? "")
  const rest = sql.slice(head[0].length)
  const end = /\b(?:where|returning|from|limit)\b/i.exec(rest)
  const part = end ? rest.slice(0, end.index) : rest
  const returned = returning(sql, table)
  const whole = new RegExp(`^(?:\\uE002\\d+;|${HOLE}\\d+)`).exec(part)
  if (whole) return statement(table, { writesObject: valueIn(whole[0]), ...returned })
  const settings = split(part).map((each) => each.split(/=(.*)/s))
  return statement(table, {
    writes: pairs(
      settings.map(([name = ""]) => nameOf(name)),
      settings.map(([, value = ""]) => value),
    ),
    ...returned,
  })
}

const SOURCE = new RegExp(String.raw`\b(?:from|join) (?:only |lateral )?(${NAME})(?: (?:as )?(\w+))?`, "gi")
const NO_ALIAS =
  /^(?:where|on|using|join|left|right|inner|outer|full|cross|natural|group|order|limit|offset|having|union|for|set|returning|fetch|window)$/i

function parseSelect(sql: string): SqlStatement | null {
  const head = /(?:^|\) ?)select (?:distinct )?/i.exec(sql)
  if (!head) return null
  const begin = head.index + head[0].length
  const from = topLevel(sql, begin, " from ")
  if (from === -1) return null
  const tables = new Map<string, string>()
  let first: string | null = null
  for (const [, name = "", alias] of sql.slice(from).matchAll(SOURCE)) {
    const table = nameOf(name)
    first ??= table
    if (tables.size >= MAX_ITEMS) break
    tables.set(table, table)
    if (alias !== undefined && !NO_ALIAS.test(alias)) tables.set(alias.toLowerCase(), table)
  }
  if (first === null) return null
  return statement(first, readList(sql.slice(begin, from), tables, first))
}

function returning(sql: string, table: string): Partial<SqlStatement> {
  const at = sql.search(/ returning /i)
  return at === -1 ? {} : readList(sql.slice(at + " returning ".length), new Map([[table, table]]), table)
}

function readList(list: string, tables: ReadonlyMap<string, string>, first: string): Pick<SqlStatement, "reads" | "all"> {
  const reads = new Map<string, SqlColumn>()
  let all: string | null = null
  const isOnly = new Set(tables.values()).size === 1
  for (const item of split(list)) {
    const star = /^(?:(["`\w]+)\.)?\*$/.exec(item)
    if (star) {
      all ??= star[1] === undefined ? first : (tables.get(nameOf(star[1])) ?? null)
      continue
    }
    const match = /^(?:(["`\w]+)\.)?(["`]?\w+["`]?)(?: (?:as )?["`]?(\w+)["`]?)?$/i.exec(item)
    if (!match) continue
    const table = match[1] === undefined ? (isOnly ? first : null) : tables.get(nameOf(match[1]))
    const column = nameOf(match[2] ?? "")
    if (table) reads.set((match[3] ?? column).toLowerCase(), { table, column })
  }
  return { reads, all }
}

function statement(table: string, parts: Partial<SqlStatement>): SqlStatement {
  return { table, writes: [], writesObject: null, reads: new Map(), all: null, ...parts }
}

function pairs(names: readonly string[], values: readonly string[]): SqlStatement["writes"] {
  return names.flatMap((column, index) => {
    const value = valueIn(values[index] ?? "")
    return value === null || column === "" ? [] : [{ column, value }]
  })
}

// `$1`, `$1::text`, `lower(?)`: what a function makes of it is the sender's still.
function valueIn(text: string): SqlValue | null {
  const match = new RegExp(`\\$(\\d{1,3})\\b|\\uE002(\\d+);|[:@$]([A-Za-z_]\\w*)|${HOLE}(\\d+)`).exec(text.replace(/::\w+/g, ""))
  if (!match) return null
  if (match[1] !== undefined) return { kind: "parameter", index: Number(match[1]) - 1 }
  if (match[2] !== undefined) return { kind: "parameter", index: Number(match[2]) }
  if (match[3] !== undefined) return { kind: "named", name: match[3] }
  return { kind: "hole", index: Number(match[4]) }
}

function nameOf(written: string): string {
  return (written.trim().split(".").at(-1) ?? "").replace(/["`[\]]/g, "").toLowerCase()
}

/** The text between a parenthesis and its partner. */
function inParentheses(text: string, open: number): string {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    if (text[at] === "(") depth++
    else if (text[at] === ")" && --depth === 0) return text.slice(open + 1, at)
  }
  return text.slice(open + 1)
}

/** Where a word stands outside of all parentheses; -1 where it does not. */
function topLevel(text: string, from: number, word: string): number {
  const lower = text.toLowerCase()
  let depth = 0
  for (let at = from; at < text.length; at++) {
    if (text[at] === "(") depth++
    else if (text[at] === ")") depth--
    else if (depth === 0 && text[at] === " " && lower.startsWith(word, at)) return at
  }
  return -1
}

function split(list: string): string[] {
  const items: string[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at <= list.length && items.length < MAX_ITEMS; at++) {
    if (list[at] === "(") depth++
    else if (list[at] === ")") depth--
    else if (at === list.length || (list[at] === "," && depth === 0)) {
      items.push(list.slice(start, at).trim())
      start = at + 1
    }
  }
  return items
}
