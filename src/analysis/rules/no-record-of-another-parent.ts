import { escapePattern } from "../escape-pattern.ts"
import { isServerPath } from "../calls/server-path.ts"
import { foreignParts } from "../calls/owned-records.ts"
import { ownedCalls } from "../calls/owner-conditions.ts"
import type { OwnedCall } from "../calls/owner-conditions.ts"
import { defineRule } from "../rule.ts"
import { ancestors, bare, descendants, isFunction, nodesOf, propertyName, propertyOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

const BY_KEY = /^(?:findById\w*|findByPk|findOneById)$/
const TAKES_ONE =
  /^(?:findUnique|findUniqueOrThrow|findFirst|findFirstOrThrow|findOne|findOneBy|findOneOrFail|findOneByOrFail|findById\w*|findByPk|findOneById|findOneAnd\w+|update|updateOne|updateMany|delete|deleteOne|deleteMany|destroy|where|andWhere|remove|softDelete)$/
const MAX_FUNCTION = 20_000
// Nobody writes more by hand; they are compared with one another.
const MAX_QUERIES = 400

export const noRecordOfAnotherParent = defineRule({
  kind: "source",
  id: "no-record-of-another-parent",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "medium",
  title: "A record is picked by its own id although what it belongs to is known",
  why: "A right to the invoice is no right to every line there is. Where the parent was checked and its part is then looked up by the part's id alone, the id of somebody else's part does as well.",
  fix: "Put the parent into the filter, or compare the record's parent with it.",
  cwe: ["CWE-639"],
  needs: { path: "server", text: [/\b(?:where|find\w*|update\w*|delete\w*)\b/, /[a-z](?:Id|ID|Uuid|_id|_uuid)\b/] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    const queries = ownedCalls(module)
      .slice(0, MAX_QUERIES)
      .flatMap((call) => queryOf(module, call) ?? [])
    const said = new Set<FunctionNode>()
    for (const { node, callee, code, parent, parentNode, path } of foreignParts(project, module)) {
      const around = queries.find((each) => each.node === node)?.around
      if (around) said.add(around)
      yield {
        at: node,
        title: `\`${callee}\` changes a record of any other parent`,
        message: `Whoever may use one \`${last(parent)}\` changes what belongs to all others: \`${path.slice(0, 80)}\` says that one belongs to the other, line ${module.lineOf(parentNode)} checks \`${last(parent)}\`, and \`${callee}\` goes by \`${last(code)}\` alone.`,
        fix: `Add \`${last(parent)}\` to the filter here, and treat no match as not found.`,
      }
    }
    for (const query of queries) {
      if (query.id === null || query.scope.length > 0 || said.has(query.around)) continue
      const witness = queries.find(
        (each) => each.around !== query.around && each.model === query.model && each.id !== null && each.scope.length > 0,
      )
      const parent = witness?.scope.find((name) => isForgotten(module, query, name, queries))
      if (!witness || !parent) continue
      said.add(query.around)
      const code = query.callee.replaceAll("`", "'").slice(0, 60)
      yield {
        at: query.node,
        title: `\`${code}\` takes a record of any \`${parent}\``,
        message: `Whoever sends another id reaches what belongs to somebody else: \`${parent}\` is known here, but \`${code}\` goes by the record's own id alone, while line ${module.lineOf(witness.node)} asks for \`${parent}\` as well.`,
        fix: `Add \`${parent}\` to the filter here too, and treat no match as not found.`,
      }
    }
  },
})

function last(code: string): string {
  return code
    .slice(code.lastIndexOf(".") + 1)
    .replaceAll("`", "'")
    .slice(0, 40)
}

interface Query {
  readonly node: Node
  readonly callee: string
  /** What it is asked of, without the client or transaction it is asked through. */
  readonly model: string
  /** The name of the parameter the record's own key is; `null` when it is none. */
  readonly id: string | null
  /** What else it goes by that ends like a key, `invoiceId`. */
  readonly scope: readonly string[]
  /** The outermost function around it that is called from elsewhere. */
  readonly around: FunctionNode
}

function queryOf(module: SourceModule, { node, callee, owners, parents }: OwnedCall): Query | null {
  const method = node.callee.type === "MemberExpression" ? (propertyName(node.callee) ?? "") : ""
  if (node.callee.type !== "MemberExpression" || !TAKES_ONE.test(method)) return null
  const around = [...ancestors(node)].findLast(
    (each) => isFunction(each) && (each.params.length > 0 || each.parent?.type === "MethodDefinition"),
  )
  if (!isFunction(around) || around.end - around.start > MAX_FUNCTION) return null
  const [first] = node.arguments
  const filter = filterIn(first)
  const key = BY_KEY.test(method) ? first : (propertyOf(filter, "id") ?? propertyOf(filter, "_id"))
  const isAlone = BY_KEY.test(method) || filter?.properties.length === 1
  const scope = [...new Set([...owners, ...parents])].filter((name) => !/^_?id$/.test(name))
  const value = key ? bare(key) : null
  const binding = value?.type === "Identifier" ? module.bindings.resolve(value) : null
  return {
    node,
    callee: callee.slice(0, 200),
    model: modelOf(module, node.callee.object),
    id:
      value && (isAlone || scope.length > 0) && (scope.length > 0 || isGiven(module, value, binding?.kind === "parameter"))
        ? module.textOf(value).slice(0, 60)
        : null,
    scope,
    around,
  }
}

function filterIn(first: Node | undefined): (Node & { type: "ObjectExpression" }) | null {
  const filter = first ? bare(propertyOf(bare(first), "where") ?? first) : null
  return filter?.type === "ObjectExpression" ? filter : null
}

// A parameter, or something the client sent; the id of a record that was found before has been looked at.
function isGiven(module: SourceModule, value: Node, isParameter: boolean): boolean {
  return isParameter || /^(?:req|request|ctx|c\.req|input|args|params|dto)\b[\w.?]*\.\w+$/.test(module.textOf(value))
}

// `tx.invoiceLine`, `this.prisma.invoiceLine` and `prisma.invoiceLine` are one; so are `trx("lines")` and `db("lines")`.
function modelOf(module: SourceModule, receiver: Node): string {
  const inner = bare(receiver)
  if (inner.type === "MemberExpression") return propertyName(inner) ?? ""
  if (inner.type === "CallExpression" && inner.callee.type === "Identifier")
    return `(${inner.arguments.map((each) => module.textOf(each)).join(", ")})`
  return module.textOf(inner).slice(0, 100)
}

/** Whether a name of what the record belongs to is at hand in the function, and has no say in which record it takes. */
function isForgotten(module: SourceModule, { around, model, id, node }: Query, parent: string, queries: readonly Query[]): boolean {
  if (!hasParameter(around, parent)) return false
  // Another look at the same records in this function may be the one that asks.
  if (queries.some((each) => each.around === around && each.model === model && each.scope.length > 0)) return false
  const text = module.namesOf(around)
  if (text.includes(`.${parent}`) || new RegExp(`["'\`]${escapePattern(parent)}["'\`]`).test(text)) return false
  const record = keptAs(node)
  return !nodesOf(module.program, "CallExpression").some((call) => {
    if (call === node || call.start < around.start || call.end > around.end || call.arguments.some((each) => isFunction(bare(each))))
      return false
    const names = new Set<string>()
    for (const each of call.arguments) for (const inner of descendants(each)) if (inner.type === "Identifier") names.add(inner.name)
    // `assertPartOf(invoiceId, lineId)`, `assertPartOf(invoice, line)`
    return names.has(parent) && ((id !== null && names.has(id)) || (record !== null && names.has(record)))
  })
}

function hasParameter(around: FunctionNode, name: string): boolean {
  for (const parameter of around.params)
    for (const each of descendants(parameter))
      if (each.type === "Identifier" && each.name === name && !isInType(each, parameter)) return true
  return false
}

function isInType(node: Node, parameter: Node): boolean {
  for (const each of ancestors(node)) {
    if (each.type.startsWith("TSType")) return true
    if (each === parameter) return false
  }
  return false
}

// `const line = await …`
function keptAs(node: Node): string | null {
  for (const each of ancestors(node)) {
    if (each.type === "VariableDeclarator") return each.id.type === "Identifier" ? each.id.name : null
    if (isFunction(each) || each.type.endsWith("Statement")) return null
  }
  return null
}
