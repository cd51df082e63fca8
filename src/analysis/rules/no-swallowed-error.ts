import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { callFacts, calleeName } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { promiseCallOf } from "../calls/promise-call.ts"
import { misledBy } from "../calls/unnoticed-failure.ts"
import { isServerPath } from "../calls/server-path.ts"
import { bare, descendants, enclosingFunction, isFunction, ownNodes, propertyName, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// Tidying up and looking whether something is there fail for reasons that change nothing.
const TIDYING =
  /(?:^|\.)(?:close|closed|end|quit|disconnect|destroy|release|rollback\w*|abort\w*|kill|unlink|rm|rmdir|remove|cleanup|clean|clear|unref|unsubscribe|cancel|stop|access|stat|lstat|exists|mkdir|mkdirp|ensureDir|invalidate\w*|purge|evict|touch|ping|unlock|releaseLock)(?:Sync)?$/i
const PROBING =
  /(?:^|\.)(?:JSON\.parse|require|resolve|URL|RegExp|decodeURIComponent|verify|parse\w*|validate\w*|is[A-Z]\w*|has[A-Z]\w*|try[A-Z]\w*|maybe[A-Z]\w*|check\w*)$/

// From this many in one function on it is one habit and one comment.
const MANY = 4

export const noSwallowedError = defineRule({
  kind: "source",
  id: "no-swallowed-error",
  section: "reliability",
  practice: "error-handling",
  severity: "medium",
  confidence: "medium",
  title: "A failure disappears without a trace",
  why: "An empty `catch` around work with the outside world turns every failure into success: data are missing and neither the log nor the caller says since when. A comment that gives the reason is enough to keep it.",
  fix: "Log the error with what is needed to find the case again, or let it go up; where ignoring it is right, say why in a comment.",
  cwe: ["CWE-390"],
  needs: { path: "server", words: ["catch"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    const byFunction = new Map<Node | null, Draft[]>()
    for (const node of descendants(module.program)) {
      const draft =
        node.type === "TryStatement" && node.handler
          ? clauseDraft(project, module, node, node.handler)
          : node.type === "CallExpression"
            ? handlerDraft(project, module, node)
            : null
      const around = enclosingFunction(node)
      if (draft) byFunction.set(around, [...(byFunction.get(around) ?? []), draft])
    }
    for (const drafts of byFunction.values()) {
      const [first] = drafts
      if (!first || drafts.length < MANY) yield* drafts
      else yield { ...first, message: `${first.message} This function does so in ${drafts.length} places.` }
    }
  },
})

// `insertMany(all, { ordered: false })` is how MongoDB is told to go on past rows that are there already, and it says so with an error.
function skipsDuplicates(call: Call): boolean {
  return call.arguments.some((each) => {
    const ordered = propertyOf(each, "ordered")
    return ordered?.type === "Literal" && ordered.value === false
  })
}

function clauseDraft(
  project: Project,
  module: SourceModule,
  attempt: Node & { type: "TryStatement" },
  clause: Node & { type: "CatchClause" },
): Draft | null {
  const kind = silenceOf(clause)
  if (kind === null && clause.body.body.length > 0) return misleadingDraft(project, module, attempt, clause)
  if (kind === null || hasComment(module, attempt.block.end, endOfLine(module, clause.end))) return null
  // What runs after a failed attempt may well be the second attempt.
  const work = workIn(project, module, attempt.block)
  if (!work || skipsDuplicates(work)) return null
  const name = calleeName(module, work)
  return {
    at: clause,
    title: kind === "success" ? `A failed \`${name}\` is reported as success` : `A failed \`${name}\` disappears without a trace`,
    message:
      kind === "success"
        ? `When \`${name}\` fails, the caller is told that it worked and nothing is logged: the loss is noticed by those who miss the data.`
        : `When \`${name}\` fails, nothing is logged and the code goes on as if it had worked: nobody learns that it has stopped working, or since when.`,
  }
}

// It is in the log, and the money is booked all the same.
function misleadingDraft(
  project: Project,
  module: SourceModule,
  attempt: Node & { type: "TryStatement" },
  clause: Node & { type: "CatchClause" },
): Draft | null {
  const work = workIn(project, module, attempt.block)
  const misled = work && misledBy(project, module, attempt, clause)
  if (!misled || hasComment(module, attempt.block.end, endOfLine(module, clause.end))) return null
  const line = misled.module.lineOf(misled.write)
  return {
    at: clause,
    severity: "high",
    title: `A failed \`${misled.name}\` looks like one that worked`,
    message: `When \`${calleeName(module, work)}\` fails, this \`catch\` logs it and the function ends as usual: ${misled.module.path} (line ${misled.module.lineOf(misled.call)}) goes on and writes on line ${line} what is true only if it had worked.`,
    fix: "Throw the error again (or one that says what failed) when it is logged.",
    trace: [
      { path: module.path, line: module.lineOf(clause), what: "the failure is logged and forgotten" },
      { path: misled.module.path, line, what: "what depends on it is written all the same" },
    ],
  }
}

// `save().catch(() => {})` as a statement.
function handlerDraft(project: Project, module: SourceModule, call: Call): Draft | null {
  if (call.callee.type !== "MemberExpression") return null
  const method = propertyName(call.callee)
  const handler = method === "catch" && call.arguments.length === 1 ? call.arguments[0] : method === "then" ? call.arguments[1] : undefined
  if (!handler || !saysNothing(project, module, handler, call)) return null
  const promise = bare(call.callee.object)
  if (promise.type !== "CallExpression" || hasComment(module, call.start, endOfLine(module, call.end)) || hasCommentAbove(module, call))
    return null
  if (!isWork(project, module, promise, true)) return null
  const name = calleeName(module, promise)
  return {
    at: { start: call.start, end: call.end },
    // Nobody waits for it either: written as best effort, though without saying so.
    ...(call.parent?.type === "ExpressionStatement" ? { confidence: "low" as const } : {}),
    title: `A failed \`${name}\` disappears without a trace`,
    message: `When \`${name}\` fails, the empty \`catch\` takes the error and nobody is told: it can have stopped working for weeks before somebody misses the result.`,
  }
}

/** `() => {}`, a name for it, and `() => null` where nobody looks at what it gives. */
function saysNothing(project: Project, module: SourceModule, handler: Node, call: Call): boolean {
  const written = bare(handler)
  const meaning = written.type === "Identifier" ? meaningOf(project, module, written) : null
  const node = meaning?.kind === "function" ? meaning.node : written
  if (!isFunction(node) || !node.body) return originOf(project, module, written) === "lodash.noop"
  if (node.body.type === "BlockStatement") return node.body.body.length === 0
  const isDropped = (call.parent?.type === "AwaitExpression" ? call.parent.parent : call.parent)?.type === "ExpressionStatement"
  const value = bare(node.body)
  return (
    isDropped &&
    (value.type === "Literal" || (value.type === "Identifier" && value.name === "undefined") || value.type === "ObjectExpression")
  )
}

/** How a catch clause says nothing: not at all, or by reporting success; `null` when it does something. */
function silenceOf(clause: Node & { type: "CatchClause" }): "empty" | "success" | null {
  const { body } = clause.body
  if (body.length === 0) return "empty"
  const names = new Set(
    clause.param ? [...descendants(clause.param)].flatMap((each) => (each.type === "Identifier" ? [each.name] : [])) : [],
  )
  for (const node of descendants(clause.body)) {
    if (
      node.type === "ThrowStatement" ||
      (node.type === "Identifier" && (names.has(node.name) || /log|warn|error|captur|report|next|reject|fail/i.test(node.name)))
    )
      return null
  }
  const last = body.at(-1)
  if (body.length !== 1 || !last) return null
  const answer = last.type === "ReturnStatement" ? last.argument : last.type === "ExpressionStatement" ? last.expression : null
  return answer && reportsSuccess(answer) ? "success" : null
}

function reportsSuccess(answer: Node): boolean {
  const node = bare(answer)
  const truthy = (value: Node | null) => value?.type === "Literal" && value.value === true
  if (node.type === "ObjectExpression") return truthy(propertyOf(node, "success")) || truthy(propertyOf(node, "ok"))
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return false
  const method = propertyName(node.callee)
  return (method === "json" || method === "send") && node.arguments[0] !== undefined && reportsSuccess(node.arguments[0])
}

/** The call with the outside world whose failure is lost; `null` when there is none, or when all are tidying up or probing. */
function workIn(project: Project, module: SourceModule, block: Node): Call | null {
  for (const node of ownNodes(block)) {
    if (node.type === "CallExpression" && isWork(project, module, node, node.parent?.type === "AwaitExpression")) return node
  }
  return null
}

function isWork(project: Project, module: SourceModule, call: Call, isAwaited: boolean): boolean {
  const { facts, method, name } = callFacts(project, module, call)
  if (TIDYING.test(name) || PROBING.test(name)) return false
  if (facts.includes("db-write")) return true
  if (facts.includes("http")) return writesOverHttp(module, call, method)
  if (facts.includes("db-read") || facts.includes("db-list"))
    return /(?:query|execute|raw)$/i.test(name) && /\b(?:INSERT|UPDATE|DELETE)\b/i.test(module.textOf(call))
  // A function of ours or of an unknown object that stores, sends or changes something, by its name.
  const last = name.slice(name.lastIndexOf(".") + 1)
  const acts =
    /^(?:save|store|write|send|publish|enqueue|notify|create|insert|update|upsert|delete|persist|charge|refund|emit|dispatch|deliver|upload|sync|import|process)(?=[A-Z]|$)/.test(
      last,
    )
  return acts && isAwaited && !/^(?:emit|import|process)$/.test(last) ? true : acts && promiseCallOf(project, module, call) !== null
}

function writesOverHttp(module: SourceModule, call: Call, method: string): boolean {
  if (/^(?:post|put|patch|delete)$/.test(method)) return true
  const options = call.arguments[1] ?? call.arguments[0]
  const verb = propertyOf(options, "method")
  return verb !== null && /POST|PUT|PATCH|DELETE/i.test(module.textOf(verb))
}

function hasComment(module: SourceModule, start: number, end: number): boolean {
  return module.comments.some((comment) => comment.start >= start && comment.end <= end && /\w{2}/.test(comment.value))
}

function hasCommentAbove(module: SourceModule, node: Node): boolean {
  const line = module.lineOf(node)
  return module.comments.some((comment) => module.lines.lineAt(Math.max(comment.end - 1, comment.start)) === line - 1)
}

function endOfLine(module: SourceModule, offset: number): number {
  return module.lines.endOf(module.lines.lineAt(Math.max(offset - 1, 0)))
}
