import { defineRule } from "../rule.ts"
import { isServerPath } from "../calls/server-path.ts"
import { queryOf } from "../database/query.ts"
import type { Query } from "../database/query.ts"
import { isUnique } from "../database/table.ts"
import { ancestors, bare, descendants, enclosingFunction, nodesOf, propertyName, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

const IDENTIFYING =
  /^(?:e_?mail|user_?name|login|handle|slug|phone(?:_?number)?|code|sku|key|hash|iban|reference|domain|token)$|(?:Email|Username|Slug|Code|Sku|Reference|Phone)$/i

const LOOKS = /\b(?:find(?:One|First|Unique)|exists?\b|existsBy\b|count)/
const INSERTS = /\b(?:create|insert|save|insertOne)\b/

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
      const looking = queryOf(project, module, node)
      const column = looking && soughtColumn(looking)
      const around = enclosingFunction(node)
      if (!looking || !column || !around || !isRefused(module, node)) continue
      for (const each of descendants(around)) {
        if (each.type !== "CallExpression" || each.start < node.end) continue
        const inserting = queryOf(project, module, each)
        if (!inserting || inserting.table !== looking.table || !/^(?:create|insert|save|insertOne)$/.test(inserting.method)) continue
        if (!names(each, column)) continue
        const { table } = looking
        yield {
          at: each,
          ...(table.complete ? {} : { confidence: "low" as const }),
          title: `Two requests at the same time create the same \`${column}\` twice`,
          message: `Line ${module.lineOf(node)} looks whether a \`${table.name}\` with this \`${column}\` exists, but nothing in the database keeps it unique: two requests at the same moment both find none and both insert, and from then on lookups by \`${column}\` return one of the two at random.`,
          fix: `Declare \`${column}\` unique in ${table.path}:${table.line} (with a migration) and answer the database's duplicate error with 409.`,
          key: `unique ${table.name}.${column}`,
        }
        break
      }
    }
  },
})

function soughtColumn({ table, columns, method }: Query): string | null {
  const [column, ...others] = columns ?? []
  if (column === undefined || others.length > 0 || !/^(?:find(?:One|First|Unique)\w*|exists?|existsBy|count\w*)$/.test(method)) return null
  return IDENTIFYING.test(column) && !isUnique(table, column) ? column : null
}

/** Whether finding something ends the function: `if (existing) throw …`. */
function isRefused(module: SourceModule, call: Node): boolean {
  let name: string | null = null
  for (const above of ancestors(call)) {
    if (above.type === "VariableDeclarator") name = above.id.type === "Identifier" ? above.id.name : null
    if (above.type === "IfStatement") return ends(above.consequent)
    if (above.type === "VariableDeclarator" || above.type === "BlockStatement") break
  }
  const around = enclosingFunction(call)
  if (name === null || !around) return false
  const wanted = new RegExp(`^${name}(?:\\s*(?:!==?\\s*(?:null|undefined)|>\\s*0))?$|^!!${name}$`)
  for (const each of descendants(around))
    if (each.type === "IfStatement" && each.start > call.end && wanted.test(module.textOf(each.test))) return ends(each.consequent)
  return false
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
