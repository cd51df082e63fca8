import { bare, isFunction, ownNodes, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { reachOf } from "../reach.ts"
import { calleeName } from "./call-facts.ts"
import type { Call } from "./call-facts.ts"
import { BEST_EFFORT, onlyLogs } from "./unnoticed-failure.ts"
import { writesBelow } from "./writes-below.ts"

/** An answer that says that something was done, whether it was or not. */
export interface ToldSuccess {
  /** What may have failed, as it is called. */
  readonly work: string
  readonly answer: Node
}

const DONE = /^(?:success|successful|ok|done)$/i
const DEED =
  /^(?:(?:\w{1,30}[ _-]){0,4}(?:created|updated|deleted|removed|saved|stored|cancell?ed|refunded|completed|confirmed|changed|added|sent|paid|approved|archived|published|registered|booked|reserved|assigned|closed|disabled|enabled)(?: successfully)?[.!]?|success(?:ful|fully)?|ok|done)$/i
const SAYS = /^(?:status|message|result|state|data)$/
const DOUBT = /\bif\b|fail|error|queued|accepted|received|pending/i
const STATUSES = /^(?:20[014])$|\.(?:OK|CREATED|NO_CONTENT)$/
const RESPONSES = /^_?(?:res|resp|response|reply|ctx|c|h)$/
// What nobody is worse off without, by the path of its route.
const LENIENT = /log-?out|sign-?out|track|event|beacon|metric|telemetry|report|hook|view|seen|read\b|heartbeat|ping/i
// What comes before the work and changes nothing.
const LOOKS =
  /(?:^|\.)(?:find|get|load|fetch|read|list|count|exists?|is|has|can|may|verify|check|validate|parse|authenticate|authorize|require|assert|ensure|select|query|lookup|resolve|body|json|text|formData|file|user)(?=[A-Z_]|$)/
const LOGS = /\blog|console\.|\.(?:error|warn|info|debug|trace)$/i

/**
 * The answer of a handler that says that all went well right behind a statement whose failure it does not notice; `null` where the answer
 * does not say so, where it depends on what the statement gives, or where the statement is not what the request is about.
 */
export function toldBehind(project: Project, module: SourceModule, statement: Node, call: Call): ToldSuccess | null {
  const body = statement.parent
  const around = body?.type === "BlockStatement" ? body.parent : null
  const handler = around?.type === "TryStatement" && around.block === body ? around.parent?.parent : around
  if (body?.type !== "BlockStatement" || !isFunction(handler) || !isHandler(project, handler)) return null
  const work = calleeName(module, call)
  if (BEST_EFFORT.test(work) || !isMainWork(project, module, handler, statement, call)) return null
  const answer = answerBehind(module, body, statement)
  return answer ? { work, answer } : null
}

/** Whether the statement behind another one answers that something was done, whoever is asked. */
export function answersBehind(module: SourceModule, statement: Node): boolean {
  const body = statement.parent
  return body?.type === "BlockStatement" && answerBehind(module, body, statement) !== null
}

/** Whether a handler's own function answers requests and nobody is worse off when what it is about did not happen. */
export function isHandler(project: Project, node: FunctionNode): boolean {
  const reach = reachOf(project, node)
  return reach !== null && reach.depth === 0 && !LENIENT.test(reach.route)
}

/** The call a `try` waits for that changes something; `null` when there is none. */
export function writeIn(project: Project, module: SourceModule, block: Node): Call | null {
  for (const each of ownNodes(block)) {
    const call = each.type === "AwaitExpression" ? bare(each.argument) : null
    if (call?.type === "CallExpression" && writesBelow(project, module, call)) return call
  }
  return null
}

/** Whether a node answers that something was done: `res.json({ success: true })`, `reply.code(204).send()`, `ctx.body = { created: true }`, `{ saved: true }`. */
export function saysDone(module: SourceModule, node: Node): boolean {
  const inner = bare(node)
  if (inner.type === "ObjectExpression") return objectSaysDone(inner)
  if (inner.type === "AssignmentExpression")
    return inner.left.type === "MemberExpression" && propertyName(inner.left) === "body" && saysDone(module, inner.right)
  if (inner.type !== "CallExpression") return isDeed(inner)
  if (inner.callee.type !== "MemberExpression") return false
  const method = propertyName(inner.callee) ?? ""
  const [first, second] = inner.arguments
  if (method === "sendStatus") return rootIsResponse(inner) && first !== undefined && STATUSES.test(module.textOf(first).slice(0, 60))
  if (!/^(?:json|send|end|response|text|body)$/.test(method) || !rootIsResponse(inner)) return false
  const status = statusOf(module, inner) ?? (second ? module.textOf(second).slice(0, 60) : null)
  if (status !== null && !STATUSES.test(status)) return false
  if (!first || bare(first).type === "Literal")
    return (status !== null && /20[14]|CREATED|NO_CONTENT/.test(status)) || (first ? isDeed(first) : false)
  return saysDone(module, first)
}

function objectSaysDone(object: Node & { type: "ObjectExpression" }): boolean {
  let isDone = false
  for (const each of object.properties) {
    if (each.type !== "Property") return false
    const name = propertyName(each) ?? ""
    const value = bare(each.value)
    const isTrue = value.type === "Literal" && value.value === true
    const text = stringOf(value)
    if (text !== null && DOUBT.test(text.slice(0, 200))) return false
    if (isTrue && (DONE.test(name) || DEED.test(name))) isDone = true
    if (SAYS.test(name) && isDeed(value)) isDone = true
  }
  return isDone
}

function isDeed(node: Node): boolean {
  const text = stringOf(node)
  return text !== null && text.length < 80 && !DOUBT.test(text) && DEED.test(text)
}

function rootIsResponse(call: Call): boolean {
  let root: Node = call
  for (let step = 0; step < 8; step++) {
    if (root.type === "CallExpression") root = bare(root.callee)
    else if (root.type === "MemberExpression") root = bare(root.object)
    else break
  }
  return root.type === "Identifier" && RESPONSES.test(root.name)
}

/** The status a chain sets before it sends, as written; `null` when it sets none. */
function statusOf(module: SourceModule, call: Call): string | null {
  let at: Node = call
  for (let step = 0; step < 8 && at.type === "CallExpression" && at.callee.type === "MemberExpression"; step++) {
    const [first] = at.arguments
    if (/^(?:status|code)$/.test(propertyName(at.callee) ?? "") && first) return module.textOf(first).slice(0, 60)
    at = bare(at.callee.object)
  }
  return null
}

/** The statement behind another one that answers; what only logs or sets the status may stand between. */
function answerBehind(module: SourceModule, { body }: Node & { type: "BlockStatement" }, statement: Node): Node | null {
  for (const next of body.slice(body.findIndex((each) => each === statement) + 1)) {
    const expression = next.type === "ReturnStatement" ? next.argument : next.type === "ExpressionStatement" ? next.expression : null
    if (!expression) return null
    if (saysDone(module, expression)) {
      const isReturned = next.type === "ReturnStatement" || bare(expression).type !== "ObjectExpression"
      return isReturned ? next : null
    }
    const inner = bare(expression)
    const isStatus =
      inner.type === "AssignmentExpression" &&
      inner.left.type === "MemberExpression" &&
      propertyName(inner.left) === "status" &&
      STATUSES.test(module.textOf(inner.right).slice(0, 60))
    const isLog = inner.type === "CallExpression" && LOGS.test(module.textOf(inner.callee).slice(0, 80))
    if (next.type === "ReturnStatement" || (!isStatus && !isLog)) return null
  }
  return null
}

// Behind what the request is about, a second write is often best effort.
function isMainWork(project: Project, module: SourceModule, handler: FunctionNode, statement: Node, call: Call): boolean {
  if (!handler.body || !writesBelow(project, module, call)) return false
  for (const each of ownNodes(handler.body)) {
    if (each.type !== "AwaitExpression" || (each.start >= statement.start && each.end <= statement.end)) continue
    const other = bare(each.argument)
    if (other.type !== "CallExpression" || writesBelow(project, module, other) || !LOOKS.test(calleeName(module, other))) return false
  }
  return true
}

/** Whether an expression is awaited work whose failure is only logged: `await save().catch(log)`; gives the work, else `null`. */
export function loggedWork(module: SourceModule, statement: Node): Call | null {
  if (statement.type !== "ExpressionStatement" || statement.expression.type !== "AwaitExpression") return null
  const outer = bare(statement.expression.argument)
  if (outer.type !== "CallExpression" || outer.callee.type !== "MemberExpression" || propertyName(outer.callee) !== "catch") return null
  const work = bare(outer.callee.object)
  const handler = outer.arguments[0] && bare(outer.arguments[0])
  if (work.type !== "CallExpression" || !handler) return null
  return isOnlyLogging(module, handler) ? work : null
}

function isOnlyLogging(module: SourceModule, handler: Node): boolean {
  if (!isFunction(handler)) return LOGS.test(module.textOf(handler).slice(0, 80))
  const { body } = handler
  if (!body) return false
  const calls =
    body.type === "BlockStatement"
      ? body.body.map((each) => (each.type === "ExpressionStatement" ? bare(each.expression) : each))
      : [bare(body)]
  return calls.length > 0 && calls.every((each) => each.type === "CallExpression" && LOGS.test(module.textOf(each.callee).slice(0, 80)))
}

/**
 * Where a function of the repository keeps to itself that its work failed: it only logs in the `catch` it ends with and gives nothing
 * ("nothing"), or it says whether it worked in what it gives ("flag"); `null` for others.
 */
export function keptFailure(
  project: Project,
  module: SourceModule,
  called: FunctionNode,
): { kind: "nothing" | "flag"; clause: Node & { type: "CatchClause" } } | null {
  if (!called.async || called.body?.type !== "BlockStatement") return null
  const last = called.body.body.at(-1)
  if (last?.type !== "TryStatement" || !last.handler || last.finalizer) return null
  const given = [...ownNodes(called.body)].filter((each) => each.type === "ReturnStatement" && each.argument !== null)
  if (given.length === 0)
    return onlyLogs(module, last.handler) && writeIn(project, module, last.block) ? { kind: "nothing", clause: last.handler } : null
  const failure = last.handler.body.body.at(-1)
  const good = last.block.body.at(-1)
  const isFlag =
    failure?.type === "ReturnStatement" && isFalse(failure.argument) && good?.type === "ReturnStatement" && isTrue(good.argument)
  return isFlag && writeIn(project, module, last.block) ? { kind: "flag", clause: last.handler } : null
}

function isFalse(node: Node | null): boolean {
  const inner = node && bare(node)
  if (inner?.type === "ObjectExpression") return flagOf(inner) === false
  return inner?.type === "Literal" && inner.value === false
}

function isTrue(node: Node | null): boolean {
  const inner = node && bare(node)
  if (inner?.type === "ObjectExpression") return flagOf(inner) === true
  return inner?.type === "Literal" && inner.value === true
}

function flagOf(object: Node & { type: "ObjectExpression" }): unknown {
  for (const each of object.properties)
    if (each.type === "Property" && DONE.test(propertyName(each) ?? "") && each.value.type === "Literal") return each.value.value
  return undefined
}
