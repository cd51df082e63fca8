import { defineRule } from "../rule.ts"
import { callFacts, calleeName } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { handlesUnhandled } from "../calls/forgotten-callback.ts"
import { isHandled, isInsideTry, mappedPromise, promiseCallOf, startOfChain, unwrapped } from "../calls/promise-call.ts"
import type { PromiseCall } from "../calls/promise-call.ts"
import { retriedHandlers } from "../calls/retried-handlers.ts"
import { isServerPath } from "../calls/server-path.ts"
import { reachOf } from "../reach.ts"
import { bare, enclosingFunction, isFunction, nodesOf, ownNodes, stringOf } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// From this many statements that drop the same callee on it is how the repository works.
const MANY = 5

export const noFloatingPromise = defineRule({
  kind: "source",
  id: "no-floating-promise",
  section: "reliability",
  practice: "async",
  severity: "medium",
  confidence: "medium",
  title: "Nobody waits for this promise or hears its failure",
  why: "A promise that is neither awaited nor caught fails after the caller has moved on: the request is answered as if it had worked, and Node's default for the unhandled rejection is to end the process. Queries of Mongoose and Prisma are not even sent until somebody waits for them.",
  fix: "`await` it, or say that nobody waits with `.catch(…)`.",
  cwe: ["CWE-252", "CWE-755"],
  needs: { path: "server" },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    const told = new Set<string>()
    for (const node of nodesOf(module.program, "ExpressionStatement")) {
      const around = enclosingFunction(node)
      // At the top level a failing start should end the process, and does.
      if (!around) continue
      const call = startOfChain(node.expression)
      const mapped = call && mappedPromise(project, module, call)
      const promise = mapped ?? (call && promiseCallOf(project, module, call))
      if (!call || !promise || tellsCallback(call)) continue
      const name = isFunction(bare(call.callee)) ? "(async () => …)" : calleeName(module, call)
      const guard = isInsideTry(node, around)
      const edits =
        around.async && call === unwrapped(node.expression) && !mapped
          ? [{ start: node.expression.start, end: node.expression.start, text: "await " }]
          : undefined
      if (mapped) {
        yield {
          at: node.expression,
          title: `Nobody waits for what \`${name}\` starts`,
          message: `\`${name}\` gives a promise for each element and they are thrown away: the code after it goes on before the work is done, and when one of them rejects, ${
            handlesUnhandled(project)
              ? "nobody who could answer learns of it"
              : "Node's default for the unhandled rejection is to end the process"
          }.`,
          fix: "`await Promise.all(…)` around it.",
        }
        continue
      }
      if (promise.kind === "package" && promise.lazy && call === unwrapped(node.expression)) {
        yield {
          at: node.expression,
          severity: "high",
          confidence: "high",
          title: `\`${name}\` never runs`,
          message: `The query is built and thrown away: \`${name}\` sends nothing to the database until it is awaited, so ${promise.writes ? "the write does not happen and no error says so" : "nothing is read"}.`,
          fix: "`await` it.",
          ...(edits ? { edits } : {}),
        }
        continue
      }
      // A cache is often filled by the way.
      if (!guard && promise.kind === "package" && !promise.writes && isOfRedis(project, module, call)) continue
      const habit = habitOf(project, name)
      // Where nearly nobody waits for a function, not waiting is how it is meant here.
      if (promise.kind === "local" && !guard && habit.dropped >= 6 && habit.dropped > habit.awaited) continue
      // Dropped in as many places under this very name it is a convention: worth one line in the report, whatever it is here.
      const floating = floatsOf(project, name)
      const isConvention = promise.kind === "local" && floating.count >= MANY
      if (isConvention && (told.has(name) || floating.first !== module.path)) continue
      told.add(name)
      const delivered = guard ? undefined : retriedHandlers(project, module).find((each) => each.kind === "queue" && each.node === around)
      const consequence = delivered
        ? `${delivered.sender} takes the message for done and does not deliver it again`
        : guard?.handler
          ? `the \`catch\` on line ${module.lineOf(guard.handler)} does not see it`
          : "the code after it goes on as if it had worked"
      yield {
        at: node.expression,
        // Not waiting is often meant; that it was forgotten shows in a `catch` around it, a lost write, or in how others call it.
        ...(!isConvention &&
        !answers(call) &&
        (guard ||
          delivered ||
          (promise.kind === "package" && promise.writes) ||
          habit.awaited >= 3 * habit.dropped ||
          (promise.kind === "local" && !handlesUnhandled(project) && writesUnheard(project, promise) && reachOf(project, node) !== null))
          ? {}
          : { confidence: "low" as const }),
        title: `Nobody waits for \`${name}\` or hears its failure`,
        message: `When \`${name}\` rejects, ${consequence}; ${
          handlesUnhandled(project)
            ? "all that is left is the process-wide handler for unhandled rejections, which cannot answer the request"
            : "the rejection is unhandled, and Node's default for that is to end the process with every request in it"
        }.`,
        fix: around.async
          ? `\`await ${name}(…)\`; if not waiting is meant, add \`.catch(…)\` that logs the error.`
          : "Return or await it; if not waiting is meant, add `.catch(…)` that logs the error.",
        // Waiting is certainly what was meant only where a catch or a stored result depends on it.
        ...(edits && (guard || (promise.kind === "package" && promise.writes)) ? { edits } : {}),
      }
    }
  },
})

