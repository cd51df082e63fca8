import { callFacts, chainOf } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { bare, enclosingFunction, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { usesOf } from "../source/uses-of.ts"

/** A query for the page behind a place in an order of two columns, of which only the first is compared with the place. */
export interface HalfKeyset {
  readonly column: string
  readonly tie: string
  /** What the column is compared with. */
  readonly value: Node
}

interface Order {
  readonly column: string
  readonly descends: boolean
}

const MAX_SQL = 4_000
const ITEM = String.raw`(?:\w{1,60}\.)?["\`]?(\w{1,60})["\`]?(?:\s+(ASC|DESC))?(?:\s+NULLS\s+\w+)?`
const ORDERED = new RegExp(String.raw`\bORDER\s+BY\s+${ITEM}\s*,\s*${ITEM}\s+(?:LIMIT|FETCH)\b`, "i")

/** The half of a keyset a query of a database compares, `null` for other calls and for those that compare both columns, or skip rows. */
export function halfKeysetOf(project: Project, module: SourceModule, call: Call): HalfKeyset | null {
  const { path, method, facts } = callFacts(project, module, call)
  if (path === "knex()") return ofKnex(module, call)
  if (method === "findMany" && facts.includes("db-list")) return ofPrisma(call)
  if (method === "find" && facts.includes("db-list")) return ofMongo(call)
  return facts.includes("db-read") ? ofSql(call) : null
}

// `pool.query("SELECT … WHERE created_at < $1 ORDER BY created_at DESC, id DESC LIMIT 20", [after])`
function ofSql(call: Call): HalfKeyset | null {
  const [first, second] = call.arguments
  const sql = stringOf(first) ?? stringOf(propertyOf(first, "text"))
  const order = sql !== null && sql.length <= MAX_SQL && !/\bOFFSET\b/i.test(sql) ? ORDERED.exec(sql) : null
  const where = sql?.search(/\bWHERE\b/i) ?? -1
  if (sql === null || !order || where === -1 || where > order.index || /\b(?:UNION|JOIN\s+LATERAL)\b/i.test(sql)) return null
  const [, column = "", way, tie = ""] = order
  const filter = sql.slice(where, order.index)
  const descends = way?.toUpperCase() === "DESC"
  const compared = new RegExp(String.raw`(?:^|[\s(.])["\`]?${column}["\`]?\s*${descends ? "<" : ">"}\s*(?:\$(\d{1,3})|(\?))`, "i").exec(
    filter,
  )
  if (!compared || new RegExp(String.raw`\b${tie}\b\s*["\`]?\s*[<>]|\([^()]{0,100}\b${tie}\b[^()]{0,40}\)\s*[<>]`, "i").test(filter))
    return null
  const values = bare(propertyOf(first, "values") ?? second ?? call)
  const at =
    compared[1] === undefined ? sql.slice(0, where + compared.index + compared[0].length).split("?").length - 2 : Number(compared[1]) - 1
  const value = values.type === "ArrayExpression" ? values.elements[at] : null
  return value ? { column, tie, value } : null
}

// `knex("posts").where("created_at", "<", after).orderBy("created_at", "desc").orderBy("id", "desc").limit(20)`
function ofKnex(module: SourceModule, call: Call): HalfKeyset | null {
  const order: Order[] = []
  let value: Node | null = null
  let columns: string[] = []
  const calls = [...callsBehind(call), ...addedLater(module, call)]
  const methods = calls.map((each) => propertyName(bare(each.callee)) ?? "")
  if (!methods.includes("limit") || methods.some((each) => /offset|raw|^or(?!derBy)/i.test(each))) return null
  const compared = new Map<string, { readonly operator: string; readonly value: Node }>()
  for (const each of calls) {
    const method = propertyName(bare(each.callee)) ?? ""
    const [first, second, third] = each.arguments
    if (method === "orderBy" && first) {
      const list = bare(first)
      for (const one of list.type === "ArrayExpression" ? list.elements : [first]) {
        const column = stringOf(one) ?? stringOf(propertyOf(one, "column"))
        if (column === null) return null
        const way = stringOf(propertyOf(one, "order")) ?? (list.type === "ArrayExpression" ? null : stringOf(second))
        order.push({ column: lastPart(column), descends: /^desc$/i.test(way ?? "") })
      }
    } else if (/^(?:andW|w)here/.test(method)) {
      const column = stringOf(first)
      // A function, or a condition in words, may compare anything.
      if (column === null) {
        if (!first || bare(first).type !== "ObjectExpression") return null
        continue
      }
      const operator = stringOf(second)
      if (third && operator !== null) compared.set(lastPart(column), { operator, value: third })
      columns = [...columns, lastPart(column)]
    }
  }
  const [head, tie, another] = order
  const found = head && compared.get(head.column)
  if (!head || !tie || another || !found || columns.includes(tie.column)) return null
  if (found.operator === (head.descends ? "<" : ">")) ({ value } = found)
  return value ? { column: head.column, tie: tie.column, value } : null
}

// `const query = knex("posts").orderBy(…)`, then `if (cursor) query.where("created_at", "<", cursor)`
function addedLater(module: SourceModule, call: Call): Call[] {
  const { top } = chainOf(call)
  const declared = top.parent
  const binding = declared?.type === "VariableDeclarator" && declared.init === top ? module.bindings.resolve(declared.id) : null
  const around = enclosingFunction(call)
  if (!binding || !around) return []
  return usesOf(module, binding, around).flatMap((use) => {
    const outer = use.parent?.type === "MemberExpression" && use.parent.object === use ? use.parent.parent : null
    return outer?.type === "CallExpression" && outer.callee === use.parent ? [outer, ...callsBehind(outer)] : []
  })
}

// `findMany({ where: { createdAt: { lt: cursor } }, orderBy: [{ createdAt: "desc" }, { id: "desc" }], take: 20 })`
function ofPrisma({ arguments: [options] }: Call): HalfKeyset | null {
  const orderBy = propertyOf(options, "orderBy")
  const list = orderBy ? bare(orderBy) : null
  if (list?.type !== "ArrayExpression" || list.elements.length !== 2 || !propertyOf(options, "take")) return null
  if (propertyOf(options, "cursor") || propertyOf(options, "skip")) return null
  const [head, tie] = list.elements.map((each) => {
    const [only, another] = orderOf(each)
    return another ? undefined : only
  })
  const where = propertyOf(options, "where")
  if (!head || !tie || !where || !isListed(where) || propertyOf(where, tie.column) || propertyOf(where, "OR") || propertyOf(where, "AND"))
    return null
  const value = propertyOf(propertyOf(where, head.column), head.descends ? "lt" : "gt")
  return value && { column: head.column, tie: tie.column, value }
}

// `Post.find({ createdAt: { $lt: cursor } }).sort({ createdAt: -1, _id: -1 }).limit(20)`
function ofMongo(call: Call): HalfKeyset | null {
  const { methods } = chainOf(call)
  const [filter] = call.arguments
  if (!methods.includes("limit") || methods.includes("skip") || !filter || !isListed(filter)) return null
  const sort = callsBehind(call).find((each) => propertyName(bare(each.callee)) === "sort")
  const [head, tie, another] = orderOf(sort?.arguments[0])
  if (!head || !tie || another || propertyOf(filter, tie.column) || propertyOf(filter, "$or") || propertyOf(filter, "$and")) return null
  const value = propertyOf(propertyOf(filter, head.column), head.descends ? "$lt" : "$gt")
  return value && { column: head.column, tie: tie.column, value }
}

/** The columns of `{ createdAt: "desc", id: "desc" }` and `{ createdAt: -1, _id: -1 }`, in order. */
function orderOf(node: Node | null | undefined): Order[] {
  const object = node ? bare(node) : null
  if (object?.type !== "ObjectExpression") return []
  return object.properties.flatMap((each) => {
    const column = each.type === "Property" ? propertyName(each) : null
    if (each.type !== "Property" || column === null) return []
    const way = bare(each.value)
    return [{ column, descends: way.type === "UnaryExpression" || /^desc/i.test(stringOf(way) ?? "") }]
  })
}

// With something spread into it, it may say more.
function isListed(node: Node): boolean {
  const object = bare(node)
  return object.type === "ObjectExpression" && object.properties.every((each) => each.type === "Property" && !each.computed)
}

/** The calls of the methods after a call in its chain. */
function callsBehind(call: Call): Call[] {
  const found: Call[] = []
  let at: Node = call
  while (at.parent) {
    if (at.parent.type === "MemberExpression" && at.parent.object === at) at = at.parent
    else if (at.parent.type === "CallExpression" && at.parent.callee === at) {
      at = at.parent
      found.push(at)
    } else break
  }
  return found
}

function lastPart(column: string): string {
  return column.slice(column.lastIndexOf(".") + 1)
}
