import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import {
  ancestors,
  bare,
  descendants,
  identifiersNamed,
  isFunction,
  nodesOf,
  ownNodes,
  propertyName,
  propertyOf,
  stringOf,
} from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

type Call = Node & { type: "CallExpression" }

// https://nodejs.org/api/events.html#eventsaddabortlistenersignal-listener gives something to dispose of.
const TAKEN_AWAY = /removeEventListener|\[Symbol\.dispose\]|\busing\b/
// A signal of one request goes with it.
const SHORT = /^(?:req|request|c|ctx|context|event|socket|res|response|reply)$/

export const noAbortListenerLeak = defineRule({
  kind: "source",
  id: "no-abort-listener-leak",
  section: "reliability",
  practice: "async",
  severity: "low",
  confidence: "medium",
  title: "Each call leaves a listener on the signal",
  why: "A wait that can be aborted listens to its signal. When the wait ends by itself, the listener stays with everything it refers to, `once` or not: a signal that lives as long as the process gathers one with every call, until memory is gone.",
  fix: 'Take the listener away when the wait ends, `signal.removeEventListener("abort", …)`.',
  cwe: ["CWE-401", "CWE-772"],
  needs: { path: "server", words: ["addEventListener abort", "addAbortListener"] },
  *check({ module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const signal = listenedTo(node)
      const wait = signal && waitAround(module, node)
      if (!signal || !wait || !outlives(module, signal, wait.around) || isTakenAway(module, node, wait.around)) continue
      const name = module.textOf(signal).replaceAll("`", "'").replace(/\s+/g, "").slice(0, 60)
      yield {
        at: node,
        title: `Each call leaves a listener on \`${name}\``,
        message: `When the wait ends without an abort, nobody takes this listener away${isOnce(node) ? " (`once` does so only after an abort)" : ""}: each call leaves one on \`${name}\`, with all that it refers to, for as long as the signal lives.`,
        fix: `Keep the listener in a constant and call \`${name}.removeEventListener("abort", …)\` where the wait ends.`,
      }
    }
  },
})

/** The signal whose `abort` a call listens to; `null` for other calls. */
function listenedTo(call: Call): Node | null {
  const callee = bare(call.callee)
  const isStatement = call.parent?.type === "ExpressionStatement" || call.parent?.type === "ChainExpression"
  if (callee.type === "Identifier")
    return callee.name === "addAbortListener" && call.arguments[0] && isStatement ? bare(call.arguments[0]) : null
  if (callee.type !== "MemberExpression") return null
  if (propertyName(callee) === "addAbortListener") return call.arguments[0] && isStatement ? bare(call.arguments[0]) : null
  return propertyName(callee) === "addEventListener" && stringOf(call.arguments[0]) === "abort" ? bare(callee.object) : null
}

interface Wait {
  /** The function that is called for each wait. */
  readonly around: FunctionNode
}

/** The promise that a listener is registered in, when it is settled by something else as well; `null` for other places. */
function waitAround(module: SourceModule, call: Call): Wait | null {
  for (const above of ancestors(call)) {
    if (!isFunction(above)) continue
    const made = above.parent
    const isExecutor = made?.type === "NewExpression" && module.textOf(made.callee) === "Promise"
    // `signal.addEventListener("abort", () => controller.abort())`, with what is aborted awaited behind it.
    if (!isExecutor && above.async && waitsBehind(above, call)) return { around: above }
    // A listener within another listener is registered when that one runs.
    if (!isExecutor) return null
    const listener = call.arguments[1] ?? call
    return settlesOtherwise(above, listener, call) ? outermost(above) : null
  }
  return null
}

function waitsBehind(around: FunctionNode, call: Call): boolean {
  for (const each of around.body ? ownNodes(around.body) : []) if (each.type === "AwaitExpression" && each.start > call.end) return true
  return false
}

function outermost(executor: FunctionNode): Wait | null {
  let around: FunctionNode | null = null
  for (const above of ancestors(executor)) if (isFunction(above)) around = above
  return around && { around }
}

/** Whether a promise is settled by more than the listener itself: a wait that only an abort can end takes its listener with it. */
function settlesOtherwise(executor: FunctionNode, listener: Node, call: Call): boolean {
  const named = listener.type === "Identifier" ? listener.name : null
  return executor.params.slice(0, 2).some((each) => {
    if (each.type !== "Identifier" || !executor.body) return false
    return identifiersNamed(executor.body, each.name).some((use) => {
      if (use.start >= call.start && use.end <= call.end) return false
      return named === null || ![...ancestors(use)].some((above) => isFunction(above) && isNamed(above, named))
    })
  })
}

function isNamed(node: FunctionNode, name: string): boolean {
  return (
    node.id?.name === name ||
    (node.parent?.type === "VariableDeclarator" && node.parent.id.type === "Identifier" && node.parent.id.name === name)
  )
}

/** Whether a signal may live longer than one call: it is handed in, kept in a field, or belongs to the module. */
function outlives(module: SourceModule, signal: Node, around: FunctionNode): boolean {
  let root = signal
  while (root.type === "MemberExpression") root = bare(root.object)
  if (root.type === "ThisExpression") return true
  if (root.type !== "Identifier" || SHORT.test(root.name)) return false
  const binding = module.bindings.resolve(root)
  if (!binding) return false
  if (binding.kind === "parameter" || binding.kind === "import") return true
  const { start, end } = binding.identifier
  if (start < around.start || end > around.end) return true
  // `const { signal } = options` hands on what was handed in.
  const init = binding.declaration.type === "VariableDeclarator" && binding.declaration.init ? bare(binding.declaration.init) : null
  return init !== null && (init.type === "Identifier" || init.type === "MemberExpression") && outlives(module, init, around)
}

/** Whether the function takes a listener away again, by hand or with a signal of its own for the listener. */
function isTakenAway(module: SourceModule, call: Call, around: FunctionNode): boolean {
  if (propertyOf(call.arguments[2], "signal")) return true
  for (const each of descendants(around))
    if (each.type === "Identifier" && /^(?:removeEventListener|removeAllListeners|dispose|asyncDispose|cleanup)$/.test(each.name))
      return true
  return TAKEN_AWAY.test(module.textOf(around))
}

function isOnce(call: Call): boolean {
  const once = propertyOf(call.arguments[2], "once")
  return once?.type === "Literal" && once.value === true
}
