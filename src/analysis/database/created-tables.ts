import { isTestPath } from "../classify.ts"
import { escapePattern } from "../escape-pattern.ts"
import type { Project } from "../source/project.ts"

/** Where a migration creates a table, when nothing in the repository gives it an index on some columns. */
export interface CreatedTable {
  readonly path: string
  /** 1-based line that creates it. */
  readonly line: number
  /** The last line there that declares another index; `null` when there is none. */
  readonly indexLine: number | null
}

const MAX_TEXT = 200_000
const DECLARES =
  /\b(?:createTable|alterTable|addIndex|createIndex|schema\.(?:table|raw)|knex\.raw|runSql|indexes|ensureIndex)\b|\.define\(|\b(?:CREATE|ALTER)\s+(?:UNIQUE\s+)?(?:TABLE|INDEX)\b/i

/**
 * Where a migration creates a table with these columns, when nothing in the repository says that one of them is unique; `null` when there
 * is no such migration, or when something may keep them unique.
 */
export function createdWithoutUnique(project: Project, table: string, columns: readonly string[]): CreatedTable | null {
  return createdBut(project, table, columns, (text, column) => mayBeUnique(text, table, column))
}

/** The migration that creates a table with these columns and without an index on any of them; `null` when there is none, or when an index may stand somewhere. */
export function createdWithoutIndex(project: Project, table: string, columns: readonly string[]): CreatedTable | null {
  return createdBut(project, table, columns, (text, column, path) =>
    path.endsWith(".sql") ? isIndexedInSql(text, column) : mayIndex(text, column),
  )
}

function createdBut(
  project: Project,
  table: string,
  columns: readonly string[],
  excepts: (text: string, column: string, path: string) => boolean,
): CreatedTable | null {
  const name = escapePattern(table)
  const mentions = new RegExp(`["'\`\\s.]${name}["'\`\\s(;]`)
  const creates = new RegExp(
    `\\bcreateTable\\(\\s*["'\`]${name}["'\`]|\\bCREATE\\s+TABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?(?:"?\\w+"?\\.)?["\`]?${name}["\`]?\\s*\\(`,
    "i",
  )
  let found: CreatedTable | null = null
  for (const { path, text: written } of project.tree.files.values()) {
    if (isTestPath(path) || written.length > MAX_TEXT || !/\.(?:[cm]?[jt]s|sql)$/.test(path)) continue
    if (!mentions.test(written) || !DECLARES.test(written)) continue
    const text = project.codeOf(path) ?? ""
    if (columns.some((column) => excepts(text, column, path))) return null
    const match = creates.exec(text)
    if (!match || !columns.every((column) => new RegExp(`\\b${escapePattern(column)}\\b`).test(text))) continue
    const block = text.slice(match.index, endOfBlock(text, match.index))
    const last = [...block.matchAll(/\b(?:index|unique)\b/gi)].at(-1)?.index
    const lineAt = (offset: number) => text.slice(0, offset).split("\n").length
    found = { path, line: lineAt(match.index), indexLine: last === undefined ? null : lineAt(match.index + last) }
  }
  return found
}

const NAMED = String.raw`(?:["\`]?\w{1,60}["\`]?\.)?["'\`]?(\w{1,60})`
const ON_TABLE = new RegExp(String.raw`^[^;,()]{0,160}\bON\s+(?:ONLY\s+)?${NAMED}`, "i")
const BEGINS_TABLE = new RegExp(
  String.raw`\b(?:(?:CREATE|ALTER)\s+TABLE\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?(?:ONLY\s+)?|(?:createTable|alterTable|schema\.table|addIndex|createIndex|addConstraint)\(\s*)${NAMED}`,
  "gi",
)

// `CREATE UNIQUE INDEX … (lower(email))`, `t.unique(["email"])`, `{ fields: ["email"], unique: true }`, `t.string("email").unique()` and
// `email text UNIQUE`. A primary key is as good.
function mayBeUnique(text: string, table: string, column: string): boolean {
  const begun = [...text.matchAll(BEGINS_TABLE)]
  const word = new RegExp(`\\b(?:${escapePattern(column)}|${escapePattern(camel(column))})(?![a-z0-9])`, "i")
  for (const match of text.matchAll(/unique|primary/gi)) {
    const before = text.slice(Math.max(0, match.index - 200), match.index)
    const after = text.slice(match.index + match[0].length, match.index + 300)
    const about = ON_TABLE.exec(after)?.[1] ?? begun.findLast((each) => each.index < match.index)?.[1]
    if (about !== undefined && about.toLowerCase() !== table.toLowerCase()) continue
    if (/^["']?\s*:/.test(after)) {
      if (word.test(before) || word.test(after)) return true
      continue
    }
    if (word.test(/^[^;,()]{0,160}\(([^)]{0,200})/.exec(after)?.[1] ?? "")) return true
    // As far back as the column begins: to the statement in code, to the comma in SQL.
    const begins = before.endsWith(".") ? /;|\n(?!\s*\.)/ : /;|,\s|\n/
    if (word.test(before.trimEnd().split(begins).at(-1) ?? "")) return true
  }
  return false
}

// `CREATE INDEX … ON t (a, b)`, `UNIQUE (a)`, and `a text UNIQUE` of the column itself.
function isIndexedInSql(text: string, column: string): boolean {
  const word = new RegExp(`\\b${escapePattern(column)}\\b`, "i")
  for (const match of text.matchAll(/\b(?:INDEX|UNIQUE|PRIMARY\s+KEY|KEY)\b[^;(,]{0,160}\(([^)]{0,300})\)/gi))
    if (word.test(match[1] ?? "")) return true
  return new RegExp(`\\b${escapePattern(column)}\\b[^,\\n]{0,160}\\b(?:UNIQUE|PRIMARY)\\b`, "i").test(text)
}

// Any line that speaks of an index and names the column, whatever its place there.
function mayIndex(text: string, column: string): boolean {
  const word = new RegExp(`\\b(?:${escapePattern(column)}|${escapePattern(camel(column))})\\b`)
  for (const match of text.matchAll(/\b(?:index(?:es)?|unique|primary|fields|addIndex|createIndex|raw)\b[^;]{0,200}/gi)) {
    // As far as the declaration goes: to the end of its brackets, or of its line.
    const end = /\n\s*\n|\]\s*[,)}]|\)\s*\n/.exec(match[0])?.index ?? match[0].length
    if (word.test(match[0].slice(0, end + 1))) return true
  }
  return new RegExp(`\\b${escapePattern(column)}\\b[^\\n]{0,200}\\.(?:index|unique|primary)\\(`).test(text)
}

function endOfBlock(text: string, from: number): number {
  const end = /\n\s{0,4}\}?\)\s*;?\s*(?:\n|$)/.exec(text.slice(from))
  return end ? from + end.index : text.length
}

function camel(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
