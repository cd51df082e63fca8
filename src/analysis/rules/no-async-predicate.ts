import { defineRule } from "../rule.ts"
import { isNativePromise } from "../calls/gives-promise.ts"
import { unwrapped } from "../calls/promise-call.ts"
import { isServerPath } from "../calls/server-path.ts"
import { bare, isFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// What the list methods do when every answer is true: https://tc39.es/ecma262/#sec-array.prototype.filter and its neighbours take the answer
// as it is, and a promise is an object.
const OUTCOMES: Readonly<Record<string, string>> = {
  filter: "keeps every element",
  some: "is true for every list that is not empty",
  every: "is always true",
  find: "gives the first element, whatever it is",
  findIndex: "gives 0 for every list that is not empty",
  findLast: "gives the last element, whatever it is",
  findLastIndex: "gives the last index, whatever stands there",
  sort: "leaves the order to chance",
}
// Streams, cursors and promises of libraries have methods of these names that wait.
const WAITS = /stream|readable|iterator|cursor|observable|pipe\(|\bchain\(|bluebird|\$$/i

export const noAsyncPredicate = defineRule({
  kind: "source",
  id: "no-async-predicate",
  section: "reliability",
  practice: "async",
  severity: "high",
  confidence: "high",
  title: "An async callback answers with a promise, which is always true",
  why: "Lists do not wait for what their callbacks promise: `filter(async …)` removes nothing, `every(async …)` is true whatever is found. Where the callback asks for a right, everybody has it.",
  fix: "Find the answers first, `const answers = await Promise.all(list.map(…))`, and use them: `list.filter((_, index) => answers[index])`.",
  cwe: ["CWE-697", "CWE-252"],
  needs: { path: "server", text: [/\.(?:filter|some|every|find\w*|sort)\(/] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const method = node.callee.type === "MemberExpression" ? propertyName(node.callee) : null
      const outcome = method === null || !Object.hasOwn(OUTCOMES, method) ? undefined : OUTCOMES[method]
      if (method === null || outcome === undefined || node.callee.type !== "MemberExpression" || node.arguments.length > 2) continue
      const isOfLodash = LODASH.test(originOf(project, module, node.callee.object) ?? "")
      const callback = node.arguments[isOfLodash ? 1 : 0]
      const subject = isOfLodash ? node.arguments[0] : node.callee.object
      if (!callback || !subject || !isAsync(project, module, callback) || !isList(project, module, subject)) continue
      const list = nameOf(module, subject)
      const asks = isFunction(bare(callback)) ? "the callback" : `\`${shown(module, callback)}\``
      yield {
        at: { start: node.callee.property.start, end: bare(callback).start },
        // Who awaits it may know a list that waits.
        ...(node.parent?.type === "AwaitExpression" ? { confidence: "medium" as const } : {}),
        title: `\`${method}\` ${outcome}: its callback is async`,
        message: `\`${list === "list" ? "" : `${list}.`}${method}\` takes the promise that ${asks} gives for the answer, and a promise is always true: it ${outcome}, and when the callback rejects nobody is told.`,
        fix:
          method === "sort"
            ? `Find what to compare first, \`await Promise.all(${list}.map(…))\`, and sort by that.`
            : `\`const answers = await Promise.all(${list}.map(…))\`, then \`${list}.${method}((_, index) => answers[index])\`.`,
      }
    }
  },
})

const LODASH = /^(?:lodash(?:-es)?|underscore)$/

// `(name) => name.startsWith("x")`: what the elements of a list are is not written down.
function isOfElement({ params }: FunctionNode, call: Node & { type: "CallExpression" }): boolean {
  let root = bare(call.callee)
  while (root.type === "MemberExpression") root = bare(root.object)
  if (root.type === "ThisExpression") return false
  if (root.type !== "Identifier") return true
  const { name } = root
  return params.some((each) => each.type === "Identifier" && each.name === name)
}

function isAsync(project: Project, module: SourceModule, callback: Node): boolean {
  const inner = bare(callback)
  if (isFunction(inner)) {
    if (inner.async) return !inner.generator
    // `(each) => isAllowed(each)`
    const only = inner.body ? unwrapped(inner.body) : null
    return only?.type === "CallExpression" && !isOfElement(inner, only) && isNativePromise(project, module, only)
  }
  if (inner.type !== "Identifier" && inner.type !== "MemberExpression") return false
  const meaning = meaningOf(project, module, inner)
  return meaning?.kind === "function" && meaning.node.async && !meaning.node.generator
}

function isList(project: Project, module: SourceModule, object: Node): boolean {
  if (WAITS.test(module.textOf(object).slice(-200))) return false
  const origin = originOf(project, module, object)
  return origin === null || /^globalThis\.(?:Object|Array|Promise)\./.test(origin) || /\.(?:find\w*|get\w*|query|all)\(\)$/i.test(origin)
}

// What is not short has no name of its own.
function nameOf(module: SourceModule, list: Node): string {
  const text = module.textOf(list).replaceAll("`", "'")
  return /^[\w$.?!]{1,40}$/.test(text) ? text : "list"
}

function shown(module: SourceModule, node: Node): string {
  const text = module.textOf(node).replace(/\s+/g, " ").replaceAll("`", "'")
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}
