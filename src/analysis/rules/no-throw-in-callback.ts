import { defineRule } from "../rule.ts"
import { calleeName } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { isExamplePath } from "../classify.ts"
import { reachOf } from "../reach.ts"
import { ancestors, bare, enclosingFunction, functionName, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const EVENTS = /^(?:data|end|error|finish|close|readable|drain|response|timeout)$/

export const noThrowInCallback = defineRule({
  kind: "source",
  id: "no-throw-in-callback",
  section: "reliability",
  practice: "error-handling",
  severity: "high",
  confidence: "high",
  title: "An error thrown in this callback ends the process",
  why: "A callback runs after the handler has returned, from the event loop: no `try` of the handler and no error middleware is above it, so what it throws is an uncaught exception and every request in flight is lost.",
  fix: "Hand the error on: `next(error)`, `reject(error)`, or the caller's callback.",
  cwe: ["CWE-248"],
  needs: { path: "server", words: ["throw"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "ThrowStatement")) {
      const around = enclosingFunction(node)
      const call = around && !around.async ? callbackOf(around) : null
      if (!around || !call || isCaught(node, around)) continue
      // What our own function does with a callback it may do within a try; passport may still be inside the middleware.
      if (meaningOf(project, module, call.callee)?.kind === "function" || module.textOf(call.callee).endsWith("passport.authenticate"))
        continue
      const reach = reachOf(project, node)
      if (!reach && !isCalledLater(project, module, call)) continue
      const door = doorOf(module, node, around)
      const edits =
        door && node.argument
          ? [
              {
                start: node.start,
                end: node.end,
                text: `return ${door}(${module.writtenOf(node.argument)})${module.textOf(node).endsWith(";") ? ";" : ""}`,
              },
            ]
          : undefined
      yield {
        at: node,
        title: `A failing \`${calleeName(module, call)}\` ends the process, not just the request`,
        ...(reach ? {} : { confidence: "medium" as const }),
        message: `This callback of \`${calleeName(module, call)}\` runs after ${reach ? `\`${reach.route}\`` : "the function around it"} has returned, with no \`try\` and no error middleware above it: the throw is an uncaught exception and takes down every request in flight.`,
        ...(door ? { fix: `\`return ${door}(…)\`.` } : {}),
        ...(edits ? { edits } : {}),
      }
    }
  },
})

// What calls back from the event loop, by its access path; `jwt.verify` calls back at once.
const LATER =
  /^(?:(?:fs|dns|crypto|zlib|child_process|https?|net|tls)\.|globalThis\.set(?:Timeout|Interval)$|(?:pg|mysql2?|redis|mongodb|nodemailer|bcrypt|amqplib|sqlite3|kafka-node)\b)/
// What starts a server may well end it.
const STARTS = /^(?:start|main|init\w*|bootstrap|setup\w*|connect\w*|listen|run|re(?:start|load)|load\w*|boot\w*|migrate\w*|seed\w*)$/i

/** Whether a call in a function of a server, though nobody sees what leads there, is one that calls back later. */
function isCalledLater(project: Project, module: SourceModule, call: Call): boolean {
  const around = enclosingFunction(call)
  if (!around || STARTS.test(functionName(around) ?? "") || isExamplePath(module.path)) return false
  return LATER.test(originOf(project, module, call.callee) ?? "")
}

// On the next tick an error is thrown on purpose, so that it ends the process.
const TIMERS = /^set(?:Timeout|Interval)$/

/** The call that gets this function as its error-first callback or as the listener of a stream's event. */
function callbackOf(node: FunctionNode): Call | null {
  const call = node.parent
  if (call?.type !== "CallExpression" || !call.arguments.some((each) => each === node)) return null
  const method = call.callee.type === "MemberExpression" ? (propertyName(call.callee) ?? "") : ""
  if (/^(?:on|once|addListener)$/.test(method)) return EVENTS.test(stringOf(call.arguments[0]) ?? "") ? call : null
  if (TIMERS.test(nameCalled(call, method)) && call.arguments[0] === node) return call
  // `await tryThat(load, (error) => { throw … })`: what is waited for hands a throw on, and so does what is called so.
  const called = nameCalled(call, method)
  if (call.parent?.type === "AwaitExpression" || /^(?:try|catch|attempt|recover|orElse|mapErr)(?:[A-Z]\w*)?$/.test(called)) return null
  // `.then(…)`, `.catch(…)` and the array methods hand a throw on.
  if (/^(?:then|catch|finally|map|forEach|filter|reduce|some|every|find|sort|use|param|error|setErrorHandler|onError)$/.test(method))
    return null
  const first = node.params[0]
  const isLast = call.arguments.at(-1) === node
  return isLast && first?.type === "Identifier" && /^_?(?:err|error|e|er)$/.test(first.name) && node.params.length <= 3 ? call : null
}

function nameCalled(call: Call, method: string): string {
  return call.callee.type === "Identifier" ? call.callee.name : method
}

function isCaught(node: Node, around: FunctionNode): boolean {
  let below = node
  for (const above of ancestors(node)) {
    if (above === around) return false
    if (above.type === "TryStatement" && above.block === below && above.handler) return true
    below = above
  }
  return false
}

/** The function that takes errors around a callback: `next` of the handler, `reject` of the promise; `null` when there is none. */
function doorOf(module: SourceModule, node: Node, around: FunctionNode): string | null {
  for (const above of ancestors(around)) {
    if (!isFunction(above)) continue
    const isExecutor = above.parent?.type === "NewExpression" && module.textOf(above.parent.callee) === "Promise"
    const parameter = isExecutor
      ? above.params[1]
      : above.params.find((each) => bare(each).type === "Identifier" && /^next$/.test(nameOf(each)))
    if (parameter?.type !== "Identifier") continue
    const binding = module.bindings.resolve(parameter)
    return binding && !isShadowed(node, parameter.name, above) ? parameter.name : null
  }
  return null
}

function nameOf(node: Node): string {
  return node.type === "Identifier" ? node.name : ""
}

function isShadowed(node: Node, name: string, owner: FunctionNode): boolean {
  for (const above of ancestors(node)) {
    if (above === owner) return false
    if (isFunction(above) && above.params.some((each) => nameOf(each) === name)) return true
  }
  return false
}
