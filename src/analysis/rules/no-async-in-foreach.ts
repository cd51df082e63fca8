import { defineRule } from "../rule.ts"
import { callbackPromise, canReject } from "../calls/promise-call.ts"
import { isServerPath } from "../calls/server-path.ts"
import { factsOf } from "../model-index.ts"
import { escapePattern } from "../escape-pattern.ts"
import { bare, enclosingFunction, isFunction, nodesOf, ownNodes, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { Project } from "../source/project.ts"
import type { SourceModule } from "../source/module.ts"

// What has the `forEach` of the language, which never waits.
const OF_THE_LANGUAGE =
  /^(?:globalThis\.(?:Object|Array|Map|Set|JSON\.parse|fetch\(\)\.json)[.(]|(?:lodash(?:-es)?|underscore)\b|(?:node:)?fs\.readdirSync\(\))|\.(?:split|toArray)\(\)$/
// What a validator lets through is what came in, and that is data.
const VALIDATED =
  /^(?:zod|joi|@hapi\/joi|yup|valibot|superstruct|@sinclair\/typebox|runtypes|io-ts|express-validator\.matchedData)\b.*(?:parse|safeParse|parseAsync|safeParseAsync|validate|validateAsync|validateSync|attempt|check|mask|matchedData)\(\)/
// Query builders whose chains give an array once they are awaited; what gives row after row is a stream or a cursor.
const GIVES_ROWS = /^(?:knex|mongoose|drizzle-orm|kysely|typeorm|sequelize|objection|@mikro-orm)\b/
const ROW_BY_ROW = /cursor|stream|iterat|\.collection\b|\.native\b|\.each\b/i

export const noAsyncInForeach = defineRule({
  kind: "source",
  id: "no-async-in-foreach",
  section: "reliability",
  practice: "async",
  severity: "high",
  confidence: "high",
  title: "`forEach` does not wait for its async callback",
  why: "`forEach` drops the promises its callback returns: the code after it runs before the work is done, and a rejection reaches nobody. Only `for … of` and `Promise.all` wait.",
  fix: "Use `for (const … of …)` to work one after the other, or `await Promise.all(….map(…))` to work at once.",
  cwe: ["CWE-252", "CWE-755"],
  needs: { path: "server", words: ["forEach"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      if (node.callee.type !== "MemberExpression" || propertyName(node.callee) !== "forEach") continue
      const isOfLodash = LODASH.test(originOf(project, module, node.callee.object) ?? "")
      const callback = node.arguments[isOfLodash ? 1 : 0] && bare(node.arguments[isOfLodash ? 1 : 0] as Node)
      const subject = isOfLodash ? node.arguments[0] : node.callee.object
      if (!callback || !subject) continue
      if (isOfLodash || !isFunction(callback) || !callback.async) {
        const given = givenPromise(project, module, callback)
        if (given === null || (!isOfLodash && isOther(project, module, subject))) continue
        yield {
          at: {
            start: node.start,
            end: Math.max(node.callee.end, isFunction(callback) ? (callback.body?.start ?? callback.end) : callback.end),
          },
          title: `\`forEach\` does not wait for \`${given}\``,
          message: `\`forEach\` drops the promises that \`${given}\` gives: what follows runs before the work is done, and when one of them rejects no \`catch\` around it is told; Node ends the process on the unhandled rejection.`,
          fix: "`for (const each of …)` with `await` waits for each; `await Promise.all(….map(…))` runs them at once.",
        }
        continue
      }
      if (!callback.body) continue
      const awaited = firstAwait(callback)
      // What catches everything it awaits may well be meant to run on its own.
      const isUnheard = canReject(callback)
      const filled = awaited && !isUnheard ? filledForLater(module, node, callback, awaited) : null
      if (!awaited || (!isUnheard && filled === null)) continue
      const origin = originOf(project, module, node.callee.object)
      if (isOther(project, module, node.callee.object)) continue
      const isMap = origin?.startsWith("globalThis.Map") ?? false
      const list = shorten(module, node.callee.object)
      const all = isMap ? `${list}.values()` : list
      const what = shorten(
        module,
        bare(awaited.argument).type === "CallExpression"
          ? (bare(awaited.argument) as Node & { type: "CallExpression" }).callee
          : awaited.argument,
      )
      const edits = isMap ? null : asLoop(module, node, callback)
      yield {
        at: { start: node.start, end: callback.body.start },
        title: `\`forEach\` does not wait for \`${what}\``,
        message:
          filled === null
            ? `\`${list}.forEach\` returns before the first \`await ${what}\` has finished: what follows works with unfinished results, and when one of them rejects no \`catch\` around it is told; Node ends the process on the unhandled rejection.`
            : `\`${list}.forEach\` returns before the first \`await ${what}\` has finished: \`${filled}\` is read behind it while the callbacks have put nothing into it yet.`,
        fix: `\`for (const ${callback.params[0] ? shorten(module, callback.params[0]) : "each"} of ${all})\` waits for each; \`await Promise.all(${isMap ? `[...${all}]` : list}.map(…))\` runs them at once.`,
        ...(edits ? { edits } : {}),
      }
    }
  },
})

const LODASH = /^(?:lodash(?:-es)?|underscore)$/

// Streams, cursors and `async.forEach` have a forEach of their own that may wait.
function isOther(project: Project, module: SourceModule, list: Node): boolean {
  const origin = originOf(project, module, list)
  return (
    (origin !== null && !OF_THE_LANGUAGE.test(origin) && !isAwaitedValue(module, list, origin)) ||
    /cursor|stream|readable|^async$/i.test(shorten(module, list))
  )
}

/** Whether it is, or is part of, what a promise of a package or a validator gave: the rows of a query, the data of an answer. */
function isAwaitedValue(module: SourceModule, list: Node, origin: string): boolean {
  if (ROW_BY_ROW.test(origin)) return false
  if (VALIDATED.test(origin)) return true
  const call = origin.replace(/\(\)[^()]*$/, "")
  if (call !== origin && factsOf(call, "", "").includes("returns-promise")) return true
  const name = bare(list)
  const declaration = name.type === "Identifier" ? module.bindings.resolve(name)?.declaration : null
  return GIVES_ROWS.test(origin) && declaration?.type === "VariableDeclarator" && declaration.init?.type === "AwaitExpression"
}

/** What a callback hands its work to that gives a promise which can reject, itself by its name or in `(each) => save(each)`; `null` for others. */
function givenPromise(project: Project, module: SourceModule, callback: Node): string | null {
  if (isFunction(callback) && callback.body?.type === "BlockStatement" && !callback.async) return null
  const promise = callbackPromise(project, module, callback)
  if (!promise) return null
  if (!isFunction(callback)) return shorten(module, callback)
  const awaited = firstAwait(callback)
  const call = awaited ? bare(awaited.argument) : callback.body ? bare(callback.body) : null
  return call?.type === "CallExpression" ? shorten(module, call.callee) : "the callback"
}

/** What the callback puts something into once it has waited, and what the code behind the loop reads; `null` when there is nothing. */
function filledForLater(module: SourceModule, call: Node, callback: FunctionNode, awaited: Node): string | null {
  const around = enclosingFunction(call)
  if (!callback.body || around === null) return null
  const behind = module.code.slice(call.end, around.end)
  for (const node of ownNodes(callback.body)) {
    if (node.start < awaited.start) continue
    const target =
      node.type === "AssignmentExpression"
        ? bare(node.left)
        : node.type === "CallExpression" &&
            node.callee.type === "MemberExpression" &&
            /^(?:push|add|set|unshift)$/.test(propertyName(node.callee) ?? "")
          ? bare(node.callee.object)
          : null
    let root = target
    while (root?.type === "MemberExpression") root = bare(root.object)
    if (root?.type !== "Identifier") continue
    const declaration = module.bindings.resolve(root)?.declaration
    // One of the function around the loop: what lives longer may be read whenever.
    if (!declaration || declaration.start < around.start || declaration.end > call.start) continue
    if (new RegExp(`\\b${escapePattern(root.name)}\\b`).test(behind)) return root.name
  }
  return null
}

function firstAwait(callback: FunctionNode): (Node & { type: "AwaitExpression" }) | null {
  if (!callback.body) return null
  for (const node of ownNodes(callback.body)) if (node.type === "AwaitExpression") return node
  return null
}

/** The same work as a `for … of` loop; `null` where the rewriting could change what the code means. */
function asLoop(module: SourceModule, call: Node & { type: "CallExpression" }, callback: FunctionNode) {
  const statement = call.parent?.type === "AwaitExpression" ? call.parent.parent : call.parent
  if (statement?.type !== "ExpressionStatement" || call.callee.type !== "MemberExpression" || call.callee.optional) return null
  if (
    !enclosingFunction(call)?.async ||
    callback.params.length !== 1 ||
    call.arguments.length !== 1 ||
    callback.body?.type !== "BlockStatement"
  )
    return null
  for (const node of ownNodes(callback.body)) if (node.type === "ReturnStatement" || node.type === "ThisExpression") return null
  const parameter = callback.params[0] as Node
  if (parameter.type !== "Identifier" && parameter.type !== "ObjectPattern") return null
  const list = module.writtenOf(call.callee.object)
  return [
    { start: statement.start, end: callback.body.start, text: `for (const ${module.writtenOf(parameter)} of ${list}) ` },
    { start: callback.body.end, end: statement.end, text: "" },
  ]
}

function shorten(module: SourceModule, node: Node): string {
  const text = module.textOf(node).replace(/\s+/g, " ").replaceAll("`", "'")
  return text.length > 50 ? `${text.slice(0, 49)}…` : text
}
