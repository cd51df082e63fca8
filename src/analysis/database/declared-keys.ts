import { bare, descendants, isClass, isFunction, nodesOf, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { drizzleTables } from "./drizzle-tables.ts"
import { sequelizeTables } from "./sequelize-tables.ts"
import { isIndexed } from "./table.ts"
import type { ForeignKey, Table } from "./table.ts"
import { typeormTables } from "./typeorm-tables.ts"

const CASCADES = /onDelete:?\s*\(?\s*["'`](?:cascade|set null)/i

/** `@ManyToOne` properties without an index; `@OneToOne` brings a unique constraint. */
export function typeormKeys(_project: Project, module: SourceModule): ForeignKey[] {
  const tables = typeormTables(module)
  if (tables.length === 0) return []
  const keys: ForeignKey[] = []
  for (const node of descendants(module.program)) {
    if (!isClass(node) || !node.id) continue
    const table = tables.find((each) => each.name === node.id?.name)
    for (const member of table ? node.body.body : []) {
      if (!table || member.type !== "PropertyDefinition") continue
      const name = propertyName(member)
      const decorators = member.decorators.map((each) => module.textOf(each))
      const relation = decorators.find((each) => each.startsWith("@ManyToOne"))
      if (name === null || relation === undefined || decorators.some((each) => /^@(?:Index|PrimaryColumn)\b/.test(each))) continue
      const joined = /name:\s*["'`](\w+)["'`]/.exec(decorators.find((each) => each.startsWith("@JoinColumn")) ?? "")?.[1]
      const column = joined ?? `${name}Id`
      if ([name, `${name}Id`, column, camel(column)].some((each) => isIndexed(table, each))) continue
      const target = /=>\s*(\w+)/.exec(relation)?.[1] ?? null
      keys.push({
        table: table.name,
        column,
        target,
        line: module.lineOf(member.key),
        cascades: CASCADES.test(relation),
        advice: `Put \`@Index()\` on \`${name}\` and add the migration.`,
      })
    }
  }
  return keys
}

/** Attributes with `references` and no index. */
export function sequelizeKeys(project: Project, module: SourceModule): ForeignKey[] {
  return sequelizeTables(project, module).flatMap((table) =>
    columnsOf(
      module,
      table,
      (value) => propertyOf(value, "references") !== null && !/\b(?:unique|primaryKey):\s*true/.test(module.textOf(value)),
    ).map(({ column, text, line }) => ({
      table: table.name,
      column,
      line,
      cascades: CASCADES.test(text),
      target: /model:\s*["'`]?(\w+)/.exec(text)?.[1] ?? null,
      advice: `Add \`indexes: [{ fields: ["${column}"] }]\` to \`${table.name}\` and a migration that creates it.`,
    })),
  )
}

/** Columns with `.references(…)` and no index; MySQL tables are left out. */
export function drizzleKeys(project: Project, module: SourceModule): ForeignKey[] {
  if (/\bmysqlTable\b/.test(module.code)) return []
  return drizzleTables(project, module).flatMap((table) =>
    columnsOf(module, table, (value) => /\.references\(/.test(module.textOf(value))).map(({ column, text, line }) => ({
      table: table.name,
      column,
      line,
      cascades: CASCADES.test(text),
      target: /references\(\s*\(\)(?::\s*\w+)?\s*=>\s*(\w+)/.exec(text)?.[1] ?? null,
      advice: `Add \`index("…").on(table.${column})\` to \`${table.name}\` and generate the migration.`,
    })),
  )
}

interface Declared {
  readonly column: string
  readonly text: string
  readonly line: number
}

/** The columns of a table literal that are declared with a value of a kind and that no index begins with. */
function columnsOf(module: SourceModule, table: Table, isWanted: (value: Node) => boolean): Declared[] {
  const found: Declared[] = []
  for (const node of nodesOf(module.program, "Property")) {
    const column = propertyName(node)
    if (column === null || !table.columns.has(column) || isIndexed(table, column) || !isWanted(node.value)) continue
    const call = node.parent?.parent
    const isOwn = call?.type === "CallExpression" && module.lineOf(call) <= module.lineOf(node) && isCallOf(module, call, table)
    if (isOwn) found.push({ column, text: module.textOf(node.value), line: module.lineOf(node) })
  }
  return found
}

function isCallOf(module: SourceModule, call: Node, table: Table): boolean {
  return module.lineOf(call) === table.line || module.lineOf(call.parent ?? call) === table.line
}

/** Columns of Knex migrations that are told to reference another table without an index in the same table. */
export function knexKeys(project: Project, module: SourceModule): ForeignKey[] {
  if (project.dependsOn(module.path, "knex") === null) return []
  const keys: ForeignKey[] = []
  for (const node of nodesOf(module.program, "CallExpression")) {
    if (node.callee.type !== "MemberExpression" || propertyName(node.callee) !== "references") continue
    const start = startOf(node)
    const column = stringOf(start?.arguments[0])
    const table = start && tableAround(start)
    if (!start || column === null || !table) continue
    const text = module.code.slice(start.start, module.code.indexOf("\n", endOf(node).end) === -1 ? undefined : endOf(node).end)
    if (/\.(?:index|unique|primary)\(/.test(text) || isIndexedIn(module.textOf(table.body), column)) continue
    keys.push({
      table: table.name,
      column,
      line: module.lineOf(start),
      cascades: CASCADES.test(text),
      target:
        /inTable\(\s*["'`](\w+)|references\(\s*["'`](\w+)\./
          .exec(text)
          ?.slice(1)
          .find((each) => each !== undefined) ?? null,
      advice: `Add \`.index()\` to the column: \`table.index(["${column}"])\`.`,
    })
  }
  return keys
}

type Call = Node & { type: "CallExpression" }

// `table.integer("user_id")` of `table.integer("user_id").unsigned().references("id")`
function startOf(call: Call): Call | null {
  let current = call
  while (current.callee.type === "MemberExpression") {
    const below = bare(current.callee.object)
    if (below.type !== "CallExpression") return current.callee.object.type === "Identifier" ? current : null
    current = below
  }
  return null
}

function endOf(call: Node): Node {
  let top = call
  while (top.parent?.type === "MemberExpression" && top.parent.object === top && top.parent.parent?.type === "CallExpression")
    top = top.parent.parent
  return top
}

function tableAround(node: Node): { readonly name: string; readonly body: Node } | null {
  for (let above = node.parent; above; above = above.parent) {
    if (!isFunction(above) || above.parent?.type !== "CallExpression") continue
    const { callee, arguments: given } = above.parent
    const method = callee.type === "MemberExpression" ? (propertyName(callee) ?? "") : ""
    const name = stringOf(given[0])
    if (/^(?:createTable|createTableIfNotExists|table|alterTable)$/.test(method) && name !== null) return { name, body: above }
  }
  return null
}

function isIndexedIn(body: string, column: string): boolean {
  return new RegExp(`\\.(?:index|unique|primary)\\(\\s*\\[?\\s*["'\`]${column.replace(/\W/g, "\\$&")}["'\`]`).test(body)
}

function camel(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
}
