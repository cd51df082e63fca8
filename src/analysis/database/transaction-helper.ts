import { callFacts } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { bare, isFunction, ownNodes, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const BEGINS = /^\s*(?:BEGIN|START\s+TRANSACTION)\b/i
const TAKES = /^(?:pg\.Pool\(\)\.connect|mysql2\.createPool\(\)\.getConnection)$/

/** The callback of a call of a function of ours that runs it in a transaction on a client taken from a pool, and the name it has for the client. */
export interface HelpedTransaction {
  readonly callback: FunctionNode
  readonly handle: string
}

/** `withTransaction(async (client) => { … })`, where `withTransaction` begins a transaction in SQL and hands its client on; `null` for other calls. */
export function helpedTransaction(project: Project, module: SourceModule, call: Call): HelpedTransaction | null {
  const callback = call.arguments.map((each) => bare(each)).find((each) => isFunction(each))
  const first = isFunction(callback) ? callback.params[0] : undefined
  if (!isFunction(callback) || first?.type !== "Identifier") return null
  const helper = meaningOf(project, module, call.callee)
  if (helper?.kind !== "function" || helper.node === callback) return null
  const runs = project.onceFor(helper.node, "runs a transaction", () => runsInTransaction(project, helper.module, helper.node))
  return runs ? { callback, handle: first.name } : null
}

function runsInTransaction(project: Project, module: SourceModule, { body, params }: FunctionNode): boolean {
  if (!body) return false
  let [takes, begins, hands] = [false, false, false]
  for (const each of ownNodes(body)) {
    if (each.type !== "CallExpression") continue
    const method = each.callee.type === "MemberExpression" ? propertyName(each.callee) : null
    if (TAKES.test(callFacts(project, module, each).path ?? "")) takes = true
    if (method === "beginTransaction" || BEGINS.test(stringOf(each.arguments[0]) ?? "")) begins = true
    const callee = each.callee
    if (
      callee.type === "Identifier" &&
      each.arguments.length > 0 &&
      params.some((one) => one.type === "Identifier" && one.name === callee.name)
    )
      hands = true
  }
  return takes && begins && hands
}
