import { escapePattern } from "../escape-pattern.ts"
import { defineRule } from "../rule.ts"
import { callFacts } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { bare, descendants, enclosingFunction, functionName, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

export const noUnsettledPromise = defineRule({
  kind: "source",
  id: "no-unsettled-promise",
  section: "reliability",
  practice: "async",
  severity: "high",
  confidence: "high",
  title: "After a failure this promise never settles",
  why: "A promise around a callback settles only where the code says so. When the branch of the error just returns or logs, whoever awaits it waits for ever: the request hangs, its connection stays taken, and nothing is logged where anybody looks.",
  fix: "Call `reject` with the error.",
  cwe: ["CWE-755"],
  needs: { path: "server", words: ["new Promise"] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !module.text.includes("new Promise")) return
    for (const node of nodesOf(module.program, "NewExpression")) {
      if (module.textOf(node.callee) !== "Promise") continue
      const executor = node.arguments[0] && bare(node.arguments[0])
      if (!executor || !isFunction(executor) || !executor.body) continue
      const names = executor.params.slice(0, 2).flatMap((each) => (each.type === "Identifier" ? [each.name] : []))
      if (names.length === 0) continue
      const settles = settlingNames(module, executor, names)
      const left = leftUnsettled(module, executor, settles)
      if (left)
        yield {
          at: left,
          title: "On this way the promise never settles",
          message: `Whoever leaves here has called neither ${names.map((one) => `\`${one}\``).join(" nor ")}: the caller waits for ever, with the request and everything it holds.`,
          fix: `Settle the promise before it: \`return ${names[0]}(…)\`${names[1] === undefined ? "" : ` or \`return ${names[1]}(…)\``}.`,
        }
      const failed = unheardEnd(module, executor, settles)
      if (failed)
        yield {
          at: failed.test,
          title: "When the program fails, this promise never settles",
          message: `\`${failed.event}\` comes with any outcome, and only one of them settles the promise: when \`${module.textOf(failed.test).replaceAll("`", "'").slice(0, 60)}\` does not hold, whoever awaits it waits for ever.`,
          fix:
            names[1] === undefined
              ? "Take `reject` as the second parameter and call it for every other outcome."
              : `Call \`${names[1]}\` for every other outcome.`,
        }
      const ignored = ignoredFailure(module, executor, settles)
      if (ignored)
        yield {
          at: ignored.listener,
          title: `When \`${ignored.emitter}\` fails, this promise never settles`,
          message: `The \`error\` listener only logs, and \`${ignored.event}\`, which settles the promise, does not come after an error: whoever awaits it waits for ever, with the request and everything it holds.`,
          fix:
            names[1] === undefined
              ? "Take `reject` as the second parameter and call it with the error."
              : `Call \`${names[1]}\` with the error as well.`,
        }
      for (const each of descendants(executor.body)) {
        if (each.type !== "IfStatement") continue
        const callback = callbackAround(each, executor)
        const error = callback?.params[0]
        if (!callback || error?.type !== "Identifier" || module.textOf(each.test) !== error.name) continue
        if (settles.test(module.textOf(each.consequent)) || !endsWithoutSettling(module, each, settles)) continue
        const call = callback.parent
        if (call?.type !== "CallExpression") continue
        const { name } = callFacts(project, module, call)
        yield {
          at: each,
          title: `When \`${name}\` fails, this promise never settles`,
          message: `The branch for \`${error.name}\` calls neither ${names.map((one) => `\`${one}\``).join(" nor ")}: when \`${name}\` fails, whoever awaits this promise waits for ever, with the request and everything it holds.`,
          fix:
            names[1] === undefined
              ? `Take \`reject\` as the second parameter and call \`reject(${error.name})\`.`
              : `\`return ${names[1]}(${error.name})\`.`,
        }
      }
    }
  },
})

/** The early return of an executor that has settled nothing: `if (!key) return`. */
function leftUnsettled(module: SourceModule, executor: FunctionNode, settles: RegExp): Node | null {
  if (executor.body?.type !== "BlockStatement") return null
  for (const each of executor.body.body) {
    if (each.type === "IfStatement" && !each.alternate && !settles.test(module.textOf(each))) {
      const { consequent } = each
      const last = consequent.type === "BlockStatement" ? consequent.body.at(-1) : consequent
      const isAlone = consequent.type !== "BlockStatement" || consequent.body.length === 1
      // What is called before may settle it elsewhere.
      if (isAlone && last?.type === "ReturnStatement" && last.argument === null) return last
    }
    if (settles.test(module.textOf(each)) || each.type === "ReturnStatement") return null
  }
  return null
}

interface UnheardEnd {
  readonly event: string
  readonly test: Node
}

/** The listener for the end of a program that settles a promise for one outcome only: `child.on("exit", (code) => { if (code === 0) resolve() })`. */
function unheardEnd(module: SourceModule, executor: FunctionNode, settles: RegExp): UnheardEnd | null {
  if (!executor.body) return null
  const heard = [...descendants(executor.body)].flatMap((each) => listenerOf(module, each))
  const ends = heard.filter(({ event }) => event === "exit" || event === "close")
  const [end] = ends
  if (!end || ends.length > 1 || !isFunction(end.listener) || end.listener.body?.type !== "BlockStatement") return null
  const [code] = end.listener.params
  if (code?.type !== "Identifier") return null
  const deciding = end.listener.body.body.filter((each) => settles.test(module.textOf(each)))
  const [branch] = deciding
  if (deciding.length !== 1 || branch?.type !== "IfStatement" || branch.alternate) return null
  const asks = new RegExp(`^!?${escapePattern(code.name)}\\s*(?:$|[=!]==?\\s*0$)`).test(module.textOf(branch.test).trim())
  // A failure to start is another event; all else may settle it too.
  const others = heard.filter((each) => each !== end && each.event !== "error" && settles.test(module.textOf(each.listener))).length
  const counted = heard.reduce((count, each) => count + uses(module.textOf(each.listener), settles), 0)
  if (!asks || others > 0 || uses(module.textOf(executor.body), settles) !== counted) return null
  return { event: end.event, test: branch.test }
}

