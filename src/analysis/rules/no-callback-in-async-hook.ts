import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { bare, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// How many parameters each hook has with its callback: https://fastify.dev/docs/latest/Reference/Hooks/
const HOOKS: Readonly<Record<string, number>> = {
  onRequest: 3,
  preParsing: 4,
  preValidation: 3,
  preHandler: 3,
  preSerialization: 4,
  onSend: 4,
  onResponse: 3,
  onTimeout: 3,
  onError: 4,
  onRequestAbort: 2,
  onReady: 1,
  onListen: 1,
}
const PLUGIN = 3
const CALLBACK = /^_?(?:done|next|cb|callback)$/

export const noCallbackInAsyncHook = defineRule({
  kind: "source",
  id: "no-callback-in-async-hook",
  section: "reliability",
  practice: "async",
  severity: "high",
  confidence: "high",
  title: "An async function of Fastify takes a callback as well",
  why: "Fastify goes on when the promise of an async hook or plugin settles, and also when the callback is called. With both it refuses the function when the server starts, and older versions went on twice, so that a handler ran twice or an answer was sent twice.",
  fix: "Keep the function `async` and drop the callback, or drop `async`.",
  cwe: ["CWE-675"],
  needs: { path: "server", words: ["async done", "async next", "async cb", "async callback", "async _done"] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || project.dependsOn(module.path, "fastify") === null) return
    for (const node of nodesOf(module.program, "CallExpression", "Property")) {
      for (const { given, kind, count } of givenTo(project, module, node)) {
        const callback = callbackOf(project, module, given, count)
        if (!callback) continue
        yield {
          at: { start: callback.start, end: callback.end },
          title: `An async ${kind} must not take \`${callback.name}\``,
          message: `This ${kind} is \`async\` and takes \`${callback.name}\`: Fastify refuses it when the server starts (${kind === "plugin" ? "`FST_ERR_PLUGIN_INVALID_ASYNC_HANDLER`" : "`FST_ERR_HOOK_INVALID_ASYNC_HANDLER`"}), and versions that accept it go on twice, once for the call and once for the promise.`,
          fix: `Take \`${callback.name}\` out and return or throw instead; a function that calls it must not be \`async\`.`,
        }
      }
    }
  },
})

interface Given {
  readonly given: Node
  readonly kind: string
  /** How many parameters it has with the callback. */
  readonly count: number
}

/** The hooks and plugins that a call or the options of a route register. */
function givenTo(project: Project, module: SourceModule, node: Node): Given[] {
  if (node.type === "Property") {
    const name = propertyName(node) ?? ""
    const count = Object.hasOwn(HOOKS, name) && name !== "onReady" && name !== "onListen" ? HOOKS[name] : undefined
    // Options of a route: those of other libraries are not called so.
    if (count === undefined) return []
    const value = bare(node.value)
    const given = value.type === "ArrayExpression" ? value.elements.flatMap((each) => each ?? []) : [value]
    return given.map((each) => ({ given: each, kind: `\`${name}\` hook`, count }))
  }
  if (node.type !== "CallExpression") return []
  const callee = bare(node.callee)
  const method = callee.type === "MemberExpression" ? propertyName(callee) : null
  if (method === "addHook") {
    const name = stringOf(node.arguments[0]) ?? ""
    const count = Object.hasOwn(HOOKS, name) ? HOOKS[name] : undefined
    const given = node.arguments[1]
    return count === undefined || !given ? [] : [{ given, kind: `\`${name}\` hook`, count }]
  }
  const [first] = node.arguments
  const isPlugin = method === "register" || /^fastify-plugin(?:\.(?:default|fastifyPlugin))?$/.test(originOf(project, module, callee) ?? "")
  return isPlugin && first ? [{ given: first, kind: "plugin", count: PLUGIN }] : []
}

/** The callback that an async function of this file takes as its last parameter; `null` for all other functions. */
function callbackOf(project: Project, module: SourceModule, given: Node, count: number): (Node & { type: "Identifier" }) | null {
  const inner = bare(given)
  const meaning = isFunction(inner) ? null : inner.type === "Identifier" ? meaningOf(project, module, inner) : null
  const hook: FunctionNode | null = isFunction(inner)
    ? inner
    : meaning?.kind === "function" && meaning.module === module
      ? meaning.node
      : null
  const last = hook?.params[count - 1]
  return hook?.async && hook.params.length === count && last?.type === "Identifier" && CALLBACK.test(last.name) ? last : null
}
