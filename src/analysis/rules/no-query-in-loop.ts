import { defineRule } from "../rule.ts"
import { canonicalPath } from "../model-index.ts"
import { callFacts, calleeName, chainOf } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { bulkInsertFor } from "../database/single-insert.ts"
import { isAwaitedTable, isSentStatement, isWaitedFor } from "../database/sent-query.ts"
import type { Tagged } from "../database/sent-query.ts"
import { definitionOf } from "../flow/schema/definition.ts"
import { reachOf } from "../reach.ts"
import { ancestors, bare, descendants, isFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import { knownPart } from "../source/constant-number.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const OF_CLOCK = /\/cron(?:s|[-_]?jobs?)?(?:\/|$)/i
const MAKES = /(?:^|\.)(?:create|add|insert|save|import)\w*$/i
// `executeJob(job.id)`: one after the other is the work itself, whatever it reads on the way.
const WORKS = /(?:^|\.)(?:execute|run|process|perform|send|notify|deliver)(?!\w*(?:Query|Sql))\w*$/i
const STATEMENT =
  "Collect the keys and read all rows with one statement: `WHERE id = ANY($1)` or `WHERE id IN (…)`, or join in the first query."
// Through a service, its repository and the functions around the driver.
const MAX_DEPTH = 4
const MAX_ASKED = 300
// Calls of a function for each element of a list, with the list first and the function second.
const EACH_OF =
  /^(?:p-map|p-each-series|p-map-series)(?:\.default)?$|^(?:bluebird|async)(?:\.Promise)?\.(?:map|each|mapSeries|forEach|eachSeries|eachOf|mapLimit|eachLimit|forEachLimit|forEachSeries|filter|concat)$|^async\/\w+$|^lodash\.(?:map|forEach|each|flatMap)$/
const ITERATORS = new Set(["map", "forEach", "flatMap", "filter", "reduce"])

export const noQueryInLoop = defineRule({
  kind: "source",
  id: "no-query-in-loop",
  section: "performance",
  practice: "database",
  severity: "medium",
  confidence: "medium",
  title: "One query per element while a request waits",
  why: "The number of round trips grows with the data: what takes milliseconds with ten test rows takes seconds and the whole pool with a thousand. One query for all elements costs about as much as one of these.",
  fix: "Collect the keys first and read all rows with one query.",
  cwe: ["CWE-1073"],
  needs: { reached: true },
  *check({ project, module }) {
    const told = new Set<string>()
    let asked = 0
    for (const node of nodesOf(module.program, "CallExpression", "TaggedTemplateExpression")) {
      const loop = loopAround(project, module, node)
      // What nobody waits for is started, and the loop goes on.
      if (!loop || (!loop.concurrent && chainOf(node).top.parent?.type === "ExpressionStatement")) continue
      const bulk = node.type === "CallExpression" ? bulkInsertFor(project, module, node, loop.node) : null
      const query = bulk === null ? queryOf(project, module, node, 0) : node
      if (!query) continue
      // Each takes a look through its loop, and nobody writes as many.
      if (++asked > MAX_ASKED) return
      const reach = reachOf(project, loop.node)
      // Nobody waits for what a clock starts through a route of its own.
      if (!reach || OF_CLOCK.test(reach.route) || !dependsOnElement(node, loop) || !isPerElement(project, module, loop) || endsEarly(loop))
        continue
      const call = node.type === "CallExpression" ? calleeName(module, node) : module.textOf(node.tag).slice(0, 40)
      if (query !== node && (WORKS.test(call) || isRegistration(node))) continue
      // One comment for the same call in a loop, however often it is made there.
      if (told.has(`${loop.node.start} ${call}`)) continue
      told.add(`${loop.node.start} ${call}`)
      const list = loop.list ? `each element of \`${shorten(module, loop.list)}\`` : "each round of the loop"
      const through = query === node ? "" : ", which queries the database,"
      yield {
        at: node,
        // What makes one thing after the other reads on the way, and often has to.
        ...(query !== node && MAKES.test(call) ? { confidence: "low" as const } : {}),
        title: `\`${call}\` runs once for ${list}`,
        message: `\`${reach.route}\` waits for one database round trip per element here: \`${call}\`${through} is ${loop.concurrent ? "started for all elements at once, so that one request can occupy the whole pool" : "awaited inside the loop"}. With a thousand elements that is a thousand queries for one request.`,
        fix:
          bulk !== null
            ? `Put the rows together in the loop and add them all behind it: \`${bulk}\`, in portions when there may be thousands.`
            : node.type === "CallExpression"
              ? adviceFor(module, node, originOf(project, module, node.callee))
              : STATEMENT,
      }
    }
  },
})

type Asking = Call | Tagged

// `channel.subscribe((status) => …)` asks when something comes, if at all.
function isRegistration(node: Asking): boolean {
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression" || node.parent?.type === "AwaitExpression") return false
  return (
    /^(?:subscribe|on|once|listen|watch|observe)$/.test(propertyName(node.callee) ?? "") && node.arguments.some((each) => isFunction(each))
  )
}

interface Loop {
  readonly node: Node
  readonly body: Node
  /** What is iterated over; `null` for counting loops. */
  readonly list: Node | null
  /** Names that change with each round. */
  readonly element: Node | null
  readonly concurrent: boolean
}

function loopAround(project: Project, module: SourceModule, call: Node): Loop | null {
  let below = call
  for (const above of ancestors(call)) {
    if ((above.type === "ForOfStatement" || above.type === "ForInStatement") && above.body === below) {
      // `for await` reads a stream or cursor, where one element at a time is the point.
      if (above.type === "ForOfStatement" && above.await) return null
      return { node: above, body: above.body, list: above.right, element: above.left, concurrent: false }
    }
    if (above.type === "ForStatement" && above.body === below)
      return { node: above, body: above.body, list: countedList(above), element: above.init, concurrent: false }
    if (isFunction(above)) {
      const parent = above.parent
      if (parent?.type !== "CallExpression") return null
      const callback = parent.arguments.indexOf(above)
      const name = parent.callee.type === "MemberExpression" && callback === 0 ? propertyName(parent.callee) : null
      if (parent.callee.type === "MemberExpression" && name !== null && ITERATORS.has(name)) {
        const parameter = name === "reduce" ? above.params[1] : above.params[0]
        return { node: parent, body: above, list: parent.callee.object, element: parameter ?? null, concurrent: true }
      }
      const [list] = parent.arguments
      if (callback < 1 || !list || !EACH_OF.test(canonicalPath(originOf(project, module, parent.callee) ?? ""))) return null
      return { node: parent, body: above, list, element: above.params[0] ?? null, concurrent: true }
    }
    below = above
  }
  return null
}

// `for (let i = 0; i < orders.length; i++)` goes through `orders`.
function countedList({ test, update }: Node & { type: "ForStatement" }): Node | null {
  // `i += 100` goes through it in batches.
  if (update?.type !== "UpdateExpression") return null
  if (test?.type !== "BinaryExpression" || (test.operator !== "<" && test.operator !== "<=")) return null
  const length = bare(test.right)
  return length.type === "MemberExpression" && propertyName(length) === "length" ? length.object : null
}

/** The call that reads from a database: this one, or one inside the function of the repository that it calls. */
function queryOf(project: Project, module: SourceModule, call: Asking, depth: number): Node | null {
  if (call.type === "TaggedTemplateExpression") return isSentStatement(project, module, call) ? call : null
  const { facts, method } = callFacts(project, module, call)
  if (method === "raw" && !isSent(call)) return null
  if (facts.includes("db-read") || facts.includes("db-list") || isAwaitedTable(project, module, call) !== null) return call
  if (isRelationRead(project, module, call)) return call
  if (depth >= MAX_DEPTH) return null
  const target = meaningOf(project, module, bare(call.callee))
  if (target?.kind !== "function" || !target.node.body || keepsAnswers(target.module, target.node)) return null
  return queryBelow(project, target.module, target.node, depth + 1)
}

function queryBelow(project: Project, module: SourceModule, called: FunctionNode, depth: number): Node | null {
  return project.onceFor(called, `query below ${depth}`, () => {
    for (const node of descendants(called.body as Node)) {
      const isAsking = node.type === "CallExpression" || node.type === "TaggedTemplateExpression"
      if (isAsking && queryOf(project, module, node, depth)) return node
    }
    return null
  })
}

// `await ticket.getComments()`, where `ticket` is one of what `findAll` gave: https://sequelize.org/docs/v6/core-concepts/assocs/
function isRelationRead(project: Project, module: SourceModule, call: Call): boolean {
  const callee = bare(call.callee)
  const record = callee.type === "MemberExpression" ? bare(callee.object) : null
  if (record?.type !== "Identifier" || callee.type !== "MemberExpression" || !/^get[A-Z]/.test(propertyName(callee) ?? "")) return false
  if (project.dependsOn(module.path, "sequelize") === null || !isWaitedFor(call)) return false
  const loop = loopAround(project, module, call)
  if (!loop?.element || !loop.list || loop.element.type === "ForStatement") return false
  const isElement = [...descendants(loop.element), loop.element].some((each) => each.type === "Identifier" && each.name === record.name)
  const list = isElement ? definitionOf(project, module, loop.list)?.node : null
  return list?.type === "CallExpression" && module.textOf(list.callee).slice(-40).endsWith(".findAll")
}

// `knex.raw("CAST(?? AS text)", [column])` is as often a part of another query, or made for its text alone.
function isSent(call: Node & { type: "CallExpression" }): boolean {
  const { top, methods } = chainOf(call)
  const parent = top.parent
  return (
    !methods.some((each) => /^to(?:Query|SQL|String)$/.test(each)) &&
    (parent?.type === "AwaitExpression" || parent?.type === "ReturnStatement" || (isFunction(parent) && parent.body === top))
  )
}

// `const known = cache.get(id)` and `cache.set(id, pending)`: one query for each thing asked for, not for each element.
function keepsAnswers(module: SourceModule, node: Node): boolean {
  const text = module.textOf(node).slice(0, 5_000)
  return [...text.matchAll(/\b(\w{1,40})\.set\(/g)].some(([, name]) => text.includes(`${name}.get(`))
}

// A query that does not use the element is either hoistable (another finding) or not about the elements at all.
function dependsOnElement(call: Asking, loop: Loop): boolean {
  if (!loop.element) return false
  const names = new Set<string>()
  for (const node of descendants(loop.element)) if (node.type === "Identifier") names.add(node.name)
  for (const node of descendants(loop.body)) {
    if (node.type !== "VariableDeclarator" || !node.init || node.end > call.start) continue
    const uses = [...descendants(node.init)].some((each) => each.type === "Identifier" && names.has(each.name))
    if (uses) for (const each of descendants(node.id)) if (each.type === "Identifier") names.add(each.name)
  }
  const given = call.type === "CallExpression" ? chainArguments(call) : call.quasi.expressions
  // `order.getLines()` is about the element by itself.
  const receiver = call.type === "CallExpression" && call.callee.type === "MemberExpression" ? [call.callee.object] : []
  return [...given, ...receiver].some((argument) =>
    [...descendants(argument)].some((each) => each.type === "Identifier" && names.has(each.name)),
  )
}

// The arguments of a call and of what follows it: `knex("orders").where({ id })`, `db.select().from(orders).where(eq(orders.id, id))`.
function chainArguments(call: Node & { type: "CallExpression" }): Node[] {
  const found: Node[] = [...call.arguments]
  for (let above: Node = chainOf(call).top; above !== call;) {
    const inner = bare(above)
    if (inner.type !== "CallExpression" || inner.callee.type !== "MemberExpression") break
    found.push(...inner.arguments)
    above = bare(inner.callee.object)
  }
  return found
}

// `chunk(orders)`; `Object.keys(KINDS)` has as many elements as somebody wrote down.
function nameOfCall({ callee, arguments: [first] }: Node & { type: "CallExpression" }): string {
  if (callee.type === "Identifier") return callee.name
  const isOfObject = callee.type === "MemberExpression" && callee.object.type === "Identifier" && callee.object.name === "Object"
  return isOfObject && first?.type === "Identifier" ? first.name : ""
}

// Batches, pages, retries and short literal lists are loops on purpose.
function isPerElement(project: Project, module: SourceModule, loop: Loop): boolean {
  if (!loop.list) return false
  const list = bare(loop.list)
  const written = definitionOf(project, module, list)?.node
  const few = written && chosenFrom(written)
  if (few?.type === "ArrayExpression" && few !== written && few.elements.every((each) => each !== null && each.type !== "SpreadElement"))
    return false
  // `slices(ids, 500)`: as many at a time as it says.
  const size = list.type === "CallExpression" && list.arguments.length > 1 ? list.arguments.at(-1) : undefined
  if (size && knownPart(project, module, size) !== null) return false
  // A list that begins empty is filled elsewhere.
  if (written?.type === "ArrayExpression" && (written.elements.length > 0 || written === list)) return false
  const name =
    list.type === "Identifier"
      ? list.name
      : list.type === "MemberExpression"
        ? (propertyName(list) ?? "")
        : list.type === "CallExpression"
          ? nameOfCall(list)
          : ""
  return !/chunk|batch|page|attempt|retr|tenant|shard|region/i.test(name) && !/^[A-Z][A-Z0-9_]+$/.test(name)
}

function shorten(module: SourceModule, node: Node): string {
  const text = module.textOf(node).replace(/\s+/g, " ").replaceAll("`", "'")
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}

// `[invoiceId, chargeId].filter(Boolean)` has no more elements than are written down.
function chosenFrom(list: Node): Node {
  let inner = bare(list)
  while (
    inner.type === "CallExpression" &&
    inner.callee.type === "MemberExpression" &&
    /^(?:filter|map|slice|sort|toSorted|reverse|toReversed)$/.test(propertyName(inner.callee) ?? "")
  )
    inner = bare(inner.callee.object)
  return inner
}

// A loop that stops at the first match often reads one or two rows.
function endsEarly(loop: Loop): boolean {
  if (loop.concurrent) return false
  for (const node of descendants(loop.body, (each) => isFunction(each))) {
    if (node.type === "BreakStatement" || node.type === "ReturnStatement") return true
  }
  return false
}

function adviceFor(module: SourceModule, call: Node & { type: "CallExpression" }, origin: string | null): string {
  const callee = module.textOf(call.callee).replace(/\s+/g, "").replaceAll("`", "'").slice(0, 80)
  if (/\.(?:findUnique|findFirst)(?:OrThrow)?$/.test(callee))
    return `Collect the keys and read them with one \`${callee.replace(/\.\w+$/, ".findMany")}({ where: { id: { in: ids } } })\`, or let the first query \`include\` the relation.`
  if (callee.endsWith(".findByPk") || (origin?.startsWith("sequelize") && callee.endsWith(".findOne")))
    return "Collect the keys and read them with one `findAll`, or `include` the association."
  if (/\.findOne(?:By)?OrFail$|\.findOneBy$/.test(callee) || (origin?.startsWith("typeorm") && callee.endsWith(".findOne")))
    return "Collect the keys and read them with one `findBy({ id: In(ids) })`, or load the relation with the first query."
  if (callee.endsWith(".findById") || (origin?.startsWith("mongo") && callee.endsWith(".findOne")))
    return `Collect the keys and read them with one \`${callee.replace(/\.\w+$/, ".find")}({ _id: { $in: ids } })\`${origin?.startsWith("mongodb") ? "" : " or `populate`"}.`
  const [sql] = call.arguments
  if (/query|execute|raw$/.test(callee))
    return /^["'`]\s*INSERT\b/i.test(sql ? module.textOf(sql).slice(0, 60) : "")
      ? "Add all rows with one statement: several lists after `VALUES`, or `INSERT … SELECT * FROM unnest($1::text[], …)`."
      : STATEMENT
  if (chainOf(call).methods.includes("insert"))
    return "Put the rows together in the loop and add them with one `insert(rows)` behind it, in portions when there may be thousands."
  return "Give the called function a list and let it read all rows with one query."
}