interface IgnoredFailure {
  readonly listener: Node
  readonly emitter: string
  readonly event: string
}

// What comes after an error as well, or instead of the events that others wait for.
const ALSO_AFTER_ERRORS = /^(?:close|error|timeout|abort|aborted|exit)$/
const LOGS = /\blog|console\.|\.(?:error|warn|info|debug|trace|fatal)$/i

/** The listener for errors of something whose good end settles a promise, when all it does is log; `null` where anything else may settle it. */
function ignoredFailure(module: SourceModule, executor: FunctionNode, settles: RegExp): IgnoredFailure | null {
  if (!executor.body) return null
  const heard = [...descendants(executor.body)].flatMap((each) => listenerOf(module, each))
  const ends = heard.filter(({ event, listener }) => event !== "error" && settles.test(module.textOf(listener)))
  for (const { emitter, event, listener } of heard) {
    if (event !== "error" || !isFunction(listener) || enclosingFunction(listener) !== executor || !onlyLogs(module, listener)) continue
    const own = ends.filter((each) => each.emitter === emitter)
    const [end] = own
    // Timers, other emitters and functions beside it may settle it too.
    const others = heard.filter((each) => each.emitter !== emitter || each.event === "error").length
    if (!end || others > 1 || own.some((each) => ALSO_AFTER_ERRORS.test(each.event))) continue
    const settled = own.reduce((count, each) => count + uses(module.textOf(each.listener), settles), 0)
    if (uses(module.textOf(executor.body), settles) === settled) return { listener, emitter, event: end.event }
  }
  return null
}

/** `stream.on("finish", resolve)`, also in a chain of them. */
function listenerOf(module: SourceModule, call: Node): { emitter: string; event: string; listener: Node }[] {
  if (call.type !== "CallExpression" || call.callee.type !== "MemberExpression" || !/^(?:on|once)$/.test(propertyName(call.callee) ?? ""))
    return []
  const event = stringOf(call.arguments[0])
  const listener = call.arguments[1]
  let emitter = bare(call.callee.object)
  for (let step = 0; step < MAX_CHAIN && emitter.type === "CallExpression" && emitter.callee.type === "MemberExpression"; step++) {
    if (!/^(?:on|once)$/.test(propertyName(emitter.callee) ?? "")) break
    emitter = bare(emitter.callee.object)
  }
  return event === null || !listener
    ? []
    : [{ emitter: module.textOf(emitter).replaceAll("`", "'").slice(0, 60), event, listener: bare(listener) }]
}

const MAX_CHAIN = 12

function onlyLogs(module: SourceModule, listener: FunctionNode): boolean {
  if (!listener.body) return false
  for (const each of [listener.body, ...descendants(listener.body)]) {
    if (each.type === "CallExpression" && !LOGS.test(module.textOf(each.callee).slice(-80))) return false
    if (each.type === "ThrowStatement" || each.type === "NewExpression" || each.type === "AssignmentExpression") return false
  }
  return true
}

function uses(text: string, settles: RegExp): number {
  return text.split(settles).length - 1
}

/** What settles a promise: its two functions, and the functions of the executor that call them. */
function settlingNames(module: SourceModule, executor: FunctionNode, names: readonly string[]): RegExp {
  const all = (each: readonly string[]) => new RegExp(`(?<![\\w$.])(?:${each.map((one) => escapePattern(one)).join("|")})(?![\\w$])`)
  const own = all(names)
  const helpers = [...descendants(executor.body as Node)].flatMap((each) => {
    if (!isFunction(each) || !own.test(module.textOf(each))) return []
    const isNamed = each.type === "FunctionDeclaration" || each.parent?.type === "VariableDeclarator"
    return isNamed ? (functionName(each) ?? []) : []
  })
  return all([...names, ...helpers.slice(0, MAX_HELPERS)])
}

const MAX_HELPERS = 20

/** The error-first callback directly around a node, inside the executor. */
function callbackAround(node: Node, executor: FunctionNode): FunctionNode | null {
  for (let above = node.parent; above && above !== executor; above = above.parent) {
    if (!isFunction(above)) continue
    const [first] = above.params
    return first?.type === "Identifier" && /^(?:err|error|e|er)$/.test(first.name) && above.parent?.type === "CallExpression" ? above : null
  }
  return null
}

/** Whether the branch leaves the callback, or what settles the promise stands only in the `else`. */
function endsWithoutSettling(module: SourceModule, branch: Node & { type: "IfStatement" }, settles: RegExp): boolean {
  for (const each of descendants(branch.consequent, (inner) => isFunction(inner))) {
    // A throw in a callback is another rule's business; a call may be what settles it elsewhere.
    if (each.type === "ThrowStatement") return false
  }
  const last = branch.consequent.type === "BlockStatement" ? branch.consequent.body.at(-1) : branch.consequent
  if (last?.type === "ReturnStatement")
    return last.argument === null || !/\b(?:cb|callback|done|next|retry|attempt)\b/.test(module.textOf(last.argument))
  if (!branch.alternate || !settles.test(module.textOf(branch.alternate))) return false
  const after = branch.parent?.type === "BlockStatement" ? module.code.slice(branch.end, branch.parent.end) : ""
  return !settles.test(after)
}
