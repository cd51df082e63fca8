import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { ancestors, bare, descendants, isFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"

// Who is written to, by what the list is called.
const RECEIVERS =
  /(?:clients|sockets|connections|subscribers|viewers|peers|players|watchers|listeners|streams|responses)\b(?:\.values\(\)|\(\))?$/i
// Another value each time it is asked.
const CHANGING = /Date\.now|new Date\b|[rR]andom|uuid|nanoid|\+\+|--|\bnext\w*\(|\byield\b|\bawait\b/

export const noRepeatedSerialization = defineRule({
  kind: "source",
  id: "no-repeated-serialization",
  section: "performance",
  practice: "performance",
  severity: "low",
  confidence: "medium",
  title: "The same message is serialized once for each client",
  why: "`JSON.stringify` holds up everything else the process does. Done again for each client it costs as many times as there are clients, for the same text.",
  fix: "Serialize it once before the loop and send the text.",
  cwe: ["CWE-1050"],
  needs: { path: "server", words: ["JSON stringify"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      if (originOf(project, module, node.callee) !== "globalThis.JSON.stringify" || !node.arguments[0]) continue
      const loop = loopOverClients(module, node)
      const [value] = node.arguments
      if (!loop || !isSentTo(module, node, loop) || !isSameForAll(module, value, loop.body)) continue
      yield {
        at: node,
        title: "The same message is serialized once for each client",
        message: `Each element of \`${loop.list}\` is sent the same text, and \`${module.textOf(node).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)}\` makes it anew for each: with a thousand clients everything else waits for a thousand serializations.`,
      }
    }
  },
})

interface Loop {
  readonly list: string
  readonly body: Node
  /** The names that stand for one element. */
  readonly element: Node
}

/** `for (const client of wss.clients) …`, `wss.clients.forEach((client) => …)`: the nearest loop around a node, when it goes over clients. */
function loopOverClients(module: SourceModule, node: Node): Loop | null {
  for (const above of ancestors(node)) {
    if (above.type === "ForOfStatement") return above.await ? null : loopOf(module, above.right, above, above.left)
    if (above.type === "ForStatement" || above.type === "WhileStatement" || above.type === "DoWhileStatement") return null
    if (!isFunction(above)) continue
    const call = above.parent
    const [element] = above.params
    if (call?.type !== "CallExpression" || call.callee.type !== "MemberExpression" || propertyName(call.callee) !== "forEach" || !element)
      return null
    return loopOf(module, call.callee.object, above, element)
  }
  return null
}

function loopOf(module: SourceModule, list: Node, body: Node, element: Node): Loop | null {
  const text = module.textOf(list).replace(/\s+/g, "").slice(0, 80)
  return RECEIVERS.test(text) ? { list: text.replaceAll("`", "'"), body, element } : null
}

/** Whether a text goes to what the loop is at: `client.send(…)`, `client.socket.write(…)`. */
function isSentTo(module: SourceModule, text: Node, { element, body }: Loop): boolean {
  const names = new Set([...descendants(element)].flatMap((each) => (each.type === "Identifier" ? [each.name] : [])))
  for (const above of ancestors(text)) {
    if (above === body) return false
    if (above.type !== "CallExpression" || above.callee.type !== "MemberExpression") continue
    if (!/^(?:send|write|push|enqueue|publish)$/.test(propertyName(above.callee) ?? "")) return false
    let receiver = bare(above.callee.object)
    while (receiver.type === "MemberExpression") receiver = bare(receiver.object)
    return receiver.type === "Identifier" && names.has(receiver.name) && module.bindings.resolve(receiver) !== null
  }
  return false
}

/** Whether a value is made of nothing that belongs to one round of the loop. */
function isSameForAll(module: SourceModule, value: Node, body: Node): boolean {
  if (CHANGING.test(module.textOf(value).slice(0, 2_000))) return false
  for (const node of descendants(value)) {
    const binding = node.type === "Identifier" ? module.bindings.resolve(node) : null
    if (!binding) continue
    const { identifier, assigned } = binding
    if (identifier.start >= body.start && identifier.end <= body.end) return false
    if (assigned.some((each) => each.start >= body.start && each.end <= body.end)) return false
  }
  return true
}
