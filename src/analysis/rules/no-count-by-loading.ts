import { callFacts, chainOf } from "../calls/call-facts.ts"
import type { Call, CallFacts } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { isAwaitedTable } from "../database/sent-query.ts"
import { defineRule } from "../rule.ts"
import { bare, isFunction, nodesOf, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { usesOf } from "../source/uses-of.ts"

// At most so many are loaded, to tell some from none or a full page from the last one.
const BOUNDED = /^(?:limit|take|first|paginate|aggregate|groupBy|distinct|having|cursor|stream)$/
const FEW_ROWS =
  /\b(?:LIMIT|FETCH\s+(?:FIRST|NEXT)|TOP\s*\(?\d|GROUP\s+BY|DISTINCT|UNION|RETURNING|FOR\s+(?:NO\s+KEY\s+)?(?:UPDATE|SHARE))\b|\b(?:COUNT|SUM|MAX|MIN|AVG|EXISTS)\s*\(/i
const OF_LIST = /\b(?:in|\$in|hasSome)\s*:|\b(?:inArray|In|whereIn|andWhereIn|whereInIds)\(|=\s*ANY\s*\(|\bIN\s*\(/
const LISTS = /^(?:findMany|find|findBy|findAll|getMany|select|toArray)$/

export const noCountByLoading = defineRule({
  kind: "source",
  id: "no-count-by-loading",
  section: "performance",
  practice: "database",
  severity: "medium",
  confidence: "high",
  title: "All rows are loaded to count them",
  why: "The database counts without handing out a row. Loading them takes the time, the traffic and the memory of all of them for one number, and grows with the table.",
  fix: "Let the database count.",
  cwe: ["CWE-1049"],
  needs: { path: "server", words: ["length", "rowCount"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const { asked, value } of answersIn(module)) {
      // Few answers are only counted, whatever gave them.
      const counted = (["rows", "result"] as const).filter((gives) => isOnlyCounted(module, value, gives))
      const query = counted.length === 0 ? null : listIn(project, module, asked)
      if (!query || !counted.includes(isStatement(project, module, query) ? "result" : "rows")) continue
      const { name } = callFacts(project, module, query)
      // `owned.length !== ids.length`: no more rows than ids.
      const isOfList = OF_LIST.test(module.textOf(asked).slice(0, 2_000))
      yield {
        at: query,
        ...(isOfList ? { severity: "low" as const, confidence: "medium" as const } : {}),
        title: `\`${name}\` loads all rows to count them`,
        message: `Nothing but the length of what \`${name}\` gives is used: every matching row is read, sent and made into an object for one number, each time this runs.`,
        fix: adviceFor(callFacts(project, module, query)),
        key: `count ${name}`,
      }
    }
  },
})

interface Answer {
  /** What is asked: a query, or a chain that begins with one. */
  readonly asked: Node
  /** The expression, or the parameter, that is the answer. */
  readonly value: Node
}

/** What the file waits for: `await query`, and `query.then((rows) => …)`. */
function* answersIn(module: SourceModule): Generator<Answer> {
  for (const node of nodesOf(module.program, "AwaitExpression")) yield { asked: node.argument, value: node }
  for (const node of nodesOf(module.program, "CallExpression")) {
    const callback = node.callee.type === "MemberExpression" && propertyName(node.callee) === "then" ? node.arguments[0] : null
    const [value] = isFunction(callback) ? callback.params : []
    if (value && node.callee.type === "MemberExpression") yield { asked: node.callee.object, value }
  }
}

/** The call in a chain that loads a list without a limit; `null` for everything else. */
function listIn(project: Project, module: SourceModule, awaited: Node): Call | null {
  let node = bare(awaited)
  const methods: string[] = []
  for (let step = 0; step < 20 && node.type === "CallExpression"; step++) {
    const { facts, path } = callFacts(project, module, node)
    const method = node.callee.type === "MemberExpression" ? (propertyName(node.callee) ?? "") : ""
    methods.push(method)
    const isOpen = !methods.some((each) => BOUNDED.test(each)) && !chainOf(node).methods.some((each) => BOUNDED.test(each))
    if (path !== null && facts.includes("db-list") && LISTS.test(method)) {
      const options = node.arguments[0]
      const isBounded = ["take", "limit", "distinct", "group"].some((each) => propertyOf(options, each))
      return isBounded || hasUnknownOptions(options) || !isOpen ? null : node
    }
    if (isStatement(project, module, node)) return step === 0 ? node : null
    if (path?.startsWith("knex") && isAwaitedTable(project, module, node) === "reads")
      return isOpen && !/\b(?:count|sum|avg|min|max|raw)\w*\(/.test(module.textOf(bare(awaited)).slice(0, 2_000)) ? node : null
    if (node.callee.type !== "MemberExpression") return null
    node = bare(node.callee.object)
  }
  return null
}

/** Whether a call sends a `SELECT` that gives as many rows as match. */
function isStatement(project: Project, module: SourceModule, call: Call): boolean {
  const { facts, method } = callFacts(project, module, call)
  if (!facts.includes("db-read") || !/^(?:query|execute)$/.test(method)) return false
  const [given] = call.arguments
  const statement = stringOf(given) ?? stringOf(propertyOf(given, "text")) ?? stringOf(propertyOf(given, "sql"))
  return statement !== null && /^\s*SELECT\b/i.test(statement) && !FEW_ROWS.test(statement)
}

// Options that come from elsewhere may hold the limit.
function hasUnknownOptions(options: Node | undefined): boolean {
  const object = options && bare(options)
  return object !== undefined && (object.type !== "ObjectExpression" || object.properties.some((each) => each.type === "SpreadElement"))
}

/**
 * Whether of an answer only the number of its rows is read: `(await find()).length`, or a constant or parameter of which nothing else is
 * used. Drivers give a `result` with the rows in it.
 */
function isOnlyCounted(module: SourceModule, node: Node, gives: "rows" | "result"): boolean {
  let value = node
  while (
    value.parent?.type === "ParenthesizedExpression" ||
    value.parent?.type === "TSAsExpression" ||
    value.parent?.type === "TSNonNullExpression"
  )
    value = value.parent
  const isCounted = gives === "rows" ? isLengthOf : isCountOfResult
  if (isCounted(value)) return true
  const declared = value.parent
  if (declared?.type === "VariableDeclarator" && declared.init === value) return isPatternCounted(module, declared.id, gives)
  return isFunction(declared) && isPatternCounted(module, value, gives)
}

/** The same for what an answer is taken into: a name, `{ rows }`, `{ rowCount }`, `[rows]`. */
function isPatternCounted(module: SourceModule, pattern: Node, gives: "rows" | "result"): boolean {
  if (pattern.type === "Identifier") return isNameCounted(module, pattern, gives === "rows" ? isLengthOf : isCountOfResult)
  if (gives === "rows") return false
  if (pattern.type === "ArrayPattern") {
    const [first, ...others] = pattern.elements
    return others.length === 0 && first?.type === "Identifier" && isNameCounted(module, first, isLengthOf)
  }
  const [only, ...others] = pattern.type === "ObjectPattern" ? pattern.properties : []
  if (others.length > 0 || only?.type !== "Property" || only.value.type !== "Identifier") return false
  const name = propertyName(only)
  if (name === "rows") return isNameCounted(module, only.value, isLengthOf)
  return name === "rowCount" && isNameCounted(module, only.value, isNumberUsed)
}

function isNameCounted(module: SourceModule, name: Node & { type: "Identifier" }, isCounted: (use: Node) => boolean): boolean {
  const binding = module.bindings.resolve(name)
  if (!binding || module.exports.has(binding.name) || binding.assigned.length > 0) return false
  const uses = usesOf(module, binding, module.program)
  return uses.length > 0 && uses.every((use) => isCounted(use))
}

function isCountOfResult(node: Node): boolean {
  const read = node.parent
  if (read?.type !== "MemberExpression" || read.object !== node) return false
  const name = propertyName(read)
  return name === "rows" ? isLengthOf(read) : name === "rowCount" && isNumberUsed(read)
}

function isLengthOf(node: Node): boolean {
  const read = node.parent
  if (read?.type !== "MemberExpression" || read.object !== node) return false
  // `tickets.filter((each) => each.open).length`
  if (propertyName(read) === "filter")
    return read.parent?.type === "CallExpression" && read.parent.callee === read && isLengthOf(read.parent)
  return propertyName(read) === "length" && isNumberUsed(read)
}

/** Whether a number is used for more than to tell some from none: by a key there is one row at most. */
function isNumberUsed(number: Node): boolean {
  const { parent } = number
  if (parent?.type === "BinaryExpression") return bare(parent.left === number ? parent.right : parent.left).type !== "Literal"
  return (
    parent?.type !== "UnaryExpression" &&
    parent?.type !== "IfStatement" &&
    parent?.type !== "ConditionalExpression" &&
    parent?.type !== "LogicalExpression"
  )
}

function adviceFor({ path, receiver, method }: CallFacts): string {
  if (path?.startsWith("mongo")) return `\`${receiver.slice(0, 40)}.countDocuments(…)\` with the same filter.`
  if (/^(?:query|execute)$/.test(method)) return "`SELECT count(*)` with the same conditions."
  if (path?.startsWith("knex")) return "`.count()` with the same conditions."
  return `\`${receiver.slice(0, 40)}.count(…)\` with the same conditions.`
}
