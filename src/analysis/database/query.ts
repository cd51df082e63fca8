import { callFacts, chainOf } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { bare, propertyName, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import type { Table } from "./table.ts"
import { tableNamed } from "./tables.ts"

/** A query whose table is declared in the repository. */
export interface Query {
  readonly table: Table
  /** The columns compared in the filter, all of which must match; `null` when the text does not say. */
  readonly columns: readonly string[] | null
  readonly method: string
  readonly receiver: string
}

const FILTERED =
  /^(?:find\w*|count\w*|exists?|existsBy|aggregate|updateMany|deleteMany|updateOne|deleteOne|update|destroy|delete|softDelete|sum|max|min|distinct)$/

const WRITING = /^(?:create\w*|insert\w*|save|bulkCreate|upsert)$/

/** The query a call is, with its table and the columns of its filter; `null` for other calls and unknown tables. */
export function queryOf(project: Project, module: SourceModule, call: Call): Query | null {
  const callee = bare(call.callee)
  const name = callee.type === "MemberExpression" ? (propertyName(callee) ?? "") : ""
  // Most calls are told by their name, before anything is followed.
  if (name !== "from" && !FILTERED.test(name) && !WRITING.test(name)) return null
  const { path, receiver, method, facts } = callFacts(project, module, call)
  if (method === "from" && path?.startsWith("drizzle-orm.drizzle().")) return drizzleQuery(project, module, call, receiver)
  if (method === "from") return null
  const last = receiver.slice(receiver.lastIndexOf(".") + 1).replace(/^_/, "")
  if (path === null ? /(?:prisma|db|tx|trx)\.\w+$/i.test(receiver) : path.startsWith("@prisma/client.PrismaClient()")) {
    const table = tableNamed(project, "Prisma", last)
    return table && { table, method, receiver, columns: filterColumns(table, propertyOf(call.arguments[0], "where")) }
  }
  if (path?.startsWith("typeorm.Repository()")) {
    const entity = askedFor(module, receiver) ?? parameterOf(module, last) ?? last.replace(/Repository$|Repo$/, "")
    const table = tableNamed(project, "TypeORM", entity)
    const filter = /By\w*$|^(?:update|delete|softDelete)$/.test(method) ? call.arguments[0] : propertyOf(call.arguments[0], "where")
    return table && { table, method, receiver, columns: filterColumns(table, filter) }
  }
  if (path?.startsWith("mongoose.model()") || (path === null && facts.length > 0 && /^[A-Z]\w*$|Model$/.test(last))) {
    const table =
      tableNamed(project, "Mongoose", parameterOf(module, last) ?? last) ?? tableNamed(project, "Mongoose", last.replace(/Model$/, ""))
    if (table) return { table, method, receiver, columns: /ById/.test(method) ? ["_id"] : filterColumns(table, call.arguments[0]) }
  }
  const sequelize = /^[A-Z]\w*$/.test(last) ? tableNamed(project, "Sequelize", last) : null
  return (
    sequelize && {
      table: sequelize,
      method,
      receiver,
      columns: filterColumns(sequelize, propertyOf(call.arguments[/^update$/.test(method) ? 1 : 0], "where")),
    }
  )
}

// `db.select().from(users).where(eq(users.email, email))`
function drizzleQuery(project: Project, module: SourceModule, call: Call, receiver: string): Query | null {
  const argument = call.arguments[0]
  const table = argument?.type === "Identifier" ? tableNamed(project, "Drizzle", argument.name) : null
  const where = chainOf(call).top
  if (!table || !argument) return null
  const text = module.code.slice(call.end, where.end)
  const condition = /^\s*\.where\(\s*(?:and\(\s*)?((?:eq|inArray)\([\s\S]*)/.exec(text)?.[1] ?? ""
  if (/\bor\(|sql`/.test(condition)) return null
  const name = module.textOf(argument).replace(/\$/g, "\\$")
  const columns = [...condition.matchAll(new RegExp(`\\b(?:eq|inArray)\\(\\s*${name}\\.(\\w+)`, "g"))].map((match) => match[1] ?? "")
  return {
    table,
    method: "select",
    receiver: receiver.replace(/\.select(?:Distinct\w*)?\([\s\S]*$/, ""),
    columns: columns.length > 0 ? columns : null,
  }
}

/** `User` for `dataSource.getRepository(User)`, also where that is kept under a name. */
function askedFor(module: SourceModule, receiver: string): string | null {
  const direct = /\.?getRepository(?:<\w+>)?\(\s*(\w+)\s*\)$/.exec(receiver)
  if (direct) return direct[1] ?? null
  if (!/^(?:this\.)?\w+$/.test(receiver)) return null
  const name = receiver.replace("this.", "")
  return new RegExp(`\\b${name}\\s*=\\s*[\\w.()]{0,60}getRepository(?:<\\w+>)?\\(\\s*(\\w+)`).exec(module.code)?.[1] ?? null
}

/** `User` for a member declared as `Repository<User>` or `Model<UserDocument>`. */
function parameterOf(module: SourceModule, member: string): string | null {
  if (!/^\w+$/.test(member)) return null
  return new RegExp(`\\b${member}\\s*:\\s*(?:Repository|\\w*Model)<(\\w+?)(?:Document)?>`).exec(module.code)?.[1] ?? null
}

function filterColumns(table: Table, filter: Node | null | undefined): string[] | null {
  const node = filter && bare(filter)
  if (node?.type !== "ObjectExpression") return null
  const columns: string[] = []
  for (const property of node.properties) {
    // Whatever is spread in may name the indexed column.
    if (property.type !== "Property") return null
    const name = propertyName(property)
    if (name === null) return null
    if (name === "AND" || name === "$and") return null
    // One branch of an OR needs its own index; that is a question for EXPLAIN.
    if (/^(?:OR|NOT|\$or|\$nor|\$text|\$expr)$/.test(name)) return null
    // A compound unique of Prisma, `{ userId_postId: { … } }`, or the filter of a relation.
    if (!table.columns.has(name)) return null
    columns.push(name)
  }
  return columns.length > 0 ? columns : null
}
