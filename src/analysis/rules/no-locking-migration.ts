import { defineRule } from "../rule.ts"
import { directionOf, forwardSql, isMigrationPath } from "../migrations/migration-file.ts"
import { ancestors, bare, isFunction, nodesOf, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const NAME = String.raw`(?:["\x60]?\w+["\x60]?\.)?["\x60]?(\w+)["\x60]?`
const INDEX = new RegExp(
  String.raw`\bCREATE\s+(?:UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY)(?:IF\s+NOT\s+EXISTS\s+)?["\x60]?\w+["\x60]?\s+ON\s+(?:ONLY\s+)?${NAME}`,
  "gi",
)
const TYPE = new RegExp(
  String.raw`\bALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?${NAME}\s+ALTER\s+COLUMN\s+["\x60]?(\w+)["\x60]?\s+(?:SET\s+DATA\s+)?TYPE\s+(?!TEXT\b|VARCHAR\b|CHARACTER\s+VARYING\b|["\x60]?\w+_(?:new|old)\b)`,
  "gi",
)

export const noLockingMigration = defineRule({
  kind: "text",
  id: "no-locking-migration",
  section: "performance",
  practice: "database",
  severity: "medium",
  // Whether the table is large is known only to those who run it.
  confidence: "low",
  title: "Nobody can write to this table while the migration runs",
  why: "PostgreSQL locks a table against writes while it builds an index, and against everything while it rewrites a column. On a large table that takes minutes, in which every request that touches it waits and the pool runs dry.",
  fix: "Build the index with `CONCURRENTLY`, outside a transaction; change a type through a new column that is filled in batches.",
  cwe: ["CWE-667"],
  files: (path) => isMigrationPath(path),
  *check({ project, path, text }) {
    if (!isPostgres(project, path)) return
    const forward = path.endsWith(".sql") ? forwardSql(path, text) : withoutWayBack(project, path, text)
    // What was created a moment ago is empty.
    const fresh = new Set(
      [...forward.matchAll(new RegExp(String.raw`CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?${NAME}`, "gi"))].map((each) => each[1]),
    )
    // Who runs a migration without a transaction, or takes the index back concurrently, meant to build it so.
    const isMeant = meansNotToLock(project, path, text) ? { confidence: "medium" as const } : {}
    // Whoever never builds an index concurrently has tables small enough not to need it.
    for (const match of buildsConcurrently(project) ? forward.matchAll(INDEX) : []) {
      const table = match[1] ?? ""
      if (fresh.has(table)) continue
      yield {
        at: { start: match.index, end: match.index + match[0].length },
        ...isMeant,
        title: `Writes to \`${table}\` wait until this index is built`,
        message: `While PostgreSQL builds this index, every INSERT, UPDATE and DELETE on \`${table}\` waits: on a table of millions of rows that is minutes in which requests pile up.`,
        fix: "`CREATE INDEX CONCURRENTLY` in a migration of its own that does not run in a transaction.",
      }
      break
    }
    const built = buildsConcurrently(project) && !path.endsWith(".sql") ? lockingIndex(project, path, fresh) : null
    if (built)
      yield {
        at: built.node,
        ...isMeant,
        title: `Writes to \`${built.table}\` wait until this index is built`,
        message: `While PostgreSQL builds this index, every INSERT, UPDATE and DELETE on \`${built.table}\` waits: on a table of millions of rows that is minutes in which requests pile up.`,
        fix: built.fix,
      }
    for (const match of forward.matchAll(TYPE)) {
      const [, table = "", column = ""] = match
      if (fresh.has(table)) continue
      yield {
        at: { start: match.index, end: match.index + match[0].length },
        title: `Nobody can read \`${table}\` while this type changes`,
        message: `Changing the type of \`${column}\` makes PostgreSQL rewrite \`${table}\` and its indexes under a lock that also stops reads: the service is down for as long as that takes.`,
        fix: "Add a column of the new type, fill it in batches, switch the code over, then drop the old one.",
      }
      break
    }
  },
})

const DROPS = /\bDROP\s+INDEX\s+CONCURRENTLY\b/i

function meansNotToLock(project: Project, path: string, text: string): boolean {
  const module = path.endsWith(".sql") ? null : project.moduleOf(path)
  if (!module) return DROPS.test(text.replace(/--[^\n]*/g, ""))
  return nodesOf(module.program, "Literal", "TemplateElement", "Property", "PropertyDefinition", "CallExpression").some((node) => {
    if (node.type === "Literal") return typeof node.value === "string" && DROPS.test(node.value)
    if (node.type === "TemplateElement") return DROPS.test(node.value.raw)
    if (node.type === "CallExpression") return methodOf(node) === "noTransaction"
    const value = node.value?.type === "Literal" ? node.value.value : null
    return (propertyName(node) === "concurrently" && value === true) || (propertyName(node) === "transaction" && value === false)
  })
}

/** The text of a migration with spaces where its way back stands. */
function withoutWayBack(project: Project, path: string, text: string): string {
  const module = project.moduleOf(path)
  const down = module ? directionOf(project, module, "down") : null
  if (down && module && down.end <= text.length && descendsFrom(module, down))
    return text.slice(0, down.start) + text.slice(down.start, down.end).replace(/[^\n]/g, " ") + text.slice(down.end)
  return text.split(/\b(?:async\s+)?(?:exports\.)?down\s*[(=:]/)[0] ?? text
}

function descendsFrom(module: SourceModule, node: Node): boolean {
  return [...ancestors(node)].at(-1) === module.program
}

/** A builder's index on a table that is there already, made without `concurrently`: Sequelize, node-pg-migrate and Knex. */
function lockingIndex(
  project: Project,
  path: string,
  fresh: ReadonlySet<string | undefined>,
): { readonly node: Node; readonly table: string; readonly fix: string } | null {
  const module = project.moduleOf(path)
  const up = module ? directionOf(project, module, "up") : null
  if (!module || !up || !descendsFrom(module, up)) return null
  const calls = nodesOf(up, "CallExpression")
  const named = ({ arguments: [first] }: (typeof calls)[number]) => tableName(first)
  const created = new Set(calls.filter((each) => methodOf(each).startsWith("createTable")).map(named))
  const isNew = (table: string | null) => table === null || created.has(table) || fresh.has(table)
  for (const call of calls) {
    const method = methodOf(call)
    const table = named(call)
    if (method === "addIndex" || method === "createIndex") {
      const options = call.arguments
        .slice(1)
        .map((each) => bare(each))
        .filter((each) => each.type === "ObjectExpression")
      const isOpen = call.arguments.slice(2).some((each) => !/^(?:Object|Array)Expression$/.test(bare(each).type))
      // TypeORM has no option for it; its migrations say it in SQL.
      const isTypeorm = call.arguments[1] && bare(call.arguments[1]).type === "NewExpression"
      const isConcurrent = options.some(
        (each) => propertyOf(each, "concurrently") || each.properties.some((one) => one.type !== "Property"),
      )
      if (isNew(table) || isOpen || isConcurrent || isTypeorm || !table) continue
      return { node: call, table, fix: "Give it `concurrently: true`, in a migration of its own that does not run in a transaction." }
    }
    if ((method === "alterTable" || method === "table") && !isNew(table) && table) {
      const index = calls.find((each) => isIndexOfBuilder(call, each))
      if (index)
        return {
          node: index,
          table,
          fix: '`knex.raw("CREATE INDEX CONCURRENTLY …")` in a migration of its own with `config = { transaction: false }`.',
        }
    }
  }
  return null
}

// `t.index(["customer_id"])` inside `knex.schema.alterTable("orders", (t) => …)`, on a column that is no new one.
function isIndexOfBuilder(alter: Node & { type: "CallExpression" }, call: Node & { type: "CallExpression" }): boolean {
  const [, build] = alter.arguments
  const parameter = build && isFunction(build) && build.params[0]?.type === "Identifier" ? build.params[0].name : null
  if (!build || call.start < build.start || call.end > build.end || !/^(?:index|unique)$/.test(methodOf(call))) return false
  const object = call.callee.type === "MemberExpression" ? bare(call.callee.object) : null
  return object?.type === "Identifier" && object.name === parameter
}

function methodOf(call: Node & { type: "CallExpression" }): string {
  return call.callee.type === "MemberExpression" ? (propertyName(call.callee) ?? "") : ""
}

// `"orders"`, `{ schema: "shop", name: "orders" }`
function tableName(node: Node | undefined): string | null {
  return stringOf(node) ?? stringOf(propertyOf(node, "name")) ?? stringOf(propertyOf(node, "tableName"))
}

function buildsConcurrently(project: Project): boolean {
  return project.once("indexes are built concurrently", () =>
    [...project.tree.files.keys()].some(
      (path) => isMigrationPath(path) && /\bINDEX\s+CONCURRENTLY\b|\bconcurrently\s*:\s*true\b/i.test(project.codeOf(path) ?? ""),
    ),
  )
}

function isPostgres(project: Project, path: string): boolean {
  if (["pg", "postgres", "@neondatabase/serverless", "pg-promise"].some((name) => project.dependsOn(path, name) !== null)) return true
  return project.once("postgresql of prisma", () =>
    [...project.tree.files.keys()].some(
      (each) => each.endsWith(".prisma") && /provider\s*=\s*"postgresql"/.test(project.codeOf(each) ?? ""),
    ),
  )
}
