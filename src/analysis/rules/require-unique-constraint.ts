import { defineRule } from "../rule.ts"
import type { Call } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { queryOf } from "../database/query.ts"
import type { Query } from "../database/query.ts"
import { ancestors, bare, descendants, enclosingFunction, nodesOf, propertyName, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

const IDENTIFYING =
  /^(?:e_?mail|user_?name|login|handle|slug|phone(?:_?number)?|code|sku|key|hash|iban|reference|domain|token)$|(?:Email|Username|Slug|Code|Sku|Reference|Phone)$/i

// Longer filters ask for a state, not for a row.
const MAX_COLUMNS = 3

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
      const columns = looking && soughtColumns(looking)
      const around = enclosingFunction(node)
      if (!looking || !columns || !around || !isRefused(module, node)) continue
      const named = columns.map((each) => `\`${each}\``).join(" and ")
      for (const each of descendants(around)) {
        if (each.type !== "CallExpression" || each.start < node.end) continue
        const inserting = queryOf(project, module, each)
        if (!inserting || inserting.table !== looking.table || !/^(?:create|insert|save|insertOne)$/.test(inserting.method)) continue
        if (!columns.every((column) => names(each, column)) || (columns.length > 1 && !isSameRow(module, node, each, columns))) continue
        const { table } = looking
        yield {
          at: each,
          ...(table.complete ? {} : { confidence: "low" as const }),
          title: `Two requests at the same time create the same ${named} twice`,
          message: `Line ${module.lineOf(node)} looks whether a \`${table.name}\` with this ${named} exists, but nothing in the database keeps ${columns.length > 1 ? "the pair" : "it"} unique: two requests at the same moment both find none and both insert, and from then on lookups by ${named} return one of the two at random.`,
          fix: `Declare ${named} unique${columns.length > 1 ? " together" : ""} in ${table.path}:${table.line} (with a migration) and take the database's duplicate error for “exists already”.`,
          key: `unique ${table.name}.${columns.join(" ")}`,
        }
        break
      }
    }
  },
})

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