// `invoke(name, context, (error, result) => …)`: who is handed such a function tells it what failed.
function tellsCallback(call: Call): boolean {
  return call.arguments.some((each) => {
    const [first, second] = isFunction(each) ? each.params : []
    return first?.type === "Identifier" && second !== undefined && /^_?(?:err|error|er|e)$/.test(first.name)
  })
}

// Meant or not: when the database is away for a moment, what such a function rejects with ends the process that answers requests.
function writesUnheard(project: Project, { module, function: called }: PromiseCall & { kind: "local" }): boolean {
  for (const each of called.body ? ownNodes(called.body) : []) {
    if (each.type !== "AwaitExpression" || isHandled(each, called)) continue
    const call = bare(each.argument)
    if (call.type !== "CallExpression") continue
    const { facts } = callFacts(project, module, call)
    const statement = stringOf(call.arguments[0]) ?? ""
    if (facts.includes("db-write") || (facts.includes("db-read") && /^\s*(?:INSERT|UPDATE|DELETE)\b/i.test(statement))) return true
  }
  return false
}

function isOfRedis(project: Project, module: SourceModule, call: Call): boolean {
  return callFacts(project, module, call).path?.startsWith("redis()") ?? false
}

interface Habit {
  readonly dropped: number
  readonly awaited: number
}

/** How often the repository waits for a function of this name, and how often it does not, by the lines that call it. */
function habitOf(project: Project, name: string): Habit {
  const method = name.slice(name.lastIndexOf(".") + 1)
  if (!/^\w+$/.test(method)) return { dropped: 1, awaited: 0 }
  return project.once(`waits for ${method}`, () => {
    let dropped = 0
    let awaited = 0
    for (const path of project.sourcePaths) {
      const text = isServerPath(path) ? project.textOf(path) : null
      for (const each of text === null ? [] : linesWith(text, `${method}(`)) {
        const line = upToCall(each, `${method}(`)
        if (line === null) continue
        if (/\b(?:await|return)\b|=>|=\s/.test(line)) awaited++
        else if (/^\s*(?:\w+\??\.)*\w+\($/.test(line)) dropped++
      }
    }
    return { dropped, awaited }
  })
}

/** The lines in which this stands, so that most of a text is only searched. */
function linesWith(text: string, call: string): string[] {
  const lines: string[] = []
  for (let at = text.indexOf(call); at !== -1;) {
    const next = text.indexOf("\n", at)
    const end = next === -1 ? text.length : next
    lines.push(text.slice(text.lastIndexOf("\n", at) + 1, end))
    at = text.indexOf(call, end)
  }
  return lines
}

/** A line up to the last call of this name in it; `null` when the name is only the end of longer ones. */
function upToCall(line: string, call: string): string | null {
  let at = line.lastIndexOf(call)
  while (at > 0 && /\w/.test(line.charAt(at - 1))) at = line.lastIndexOf(call, at - 1)
  return at === -1 ? null : line.slice(0, at + call.length)
}

/** How many statements of the repository call exactly this and drop what it gives, and the first file with one. */
function floatsOf(project: Project, name: string): { readonly count: number; readonly first: string | null } {
  if (!/^[\w.]+$/.test(name)) return { count: 0, first: null }
  return project.once(`drops ${name}`, () => {
    let count = 0
    let first: string | null = null
    for (const path of project.sourcePaths) {
      const text = isServerPath(path) ? project.textOf(path) : null
      if (text === null) continue
      const here = linesWith(text, `${name}(`).filter((line) => line.trimStart().startsWith(`${name}(`)).length
      if (here > 0 && (first === null || path < first)) first = path
      count += here
    }
    return { count, first }
  })
}

// What is given the response answers with it; there is nothing left to wait for and little that fails.
function answers(call: Call): boolean {
  return call.arguments.some((each) => each.type === "Identifier" && /^_?(?:res|response|reply)$/.test(each.name))
}
