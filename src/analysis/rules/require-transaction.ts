import { defineRule } from "../rule.ts"
import { callFacts, chainOf } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { reachOf } from "../reach.ts"
import { ancestors, bare, descendants, enclosingFunction, isFunction, nodesOf, ownNodes, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// Records of what happened are worth keeping when the rest fails.
const RECORDS = /audit|log|history|event|notification|metric|session|token|cache|outbox|job|analytics|activity|statistic/i

// Most rows of a shared database name them.
const SPACE = /^(?:tenant|org|organi[sz]ation|company|account|actor|current\w*|locale|request|correlation|trace)Id$/

interface Write {
  readonly node: Call
  readonly what: string
  readonly name: string
}

export const requireTransaction = defineRule({
  kind: "source",
  id: "require-transaction",
  section: "reliability",
  practice: "database",
  severity: "medium",
  confidence: "medium",
  title: "Two writes that belong together can be torn apart",
  why: "When the second of two dependent writes fails, the first one stays: an order without lines, money taken and not booked. A transaction makes both happen or neither.",
  fix: "Run both in one transaction.",
  cwe: ["CWE-662"],
  needs: { path: "server", reached: true },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression")) {
      if (!node.body) continue
      const writes = writesOf(project, module, node)
      const first = writes[0]
      const second = first && writes.find((each) => each.what !== first.what && inSequence(first.node, each.node))
      const back = second
        ? null
        : first && writes.find((each) => isTransfer(module, first.node, each.node) && inSequence(first.node, each.node))
      if (back && first && !hasTransaction(module, node)) {
        const reach = reachOf(project, node)
        if (!reach) continue
        yield {
          at: back.node,
          title: `A failed \`${back.name}\` leaves one side of the transfer`,
          message: `One write takes from \`${first.what}\` (line ${module.lineOf(first.node)}) and this one gives to it: when it fails, or the process ends between the two, what was taken for \`${reach.route}\` is nowhere.`,
          fix: adviceFor(callFacts(project, module, first.node).path),
          trace: [
            { path: module.path, line: module.lineOf(first.node), what: "the first side is written and stays" },
            { path: module.path, line: module.lineOf(back.node), what: "the second side can fail" },
          ],
        }
        continue
      }
      if (!first || !second || !dependsOn(module, second.node, first.node) || hasTransaction(module, node)) continue
      const reach = reachOf(project, node)
      if (!reach) continue
      yield {
        at: second.node,
        title: `A failed \`${second.name}\` leaves \`${first.what}\` half written`,
        message: `When \`${second.name}\` fails, what \`${first.name}\` (line ${module.lineOf(first.node)}) wrote for \`${reach.route}\` stays without its counterpart: nothing joins the two writes in a transaction.`,
        fix: adviceFor(callFacts(project, module, first.node).path),
        trace: [
          { path: module.path, line: module.lineOf(first.node), what: `\`${first.name}\` is written and stays` },
          { path: module.path, line: module.lineOf(second.node), what: `\`${second.name}\` depends on it and can fail` },
        ],
      }
    }
  },
})

/** Writes of this function in order, each with the table or model it goes to. */
function writesOf(project: Project, module: SourceModule, node: FunctionNode): Write[] {
  const writes: Write[] = []
  for (const each of ownNodes(node.body as Node)) {
    if (each.type !== "CallExpression") continue
    const { facts, path, receiver, method, name } = callFacts(project, module, each)
    const isOrm = path !== null && /^(?:@prisma\/client|typeorm|sequelize)\b/.test(path)
    const sequelize =
      path === null &&
      /^(?:\w+\.)*[A-Z]\w*$/.test(receiver) &&
      /^(?:create|bulkCreate|update|destroy|upsert)$/.test(method) &&
      project.dependsOn(module.path, "sequelize") !== null
    const knexTable =
      path === "knex()" &&
      bare(each.callee).type === "Identifier" &&
      chainOf(each).methods.some((next) => /^(?:insert|update|del|delete|increment|decrement)$/.test(next))
        ? stringOf(each.arguments[0])
        : null
    const sqlTable =
      facts.includes("db-read") && POOLS.test(originOf(project, module, each.callee) ?? "") ? tableOf(module, each.arguments[0]) : null
    if (!(isOrm && facts.includes("db-write")) && !sequelize && knexTable === null && sqlTable === null) continue
    const what = sqlTable ?? knexTable ?? receiver.slice(receiver.lastIndexOf(".") + 1)
    if (RECORDS.test(what) || isRepair(each)) continue
    writes.push({ node: each, what, name: knexTable === null ? name : `${name}("${knexTable}")` })
  }
  return writes
}

