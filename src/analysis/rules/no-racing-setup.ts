import { calleeName } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { packed } from "../change/same-function.ts"
import { reachOf } from "../reach.ts"
import { defineRule } from "../rule.ts"
import { ancestors, bare, enclosingFunction, functionName, isFunction, nodesOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

// What there should be one of: a second one costs a connection, a process or a listener that nobody closes.
const OPENS =
  /(?:^|\.)(?:connect\w*|open\w*|launch\w*|spawn\w*|subscribe\w*|init(?:ialize|iali[sz]e\w*)?|(?:create|make|start|setup|new|get)_?(?:\w{0,20}(?:Client|Connection|Pool|Channel|Worker|Browser|Consumer|Producer|Server|Session|Transport|Socket)))$/i

export const noRacingSetup = defineRule({
  kind: "source",
  id: "no-racing-setup",
  section: "reliability",
  practice: "async",
  severity: "medium",
  confidence: "medium",
  title: "Two requests at once set this up twice",
  why: "Between the question whether something is there and the moment it is kept lies an `await`, and in it the next request asks the same question. Under load a start opens as many connections as requests came in; all but the last are forgotten open.",
  fix: "Keep the promise instead of the result: whoever comes second waits for the first.",
  cwe: ["CWE-362", "CWE-772"],
  needs: { path: "server", words: ["await"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "AssignmentExpression")) {
      const setup = setupOf(module, node)
      const around = setup && enclosingFunction(node)
      if (!setup || !around?.async || !isAskedFor(module, node, around) || isGuarded(module, around, node)) continue
      const place = module.textOf(node.left)
      const reach = reachOf(project, node)
      if (!reach && !isGetter(module, around, node.left)) continue
      const name = calleeName(module, setup)
      yield {
        at: node,
        title: `\`${place}\` is set up once for each ${reach ? "request" : "caller"} that comes early`,
        message: `While \`${name}\` is awaited, the next ${reach ? `\`${reach.route}\`` : "caller"} finds \`${place}\` empty and calls it too; the one that is kept last hides the others, which stay open.`,
        fix: `Keep the promise: \`${place} ??= ${name}(…)\`, and await \`${place}\`.`,
        key: `${place} ${name}`,
      }
    }
  },
})

/** The call whose awaited result is kept in a variable of the module or in a field; `null` for other assignments. */
function setupOf(module: SourceModule, node: Node & { type: "AssignmentExpression" }): Call | null {
  // What goes into a sentence as it is written must be a name.
  if (!/^[\w$.#]{1,80}$/.test(module.textOf(node.left))) return null
  if (node.operator !== "=" || node.right.type !== "AwaitExpression" || !isShared(module, node.left)) return null
  const call = bare(node.right)
  return call.type === "CallExpression" && OPENS.test(calleeName(module, call)) ? call : null
}

function isShared(module: SourceModule, left: Node): boolean {
  if (left.type === "Identifier") return module.bindings.resolve(left)?.identifier === module.bindings.top.get(left.name)?.identifier
  if (left.type !== "MemberExpression") return false
  const owner = bare(left.object)
  if (owner.type === "ThisExpression") return true
  // `Store.client` of a class or an object of the module.
  return owner.type === "Identifier" && module.bindings.top.get(owner.name)?.kind === "class"
}

/** Whether the same place was asked for before: `if (!client) client = await …`, or `if (client) return client` further up. */
function isAskedFor(module: SourceModule, node: Node & { type: "AssignmentExpression" }, around: FunctionNode): boolean {
  const place = packed(module.textOf(node.left))
  for (const above of ancestors(node)) {
    if (above === around || isFunction(above)) return false
    if (above.type === "IfStatement" && asksFor(module, above.test, place) === "missing") return true
    if (above.type !== "BlockStatement") continue
    for (const statement of above.body) {
      if (statement.start >= node.start) break
      if (statement.type === "IfStatement" && returns(statement.consequent) && asksFor(module, statement.test, place) === "there")
        return true
    }
  }
  return false
}

// `getChannel` of a file that others use: it is asked whenever somebody needs one. What is called once at the start has other names.
function isGetter(module: SourceModule, around: FunctionNode, left: Node): boolean {
  const name = functionName(around)
  if (name === null || !/^(?:get|ensure|acquire|obtain|use)(?:[A-Z_]\w*)?$/.test(name) || !around.body || left.type !== "Identifier")
    return false
  if (!module.exports.has(name)) return false
  const last = around.body.type === "BlockStatement" ? around.body.body.at(-1) : null
  return last?.type === "ReturnStatement" && last.argument?.type === "Identifier" && last.argument.name === left.name
}

function asksFor(module: SourceModule, test: Node, place: string): "missing" | "there" | null {
  const text = packed(module.textOf(test))
  if (text === place || text === `${place}!==undefined` || text === `${place}!==null` || text === `${place}!=null`) return "there"
  return text === `!${place}` || text === `${place}===undefined` || text === `${place}===null` || text === `${place}==null`
    ? "missing"
    : null
}

function returns(statement: Node): boolean {
  if (statement.type === "ReturnStatement") return true
  return statement.type === "BlockStatement" && statement.body.at(-1)?.type === "ReturnStatement"
}

// A flag, a lock or a promise that is kept says that somebody has thought of the second one.
function isGuarded(module: SourceModule, around: FunctionNode, node: Node): boolean {
  const text = module.textOf(around).replace(module.textOf(node), "")
  return /(?:is)?(?:connecting|initiali[sz]ing|starting|opening|pending|inFlight|loading)\b|[pP]romise\b|mutex|lock\b|semaphore|\bonce\b/i.test(
    text,
  )
}
