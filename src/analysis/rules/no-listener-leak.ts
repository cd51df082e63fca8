import { escapePattern } from "../escape-pattern.ts"
import { defineRule } from "../rule.ts"
import { isServerPath } from "../calls/server-path.ts"
import { reachOf } from "../reach.ts"
import { ancestors, bare, enclosingFunction, isFunction, nodesOf, ownNodes, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

export const noListenerLeak = defineRule({
  kind: "source",
  id: "no-listener-leak",
  section: "reliability",
  practice: "performance",
  severity: "medium",
  confidence: "medium",
  title: "Every request leaves something running behind",
  why: "A listener or timer that a request registers on something that lives as long as the process stays after the answer, with everything it refers to: memory grows with the number of requests and each event does the work once for every request so far.",
  fix: "Register it once at start-up, or remove it when the response or the connection is closed.",
  cwe: ["CWE-401"],
  needs: { path: "server" },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const leak = leakOf(project, module, node)
      const occasion = leak && occasionOf(project, module, node)
      if (!leak || !occasion) continue
      yield {
        at: { start: node.start, end: node.callee.end },
        title: `Each ${occasion.name} adds another ${leak}`,
        message: `Every \`${occasion.name}\` adds one more ${leak} that nothing removes: each keeps the ${occasion.what} it was made for in memory and does its work again, so memory and load grow until the process is restarted.`,
      }
    }
  },
})

/** What happens again and again and runs the code at a node: a request, or a connection of a socket; `null` when nothing does. */
function occasionOf(project: Project, module: SourceModule, node: Node): { readonly name: string; readonly what: string } | null {
  const reach = reachOf(project, node)
  if (reach) return reach.isOnce ? null : { name: reach.route, what: "request" }
  return connectionAround(module, node) ? { name: "connection", what: "connection" } : null
}

/** The function around a node that a server of sockets calls for each connection; `null` when there is none. */
function connectionAround(module: SourceModule, node: Node): FunctionNode | null {
  for (const above of ancestors(node)) {
    const call = isFunction(above) ? above.parent : null
    if (!isFunction(above) || call?.type !== "CallExpression" || call.callee.type !== "MemberExpression") continue
    const isOn = propertyName(call.callee) === "on" && /^connect(?:ion)?$/.test(stringOf(call.arguments[0]) ?? "")
    if (
      isOn &&
      /(?:^|\.)(?:io|wss?|\w*[sS]erver|nsp|namespace|sockets)$|\.of\([^()]*\)$/.test(module.textOf(call.callee.object).slice(0, 200))
    )
      return above
  }
  return null
}

/** What stays behind, in words; `null` when nothing does or something removes it. */
function leakOf(project: Project, module: SourceModule, call: Node & { type: "CallExpression" }): string | null {
  const around = enclosingFunction(call)
  if (!around) return null
  const callee = bare(call.callee)
  if (callee.type === "Identifier" && callee.name === "setInterval" && module.bindings.resolve(callee) === null) {
    return /clearInterval|unref\(|\.close\(/.test(module.code) || isKept(module, call) ? null : "`setInterval`"
  }
  if (callee.type !== "MemberExpression") return null
  if (!/^(?:on|addListener)$/.test(propertyName(callee) ?? "")) return droppedRemover(project, module, call)
  const event = eventOf(module, call.arguments[0])
  if (event === null || call.arguments.length !== 2) return null
  const object = module.textOf(callee.object)
  if (originOf(project, module, callee.object) !== "globalThis.process" && !isLasting(project, module, callee.object)) return null
  const removed = new RegExp(`${escapePattern(object)}\\s*\\.(?:off|removeListener|removeAllListeners)\\b`)
  return removed.test(module.code) ? null : `\`${object}.on("${event}")\` listener`
}

/** The name of an event as a sentence can hold it: `placed`, `tick:…`. */
function eventOf(module: SourceModule, node: Node | undefined): string | null {
  const name = stringOf(node)
  if (name !== null) return name.replaceAll("`", "'").slice(0, 40)
  if (node?.type !== "TemplateLiteral") return null
  return module
    .textOf(node)
    .slice(1, -1)
    .replace(/\$\{[^{}]*\}/g, "…")
    .slice(0, 40)
}

const EMITTER = /emitter|events?$|bus$|redis|subscriber|pubsub|queue|socket|client$|io$|feed$|hub$|broker$/i

/** Whether something that emits events was there before what runs now, and will be there after it. */
function isLasting(project: Project, module: SourceModule, object: Node): boolean {
  const { isOlder, name } = olderThanOccasion(project, module, object)
  if (!isOlder) return false
  return EMITTER.test(name) || /EventEmitter(?:2|3)?\(\)$/.test(originOf(project, module, object) ?? "")
}

function olderThanOccasion(project: Project, module: SourceModule, object: Node): { readonly isOlder: boolean; readonly name: string } {
  if (object.type !== "Identifier") return { isOlder: false, name: "" }
  const binding = module.bindings.resolve(object)
  const { name } = object
  if (!binding) return { isOlder: false, name }
  if (binding === module.bindings.top.get(name)) return { isOlder: true, name }
  const connection = reachOf(project, object) === null ? connectionAround(module, object) : null
  return { isOlder: connection !== null && binding.identifier.end <= connection.start, name }
}

/** `feed.subscribe(forward)` of which nobody keeps the function that takes the listener away again. */
function droppedRemover(project: Project, module: SourceModule, call: Node & { type: "CallExpression" }): string | null {
  const callee = bare(call.callee)
  if (call.parent?.type !== "ExpressionStatement" || callee.type !== "MemberExpression") return null
  if (!/^(?:subscribe|listen|watch|observe|onChange|on[A-Z]\w*|add\w*Listener)$/.test(propertyName(callee) ?? "")) return null
  if (!call.arguments.some((each) => isFunction(bare(each)) || each.type === "Identifier")) return null
  if (!olderThanOccasion(project, module, callee.object).isOlder) return null
  const method = meaningOf(project, module, callee)
  if (method?.kind !== "function" || !method.node.body) return null
  for (const node of ownNodes(method.node.body))
    if (
      node.type === "ReturnStatement" &&
      isFunction(node.argument) &&
      /\.(?:off|removeListener|delete|splice|unsubscribe)\(/.test(method.module.textOf(node.argument))
    )
      return `\`${module.textOf(callee)}\` listener`
  return null
}

function isKept(module: SourceModule, call: Node): boolean {
  const parent = call.parent
  if (parent?.type !== "AssignmentExpression") return false
  return parent.left.type === "MemberExpression" || (parent.left.type === "Identifier" && module.bindings.top.has(parent.left.name))
}