// What each statement of goes to whichever connection is free; a client that was taken out may be in a transaction.
const POOLS = /^(?:pg\.Pool|mysql2(?:\/promise)?\.createPool)\(\)(?:\.promise\(\))?\.(?:query|execute)$/
const STATEMENT = /^["'`]\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+["'`]?([\w.]{1,80})/i

/** The table that a statement changes; `null` for other statements. */
function tableOf(module: SourceModule, statement: Node | undefined): string | null {
  return statement ? (STATEMENT.exec(module.textOf(statement).slice(0, 200))?.[1] ?? null) : null
}

const TAKES = /\bdecrement\b|(\b\w{1,60})\s*=\s*\1\s*-\s/
const GIVES = /\bincrement\b|(\b\w{1,60})\s*=\s*\1\s*\+\s/

/** Whether one of two writes takes from a column what the other one gives. */
function isTransfer(module: SourceModule, first: Node, second: Node): boolean {
  if (first === second) return false
  const [one, other] = [first, second].map((each) => module.textOf(chainOf(each).top).slice(0, 600)) as [string, string]
  return (
    (TAKES.test(one) && !GIVES.test(one) && GIVES.test(other) && !TAKES.test(other)) ||
    (GIVES.test(one) && !TAKES.test(one) && TAKES.test(other) && !GIVES.test(other))
  )
}

// Undoing by hand in a catch is somebody's answer to the same problem.
function isRepair(node: Node): boolean {
  for (const above of ancestors(node)) {
    if (above.type === "CatchClause") return true
    if (isFunction(above)) return false
  }
  return false
}

/** Whether the second runs after the first on the same way: not in the other branch, nor instead of it. */
function inSequence(first: Node, second: Node): boolean {
  const around = [...ancestors(first)]
  // Whoever catches the failure of one of them alone has decided that the other one stays.
  for (const each of [first, second]) {
    const attempt = [...ancestors(each)].find((above) => above.type === "TryStatement")
    if (attempt && !(attempt.start <= first.start && second.end <= attempt.end)) return false
  }
  for (const above of ancestors(second)) {
    const at = around.indexOf(above)
    if (at === -1) continue
    if (above.type === "IfStatement" || above.type === "ConditionalExpression" || above.type === "SwitchStatement") return false
    // A branch that returns never gets to the second.
    return !around
      .slice(0, at)
      .some(
        (each) =>
          each.type === "ReturnStatement" ||
          each.type === "SwitchCase" ||
          (each.type === "IfStatement" && [...ownNodes(each)].some((inner) => inner.type === "ReturnStatement")),
      )
  }
  return false
}

/** Whether the second write uses the result of the first, or both use the same key. */
function dependsOn(module: SourceModule, second: Call, first: Call): boolean {
  const names = new Set<string>()
  for (const above of ancestors(first)) {
    if (above.type === "VariableDeclarator") for (const each of descendants(above.id)) if (each.type === "Identifier") names.add(each.name)
    if (above.type === "AssignmentExpression" && above.left.type === "Identifier") names.add(above.left.name)
    if (isFunction(above)) break
  }
  // `const orderId = rows[0].id`
  const around = enclosingFunction(first)
  for (const each of around?.body && names.size > 0 ? ownNodes(around.body) : []) {
    if (each.type !== "VariableDeclarator" || !each.init || each.start < first.end || each.end > second.start) continue
    const given = bare(each.init)
    if (given.type !== "MemberExpression" || ![...descendants(given)].some((inner) => inner.type === "Identifier" && names.has(inner.name)))
      continue
    for (const inner of descendants(each.id)) if (inner.type === "Identifier") names.add(inner.name)
  }
  const used = [...descendants(chainOf(second).top)]
  if (used.some((each) => each.type === "Identifier" && names.has(each.name))) return true
  const shared = keysOf(module, first)
  return [...keysOf(module, second)].some((each) => shared.has(each))
}

/** The keys a write names, as written: `order.id`, `orderId`. Who does it and in whose space says nothing of what belongs together. */
function keysOf(module: SourceModule, call: Call): ReadonlySet<string> {
  const keys = new Set<string>()
  for (const each of descendants(chainOf(call).top)) {
    if (each.type === "MemberExpression" && /^(?:id|_id)$|Id$/.test(propertyName(each) ?? "")) keys.add(module.textOf(each))
    if (each.type !== "Identifier" || !/^\w*Id$/.test(each.name)) continue
    const { parent } = each
    const column = parent?.type === "Property" && parent.value === each ? propertyName(parent) : null
    if (column === null || /By(?:Id)?$/.test(column) || (SPACE.test(each.name) && column !== "id")) continue
    keys.add(each.name)
  }
  return keys
}

function hasTransaction(module: SourceModule, node: FunctionNode): boolean {
  if (/transaction|\btrx?\b|\bmanager\b|queryRunner|UnitOfWork/i.test(module.textOf(node))) return true
  for (const above of ancestors(node)) {
    if (isFunction(above) && /transaction|\btrx?\b/i.test(above.params.map((each) => module.textOf(each)).join(" "))) return true
    if (above.type === "MethodDefinition" && /Transactional/.test(above.decorators.map((each) => module.textOf(each)).join(" ")))
      return true
    if (above.type === "CallExpression" && /transaction/i.test(module.textOf(above.callee))) return true
  }
  return false
}

function adviceFor(path: string | null): string {
  if (path?.startsWith("@prisma/client"))
    return "Run both in `$transaction(async (tx) => …)` through `tx`, or write the second as a nested `create` of the first."
  if (path?.startsWith("typeorm")) return "Run both in `dataSource.transaction(async (manager) => …)` through `manager`."
  if (path !== null && POOLS.test(path))
    return "Take one client out of the pool and run both between `BEGIN` and `COMMIT` on it, with `ROLLBACK` in a `catch`."
  if (path?.startsWith("knex")) return "Run both in `knex.transaction(async (trx) => …)` through `trx`."
  return "Run both in `sequelize.transaction(async (transaction) => …)` and pass `{ transaction }` to each."
}
