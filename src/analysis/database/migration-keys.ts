import { forwardSql } from "../migrations/migration-file.ts"
import { listItems, statementsOf } from "../migrations/sql-steps.ts"
import { bare, ancestors, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import type { ForeignKey } from "./table.ts"

const NAME = String.raw`["\x60[]?(\w+)["\x60\]]?`
const TABLE = String.raw`(?:["\x60[]?\w+["\x60\]]?\.)?${NAME}`
const CREATE = new RegExp(String.raw`^\s*CREATE\s+(?:UNLOGGED\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?${TABLE}\s*\(`, "i")
const ALTER = new RegExp(String.raw`^\s*ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?${TABLE}\s+`, "i")
const COLUMN = new RegExp(String.raw`^\s*(?:ADD\s+(?:COLUMN\s+)?(?:IF\s+NOT\s+EXISTS\s+)?)?${NAME}\s+[\s\S]*?\bREFERENCES\s+${TABLE}`, "i")
const CONSTRAINT = new RegExp(
  String.raw`^\s*(?:ADD\s+)?(?:CONSTRAINT\s+["\x60[]?\w+["\x60\]]?\s+)?FOREIGN\s+KEY\s*\(\s*${NAME}[^)]*\)\s*REFERENCES\s+${TABLE}`,
  "i",
)
const CASCADES = /\bON\s+DELETE\s+(?:CASCADE|SET\s+NULL)\b/i
const NO_COLUMN = /^(?:constraint|primary|unique|foreign|check|exclude|like|key|index)$/i

/** The foreign keys that a migration in SQL adds and for which it makes no index itself. */
export function sqlKeys(path: string, text: string): ForeignKey[] {
  const forward = forwardSql(path, text)
  const keys: ForeignKey[] = []
  for (const { sql, start } of statementsOf(forward)) {
    const create = CREATE.exec(sql)
    const alter = create ? null : ALTER.exec(sql)
    const head = create ?? alter
    const table = head?.[1]
    if (!head || table === undefined || !/\bREFERENCES\b/i.test(sql)) continue
    const items = listItems(create ? inside(sql, head[0].length) : sql.slice(head[0].length))
    for (const item of items) {
      const constraint = CONSTRAINT.exec(item.text)
      const column = constraint ?? COLUMN.exec(item.text)
      const name = column?.[1]
      if (!column || name === undefined || NO_COLUMN.test(name) || isKept(name, item.text, items)) continue
      const at = start + head[0].length + item.start + (/^\s*/.exec(item.text)?.[0].length ?? 0)
      keys.push({
        table,
        column: name,
        target: column[2] ?? null,
        line: forward.slice(0, at).split("\n").length,
        cascades: CASCADES.test(item.text),
        advice: `Add \`CREATE INDEX ON ${table} (${name});\` to this migration.`,
      })
    }
  }
  return keys
}

// `UNIQUE` and `PRIMARY KEY` bring an index of their own, for the whole table when the column stands first.
function isKept(name: string, own: string, items: readonly { readonly text: string }[]): boolean {
  if (/\b(?:UNIQUE|PRIMARY\s+KEY)\b/i.test(own) && !/\bFOREIGN\s+KEY\b/i.test(own)) return true
  const first = new RegExp(String.raw`\b(?:UNIQUE|PRIMARY\s+KEY)\s*(?:NULLS\s+NOT\s+DISTINCT\s*)?\(\s*["\x60[]?${name}\b`, "i")
  return items.some(({ text }) => first.test(text))
}

function inside(sql: string, from: number): string {
  const end = sql.lastIndexOf(")")
  return sql.slice(from, end === -1 ? undefined : end)
}

/** Columns of Kysely migrations that reference another table, without an index in the same file. */
export function kyselyKeys(project: Project, module: SourceModule): ForeignKey[] {
  if (project.dependsOn(module.path, "kysely") === null) return []
  const keys: ForeignKey[] = []
  for (const call of nodesOf(module.program, "CallExpression")) {
    const method = call.callee.type === "MemberExpression" ? propertyName(call.callee) : null
    const added = method === "references" ? columnAround(call) : null
    const column = added
      ? stringOf(added.arguments[0])
      : method === "addForeignKeyConstraint" && call.arguments[1]
        ? firstOf(bare(call.arguments[1]))
        : null
    const place = added ?? call
    const table = column === null ? null : tableBefore(place)
    if (column === null || table === null) continue
    const text = module.textOf(place).slice(Math.max(0, place.end - place.start - 600))
    const target = added ? (stringOf(call.arguments[0])?.split(".")[0] ?? null) : stringOf(call.arguments[2])
    if (added && /\.(?:unique|primaryKey)\(/.test(module.textOf(added.arguments[2] ?? added))) continue
    // A constraint brings an index that begins with its first column.
    if (
      new RegExp(`add(?:Unique|PrimaryKey)Constraint\\(\\s*[^,()]{1,80},\\s*\\[\\s*["'\`]${column.replace(/\W/g, "\\$&")}["'\`]`).test(
        module.code,
      )
    )
      continue
    keys.push({
      table,
      column,
      target,
      line: module.lineOf(added ? (added.arguments[0] as Node) : (call.arguments[1] as Node)),
      cascades: /onDelete\(\s*["'`](?:cascade|set null)/.test(added ? module.textOf(added.arguments[2] ?? added) : text),
      advice: `Add \`db.schema.createIndex("…").on("${table}").column("${column}").execute()\` to this migration.`,
    })
  }
  return keys
}

type Call = Node & { type: "CallExpression" }

// `addColumn("owner_id", "integer", (column) => column.references("person.id"))`
function columnAround(node: Node): Call | null {
  for (const above of ancestors(node))
    if (above.type === "CallExpression" && above.callee.type === "MemberExpression" && propertyName(above.callee) === "addColumn")
      return above
  return null
}

/** The table of `db.schema.createTable("pet").addColumn(…)`, down the chain of a call. */
function tableBefore(call: Call): string | null {
  let current: Node = call
  while (current.type === "CallExpression" && current.callee.type === "MemberExpression") {
    if (/^(?:createTable|alterTable)$/.test(propertyName(current.callee) ?? "")) return stringOf(current.arguments[0])
    current = bare(current.callee.object)
  }
  return null
}

function firstOf(node: Node): string | null {
  return node.type === "ArrayExpression" ? stringOf(node.elements[0]) : null
}
