import { calleeName, callFacts, chainOf } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { escapePattern } from "../escape-pattern.ts"
import { bare, ownNodes } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { isWrite, POOLED } from "./transaction-escape.ts"
import type { Transaction } from "./transaction-escape.ts"

const ROOTS: Readonly<Partial<Record<Transaction["technology"], RegExp>>> = {
  Prisma: /^@prisma\/client\.PrismaClient\(\)\./,
  Knex: /^knex\(\)/,
  Drizzle: /^drizzle-orm\.drizzle\(\)\./,
  TypeORM: /^typeorm\.(?:Repository|DataSource)\(\)\./,
  SQL: POOLED,
}
// What is worth keeping when the rest is rolled back.
const RECORDS = /audit|log|history|event|notif|metric|track|session|cache|queue|job|attempt|usage/i
// A client that finds its transaction by itself.
const CARRIED = /AsyncLocalStorage|nestjs-cls|cls-hooked|typeorm-transactional|@Transactional\b/

/** A write that a function of ours makes past the transaction it is called in. */
export interface EscapeBelow {
  readonly module: SourceModule
  readonly write: Call
  /** What it goes through, `db`. */
  readonly client: string
}

/** Whether a call inside the callback of a transaction leads to a function that is not handed it and writes through a client of its own. */
export function escapeBelow(project: Project, module: SourceModule, call: Call, { technology, handle }: Transaction): EscapeBelow | null {
  const root = ROOTS[technology]
  if (!root || handle === "" || RECORDS.test(calleeName(module, call)) || carriesTransactions(project)) return null
  const top = chainOf(call).top
  if (new RegExp(`(?<![\\w$])${escapePattern(handle)}(?![\\w$])`).test(module.textOf(top))) return null
  const called = meaningOf(project, module, call.callee)
  if (called?.kind !== "function" || !called.node.body || /transaction/i.test(called.module.textOf(called.node))) return null
  for (const each of [called.node.body, ...ownNodes(called.node.body)]) {
    if (each.type !== "CallExpression") continue
    if (!isWrite(project, called.module, each) || RECORDS.test(called.module.textOf(each.callee))) continue
    const { path, method } = callFacts(project, called.module, each)
    const stand = standIn(called.module, each, called.node, call)
    const isOwn = stand ? root.test(`${originOf(project, called.module, stand) ?? ""}.${method}`) : path !== null && root.test(path)
    if (!isOwn) continue
    const client = stand ? called.module.textOf(stand).slice(0, 60) : ownClient(called.module, each, called.node)
    if (client !== null) return { module: called.module, write: each, client }
  }
  return null
}

/** What a query begins with, unless the function was handed it: `db` of `db("entries").insert(…)`, `this.prisma`. */
function ownClient(module: SourceModule, query: Call, around: FunctionNode): string | null {
  let node: Node = bare(query.callee)
  for (let step = 0; step < MAX_STEPS; step++) {
    if (node.type === "CallExpression") node = bare(node.callee)
    else if (node.type === "MemberExpression" && bare(node.object).type === "ThisExpression") return module.textOf(node).slice(0, 60)
    else if (node.type === "MemberExpression") node = bare(node.object)
    else break
  }
  if (node.type !== "Identifier") return null
  const binding = module.bindings.resolve(node)
  // `conn = db` is a parameter with what it is when nothing is handed in.
  return binding === null || (around.start <= binding.identifier.start && binding.identifier.end <= around.end) ? null : node.name
}

/**
 * What stands in for the client that a call does not hand in: `db` of `conn = db` and of `conn ?? db`, `this.entries` of
 * `manager ? manager.getRepository(Entry) : this.entries`; `null` where nothing was to be handed in.
 */
function standIn(module: SourceModule, query: Call, called: FunctionNode, call: Call): Node | null {
  if (call.arguments.some((each) => each.type === "SpreadElement")) return null
  let node = rootOf(query)
  const binding = node.type === "Identifier" ? module.bindings.resolve(node) : null
  const declaration = binding?.declaration
  if (declaration?.type === "VariableDeclarator" && binding?.pattern.length === 0 && declaration.init) node = bare(declaration.init)
  const missing = called.params.slice(call.arguments.length)
  const given = missing.find((each) => each.type === "AssignmentPattern" && binding?.identifier === each.left)
  if (given?.type === "AssignmentPattern") return given.right
  const names = new Set(missing.flatMap((each) => (each.type === "Identifier" ? [each.name] : [])))
  const asks = (test: Node) => [test, ...ownNodes(test)].some((each) => each.type === "Identifier" && names.has(each.name))
  if (node.type === "ConditionalExpression" && asks(node.test)) return asks(node.alternate) ? node.consequent : node.alternate
  if (node.type === "LogicalExpression" && node.operator !== "&&" && asks(node.left)) return node.right
  return null
}

/** What a query begins with: `db` of `db("entries").insert(…)`, `repo` of `repo.insert(…)`. */
function rootOf(query: Call): Node {
  let node: Node = bare(query.callee)
  for (let step = 0; step < MAX_STEPS; step++) {
    if (node.type === "CallExpression") node = bare(node.callee)
    else if (node.type === "MemberExpression") node = bare(node.object)
    else break
  }
  return node
}

const MAX_STEPS = 40

function carriesTransactions(project: Project): boolean {
  return project.once("carries transactions", () => project.sourcePaths.some((path) => project.codeMentions(path, CARRIED)))
}
