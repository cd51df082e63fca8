import { calleeName } from "../calls/call-facts.ts"
import { everyCallOf } from "../calls/calls-of.ts"
import { retriedHandlers } from "../calls/retried-handlers.ts"
import { isServerPath } from "../calls/server-path.ts"
import { answersBehind, isHandler, keptFailure, loggedWork, saysDone, toldBehind, writeIn } from "../calls/told-success.ts"
import type { ToldSuccess } from "../calls/told-success.ts"
import { BEST_EFFORT } from "../calls/unnoticed-failure.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { meaningOf } from "../source/meaning.ts"
import { bare, enclosingFunction, functionName, isFunction, nodesOf, ownNodes, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

type Attempt = Node & { type: "TryStatement" }

const QUEUES = new Set(["BullMQ", "Bull", "pg-boss"])
// What shows that a job that failed is to be tried again, or that somebody listens for it.
const RETRIES = /\battempts\s*:|\bretryLimit\b|attemptsMade|["'`]failed["'`]|defaultJobOptions/
const HOOK = /web_?-?hook|\/hooks?\b|\/ipn\b/i
const LOGS = /\blog|console\.|captureException|\.(?:error|warn|info|debug|fatal|trace)$/i
const ANSWERS = /^(?:res|response|reply|ctx|c)\b[\w.]*\b(?:json|send|sendStatus|end|status|code)\b/
const TIDIES = /(?:^|\.)(?:close|release|quit|end|unlink|rm|abort|disconnect|rollback\w*)$/

export const noFailureToldAsDone = defineRule({
  kind: "source",
  id: "no-failure-told-as-done",
  section: "reliability",
  practice: "error-handling",
  severity: "high",
  confidence: "medium",
  title: "A failure is reported as done, so that nobody tries again",
  why: "Queues and senders of webhooks try again what failed, and they know it only from the rejected promise or the status. A `catch` that logs and goes on tells them that all is well: the job is completed, the event is delivered, and what it was about never happens.",
  fix: "Throw the error again, or answer with 5xx, when it is logged.",
  cwe: ["CWE-390", "CWE-393"],
  needs: { path: "server", words: ["await"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const { node, sender } of retriedHandlers(project, module)) {
      const attempt = QUEUES.has(sender) ? lastAttempt(node) : null
      const work = attempt && workIn(module, attempt)
      if (!attempt?.handler || !work || !isRetried(project) || !onlyLogsAndEnds(module, attempt.handler) || isMeant(module, attempt))
        continue
      yield {
        at: { start: attempt.handler.start, end: attempt.handler.body.start + 1 },
        title: "A job that failed is marked as completed",
        message: `When \`${work}\` fails, this \`catch\` logs it and the job ends as usual: ${sender} marks it as completed, does not try it again, and lists it nowhere among those that failed.`,
        fix: "Throw the error again when it is logged; `UnrecoverableError` for what no further attempt can mend.",
      }
    }
    for (const attempt of nodesOf(module.program, "TryStatement")) {
      const around = enclosingFunction(attempt)
      const draft = around && attempt.handler ? answeredDraft(project, module, attempt, attempt.handler) : null
      if (draft) {
        yield draft
        continue
      }
      if (!attempt.handler || !around || !isHook(module, around) || !onlyLogsAndEnds(module, attempt.handler, false)) continue
      const answer = answerBehind(module, attempt)
      const work = answer && workIn(module, attempt)
      if (!answer || !work || BEST_EFFORT.test(work) || isMeant(module, attempt, answer)) continue
      yield {
        at: { start: attempt.handler.start, end: attempt.handler.body.start + 1 },
        title: "An event that was not handled is acknowledged",
        message: `When \`${work}\` fails, this \`catch\` logs it and line ${module.lineOf(answer)} answers as if the event had been handled: its sender does not send it again, and it is lost.`,
        fix: "Answer with 500 or 503 in the `catch`, or let the error go up, so that the sender tries again.",
      }
    }
    for (const statement of nodesOf(module.program, "ExpressionStatement")) {
      const draft = statementDraft(project, module, statement)
      if (draft) yield draft
    }
  },
})

const ANSWERED_TITLE = "The client is told that it worked when it did not"
const ANSWERED_FIX = "Answer with an error in the `catch`, or let the error go up to the error handler."

/** A `try` of a handler, or of a function that a handler waits for, whose `catch` only logs while the answer says that all went well. */
function answeredDraft(project: Project, module: SourceModule, attempt: Attempt, clause: Node & { type: "CatchClause" }): Draft | null {
  const isSilent = onlyLogsAndEnds(module, clause, false)
  const answer = isSilent ? null : doneInCatch(module, clause)
  if ((!isSilent && !answer) || attempt.finalizer || isMeant(module, attempt)) return null
  const work = writeIn(project, module, attempt.block)
  if (!work) return null
  const name = calleeName(module, work)
  const at = { start: clause.start, end: clause.body.start + 1 }
  if (answer) {
    const around = enclosingFunction(attempt)
    if (!around || BEST_EFFORT.test(name) || !isHandler(project, around) || isMeant(module, attempt, answer)) return null
    return {
      at,
      title: ANSWERED_TITLE,
      message: `When \`${name}\` fails, line ${module.lineOf(answer)} answers as if it had worked: the client goes on, and nobody tries again.`,
      fix: ANSWERED_FIX,
    }
  }
  const told = toldBehind(project, module, attempt, work)
  if (told && !isMeant(module, attempt, told.answer))
    return { at, title: ANSWERED_TITLE, message: goesOn(module, told, "this `catch` logs it and"), fix: ANSWERED_FIX }
  const around = enclosingFunction(attempt)
  const kept = around && !BEST_EFFORT.test(functionName(around) ?? "") ? keptFailure(project, module, around) : null
  if (!around || kept?.kind !== "nothing" || kept.clause !== clause) return null
  for (const { module: caller, call } of everyCallOf(project, around) ?? []) {
    const statement = call.parent?.type === "AwaitExpression" ? call.parent.parent : null
    const there = statement?.type === "ExpressionStatement" ? toldBehind(project, caller, statement, call) : null
    if (!there) continue
    const line = caller.lineOf(there.answer)
    return {
      at,
      title: ANSWERED_TITLE,
      message: `When \`${name}\` fails, this \`catch\` logs it and the function ends as usual: ${caller.path} (line ${line}) answers as if it had worked, and nobody tries again.`,
      fix: "Throw the error again when it is logged.",
      trace: [
        { path: module.path, line: module.lineOf(clause), what: "the failure is logged and forgotten" },
        { path: caller.path, line, what: "the client is told that it worked" },
      ],
    }
  }
  return null
}

/** `await save().catch(log)`, or a call that says in what it gives whether it worked, with an answer behind it that says that all went well. */
function statementDraft(project: Project, module: SourceModule, statement: Node & { type: "ExpressionStatement" }): Draft | null {
  if (statement.expression.type !== "AwaitExpression" || !answersBehind(module, statement)) return null
  const logged = loggedWork(module, statement)
  const call = logged ?? bare(statement.expression)
  if (call.type !== "CallExpression") return null
  const told = logged || isFlagged(project, module, call) ? toldBehind(project, module, statement, call) : null
  if (!told || hasReason(module, statement.start, told.answer)) return null
  return {
    at: statement,
    title: ANSWERED_TITLE,
    message: goesOn(module, told, logged ? "it is logged and" : "it says so in what it gives, which nobody looks at, and"),
    fix: logged
      ? "Leave the `.catch(…)` away, so that the error goes up, or answer with an error in it."
      : "Look at what it gives, and answer with an error when it did not work.",
  }
}

function isFlagged(project: Project, module: SourceModule, call: Node & { type: "CallExpression" }): boolean {
  const called = meaningOf(project, module, call.callee)
  return called?.kind === "function" && keptFailure(project, called.module, called.node)?.kind === "flag"
}

function goesOn(module: SourceModule, { work, answer }: ToldSuccess, how: string): string {
  return `When \`${work}\` fails, ${how} line ${module.lineOf(answer)} answers as if it had worked: the client goes on, and nobody tries again.`
}

/** The answer at the end of a `catch` that logs and says that all went well. */
function doneInCatch(module: SourceModule, { body: { body } }: Node & { type: "CatchClause" }): Node | null {
  const last = body.at(-1)
  const expression = last?.type === "ReturnStatement" ? last.argument : last?.type === "ExpressionStatement" ? last.expression : null
  if (!last || !expression || body.length < 2 || !saysDone(module, expression)) return null
  const before = body.slice(0, -1).map((each) => (each.type === "ExpressionStatement" ? bare(each.expression) : each))
  return before.every((each) => each.type === "CallExpression" && LOGS.test(module.textOf(each.callee).slice(0, 80))) ? last : null
}

/** The `try` that is the work of a function: its last statement, or followed by nothing but a return of what is known. */
function lastAttempt({ body }: FunctionNode): Attempt | null {
  if (body?.type !== "BlockStatement") return null
  const last = body.body.at(-1)
  if (last?.type === "TryStatement") return last
  const before = body.body.at(-2)
  return last?.type === "ReturnStatement" && before?.type === "TryStatement" ? before : null
}

/** What is awaited in a `try`; `null` when nothing is but for tidying up. */
function workIn(module: SourceModule, { block }: Attempt): string | null {
  for (const each of ownNodes(block)) {
    if (each.type !== "AwaitExpression") continue
    const call = bare(each)
    const name = call.type === "CallExpression" ? calleeName(module, call) : null
    if (name !== null && !TIDIES.test(name)) return name
  }
  return null
}

/** Whether a `catch` does nothing but log, and return what is no error when it may. */
function onlyLogsAndEnds(module: SourceModule, { body }: Node & { type: "CatchClause" }, mayReturn = true): boolean {
  let logs = false
  for (const each of body.body) {
    if (each.type === "ReturnStatement" && mayReturn) {
      const value = each.argument ? bare(each.argument) : null
      if (value && !/^(?:ObjectExpression|Literal|Identifier)$/.test(value.type)) return false
      for (const inner of ownNodes(each)) if (inner.type === "CallExpression") return false
      continue
    }
    const call = each.type === "ExpressionStatement" ? bare(each.expression) : null
    if (call?.type !== "CallExpression" || !LOGS.test(module.textOf(call.callee).slice(0, 80))) return false
    logs = true
  }
  return logs
}

function isRetried(project: Project): boolean {
  return project.once("jobs are retried", () =>
    project.sourcePaths.some((path) => isServerPath(path) && project.codeMentions(path, RETRIES)),
  )
}

/** Whether a function answers a webhook, by its path, its name or its file. */
function isHook(module: SourceModule, around: FunctionNode): boolean {
  const [first, second] = around.params
  if (first?.type !== "Identifier" || (second && second.type !== "Identifier")) return false
  const registered = around.parent?.type === "CallExpression" ? stringOf(around.parent.arguments[0]) : null
  const name = around.id?.name ?? (around.parent?.type === "VariableDeclarator" ? module.textOf(around.parent.id).slice(0, 60) : "")
  return HOOK.test(module.path) || HOOK.test(registered ?? "") || HOOK.test(name)
}

/** The statement right behind a `try` that answers with success. */
function answerBehind(module: SourceModule, attempt: Attempt): Node | null {
  const block = attempt.parent
  if (block?.type !== "BlockStatement" || !isFunction(block.parent)) return null
  const next = block.body[block.body.indexOf(attempt) + 1]
  const expression = next?.type === "ReturnStatement" ? next.argument : next?.type === "ExpressionStatement" ? next.expression : null
  const call = expression ? bare(expression) : null
  if (!next || call?.type !== "CallExpression" || !ANSWERS.test(module.textOf(call.callee).replace(/\s+/g, "").slice(0, 80))) return null
  return /\b[45]\d\d\b|error/i.test(module.textOf(call)) ? null : next
}

// Whoever gives a reason in the `catch` or at the answer has decided so.
function isMeant(module: SourceModule, attempt: Attempt, until: Node = attempt): boolean {
  return hasReason(module, attempt.block.end, until)
}

function hasReason(module: SourceModule, from: number, until: Node): boolean {
  return module.comments.some(
    (each) => each.start >= from && each.end <= module.lines.endOf(module.endLineOf(until)) && /\w{2}/.test(each.value),
  )
}
