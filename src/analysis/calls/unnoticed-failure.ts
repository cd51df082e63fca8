import { bare, ancestors, enclosingFunction, functionName, isFunction, ownNodes } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { callFacts } from "./call-facts.ts"
import { everyCallOf } from "./calls-of.ts"
import type { Call } from "./call-facts.ts"

// What may fail without anybody being worse off, by its name.
export const BEST_EFFORT =
  /notif|track|log|audit|metric|analytic|cache|mail|sms|webhook|publish|emit|sync|warm|refresh|ping|^try|maybe|attempt|report|record|touch|clean|purge|index|remind|schedul|prefetch|telemetry/i

/** A caller that goes on and writes as if a function had done what it logs that it could not do. */
export interface Misled {
  readonly name: string
  readonly module: SourceModule
  readonly call: Call
  readonly write: Call
}

/**
 * The caller that a `catch` misleads: it only logs, the function gives a value when all went well and nothing otherwise, and everybody who calls
 * it ignores what it gives. `null` where somebody can tell.
 */
export function misledBy(
  project: Project,
  module: SourceModule,
  attempt: Node & { type: "TryStatement" },
  clause: Node & { type: "CatchClause" },
): Misled | null {
  const around = enclosingFunction(attempt)
  const name = around && functionName(around)
  if (!around?.async || name === null || BEST_EFFORT.test(name) || attempt.finalizer || !onlyLogs(module, clause)) return null
  if (around.body?.type !== "BlockStatement" || around.body.body.at(-1) !== attempt || !attempt.block.body.some(givesValue)) return null
  const calls = everyCallOf(project, around)
  if (calls === null || calls.length === 0) return null
  let misled: Misled | null = null
  for (const { module: caller, call } of calls) {
    const statement = call.parent?.type === "AwaitExpression" ? call.parent.parent : null
    if (statement?.type !== "ExpressionStatement") return null
    const write: Call | null = misled ? null : writeAfter(project, caller, statement)
    if (write) misled = { name, module: caller, call, write }
  }
  return misled
}

/** Whether a `catch` does nothing but write to a log. */
export function onlyLogs(module: SourceModule, clause: Node & { type: "CatchClause" }): boolean {
  const { body } = clause.body
  return (
    body.length > 0 &&
    body.every((each) => {
      const call = each.type === "ExpressionStatement" ? bare(each.expression) : null
      return (
        call?.type === "CallExpression" && /\blog|console\.|\.(?:error|warn|info|debug)$/i.test(module.textOf(call.callee).slice(0, 80))
      )
    })
  )
}

function givesValue(statement: Node): boolean {
  return statement.type === "ReturnStatement" && statement.argument !== null
}

/** What is written to the database behind a statement, in the same function and outside any branch. */
function writeAfter(project: Project, module: SourceModule, statement: Node): Call | null {
  const around = enclosingFunction(statement)
  if (!around?.body) return null
  for (const each of ownNodes(around.body)) {
    if (each.type !== "CallExpression" || each.start < statement.end || isInBranch(each, around)) continue
    const { facts } = callFacts(project, module, each)
    if (facts.includes("db-write")) return each
    if (facts.includes("db-read") && /^["'`]\s*(?:INSERT|UPDATE|DELETE)\b/i.test(module.textOf(each.arguments[0] ?? each).slice(0, 40)))
      return each
  }
  return null
}

function isInBranch(node: Node, around: FunctionNode): boolean {
  for (const above of ancestors(node)) {
    if (above === around) return false
    if (isFunction(above) || /^(?:If|Switch|Conditional|Catch)/.test(above.type)) return true
  }
  return false
}
