import { isTestPath, machineMade } from "../classify.ts"
import type { Table } from "../database/table.ts"
import { tableNamed } from "../database/tables.ts"
import type { Project } from "../source/project.ts"
import { escapePattern } from "../escape-pattern.ts"
import { isMigrationPath } from "./migration-file.ts"
import type { MigrationStep } from "./steps.ts"

// `routes.jwks` is no column.
const PARTS_OF_SERVERS = "\\b(?:routes?|routers?|controllers?|handlers?|plugins?|schemas?|services?|modules?)"
// What a schema of a request asks for is no table.
const ASKED_FOR = /\brequired\s*:\s*\[/

// `): Promise<{ jwks: Jwks }> {`
const RETURN_TYPE = /^\s*\)\s*:/

// Lines around a column in which its table is looked for.
const NEARBY = 8

/** A line of code that names what a migration takes away. */
export interface Use {
  readonly path: string
  readonly line: number
}

/** Where the code of this side still names the table or column that a migration with this text takes away; `null` when nothing does, as far as text tells. */
export function useOf(project: Project, step: MigrationStep, migration: string): Use | null {
  // Which of the two is meant where it is named nobody can tell.
  if (step.column !== null && step.kind === "drop-column" && isAddedAgain(migration, step)) return null
  const isColumn = step.kind === "drop-column" || step.kind === "rename-column"
  const table = formsOf(step.table)
  // `created_at` that becomes `createdAt`: what is written so is the new name.
  const written = isColumn && step.column !== null ? writtenForms(step.column).filter((each) => each !== step.renamedTo) : null
  const column = written !== null && written.length > 0 ? written : null
  if (isColumn && step.column !== null && column === null) return null
  // `orders:preview:` begins a key of a cache, and `orderId` is a column of others.
  const tableName = new RegExp(`\\b(?:\\w{0,20}[._])?(?:${table.join("|")})(?:e?s)?(?!_?[iI]ds?\\b)(?:\\b(?!:[\\w$])|[._A-Z])`)
  const tableWord = new RegExp(`\\b(?:${table.join("|")})`, "i")
  // `permissions.create` is something else than `access.permissions`; a name with an underscore is always the column.
  const columnWord =
    column &&
    new RegExp(
      column
        .map((each) =>
          each.includes("_") ? `\\b${each}\\b` : `(?<!${PARTS_OF_SERVERS})\\.${each}\\b(?!\\()|\\b${each}\\??\\s*:|["'\`]${each}["'\`]`,
        )
        .join("|"),
    )
  const inSql = column && new RegExp(`\\b(?:${column.join("|")})\\b`)
  // TypeScript refuses what the schema of a typed client does not have: what has the name there is the column of another table.
  const isTyped = column !== null && writtenForms(step.table).some((name) => lacks(typedTable(project, name), column))
  const others = column && columnOfOthers(project, step.table, column)
  for (const path of [...project.tree.files.keys()].sort()) {
    if (!/\.(?:[cm]?[jt]s|graphql|gql)$/.test(path) || isMigrationPath(path) || isTestPath(path) || machineMade(path) !== null) continue
    if (/(?:^|\/)(?:migrations?|seeds?|seeders?|scripts?)\/|\.d\.ts$|(?:frontend|client|web|ui)\//.test(path)) continue
    // A column called `name` is everywhere; beside its table it is that column.
    if (!tableWord.test(project.textOf(path) ?? "") && !tableWord.test(path)) continue
    const text = project.codeOf(path) ?? ""
    const line = lineNaming(
      text,
      column === null ? null : tableName,
      isTyped && /\.[cm]?ts$/.test(path) ? null : (columnWord ?? tableWordIn(step)),
      inSql,
      others,
    )
    if (line !== null) return { path, line }
  }
  return null
}

// `DROP COLUMN "type"` here and `ADD "type"` to another table, or to the same one with another type.
function isAddedAgain(migration: string, { column, end }: MigrationStep): boolean {
  const name = escapePattern(column ?? "")
  return new RegExp(
    `\\bADD\\s+(?:COLUMN\\s+)?(?:IF\\s+NOT\\s+EXISTS\\s+)?["\`[]?${name}\\b|\\baddColumns?\\([^)\\n]{0,120}["'\`]${name}["'\`]`,
    "i",
  ).test(migration.slice(end).split(/\bdown\s*(?:\(|=|:)/, 1)[0] ?? "")
}

function typedTable(project: Project, name: string): Table | null {
  return tableNamed(project, "Prisma", name) ?? tableNamed(project, "Drizzle", name)
}

function lacks(table: Table | null, column: readonly string[]): boolean {
  return table !== null && table.complete && !column.some((each) => table.columns.has(each))
}

/** Whether a line names the column only as one of other tables that have it: `eq(monitors.deletedAt, …)`. */
function columnOfOthers(project: Project, table: string, column: readonly string[]): (line: string) => boolean {
  const own = new Set(writtenForms(table).map((each) => each.toLowerCase()))
  const word = new RegExp(`\\b(?:${column.join("|")})\\b`, "g")
  const member = new RegExp(`\\b(\\w{2,60})\\.(${column.join("|")})\\b`, "g")
  return (line) => {
    if (line.length > 500) return false
    const members = [...line.matchAll(member)]
    return (
      members.length > 0 &&
      members.length === (line.match(word)?.length ?? 0) &&
      members.every(([, name = "", named = ""]) => !own.has(name.toLowerCase()) && (typedTable(project, name)?.columns.has(named) ?? false))
    )
  }
}

function tableWordIn(step: MigrationStep): RegExp {
  return new RegExp(`["'\`.]?\\b(?:${writtenForms(step.table).join("|")})\\b["'\`]`)
}

function lineNaming(
  text: string,
  table: RegExp | null,
  word: RegExp | null,
  inSql: RegExp | null,
  isOthers: ((line: string) => boolean) | null,
): number | null {
  const names = (line: string) =>
    (word?.test(line) && isOthers?.(line) !== true) ||
    (inSql !== null && inSql.test(line) && /\b(?:SELECT|INSERT INTO|UPDATE|WHERE|RETURNING|ORDER BY)\b/.test(line))
  const lines = text.split("\n")
  // Far from any word of its table it is the column of another one.
  const isNearTable = (index: number) =>
    table === null || lines.slice(Math.max(0, index - NEARBY), index + NEARBY + 1).some((line) => table.test(line))
  const found = lines.findIndex(
    (line, index) =>
      names(line) &&
      !ASKED_FOR.test(line) &&
      !RETURN_TYPE.test(line) &&
      !/^\s*(?:import\b|\}\s*from\b|\/\/|\*)|\brequire\(/.test(line) &&
      isNearTable(index),
  )
  return found === -1 ? null : found + 1
}

/** `order_items` → order_items, orderItems, OrderItem …; for finding the file that is about a table. */
function formsOf(name: string): string[] {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split("_")
    .filter((each) => each !== "")
  const stem = words.map((each) => each.replace(/(?:es|s)$/, "").replace(/ie$/, "y"))
  const written = (parts: readonly string[]) =>
    parts.map((each) => `[${each.charAt(0)}${each.charAt(0).toUpperCase()}]${each.slice(1)}`).join("[_-]?")
  return [...new Set([words, stem].map((each) => written(each.filter((part) => part !== ""))))].filter((each) => each !== "")
}

function writtenForms(name: string): string[] {
  const camel = name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  return [...new Set([name, camel])]
}
