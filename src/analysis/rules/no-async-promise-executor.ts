import { defineRule } from "../rule.ts"
import { canReject } from "../calls/promise-call.ts"
import { isServerPath } from "../calls/server-path.ts"
import { bare, isFunction, nodesOf, ownNodes } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { Project } from "../source/project.ts"
import type { SourceModule } from "../source/module.ts"

export const noAsyncPromiseExecutor = defineRule({
  kind: "source",
  id: "no-async-promise-executor",
  section: "reliability",
  practice: "async",
  severity: "high",
  confidence: "high",
  title: "When something fails here, the promise never settles",
  why: "`new Promise` ignores the promise an async executor returns. What an `await` in it throws becomes an unhandled rejection, and whoever waits for the outer promise waits for ever.",
  fix: "Use the async function itself instead of wrapping it in `new Promise`.",
  cwe: ["CWE-755"],
  needs: { path: "server", words: ["Promise async"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "NewExpression")) {
      if (module.textOf(node.callee) !== "Promise") continue
      const given = node.arguments[0] && bare(node.arguments[0])
      const executor = given?.type === "Identifier" ? namedIn(project, module, given) : given
      if (!executor || !isFunction(executor) || !executor.async || !executor.body || !canReject(executor)) continue
      const failing = firstAwait(executor)
      if (!failing) continue
      const name = module
        .textOf(
          bare(failing.argument).type === "CallExpression"
            ? (bare(failing.argument) as Node & { type: "CallExpression" }).callee
            : failing.argument,
        )
        .replace(/\s+/g, "")
        .replaceAll("`", "'")
        .slice(0, 60)
      yield {
        at: given === executor ? { start: node.start, end: executor.body.start } : node,
        title: `When \`${name}\` rejects, this promise never settles`,
        message: `\`new Promise\` does not look at what its async executor returns: when \`${name}\` (line ${module.lineOf(failing)}) rejects, nobody calls ${rejectName(module, executor)}, the caller waits for ever and Node's default for the unhandled rejection is to end the process.`,
        fix: "Drop `new Promise` and `await` directly; keep it only around the callback that needs it.",
      }
    }
  },
})

/** The function of this file that an executor is by its name. */
function namedIn(project: Project, module: SourceModule, name: Node): FunctionNode | null {
  const meaning = meaningOf(project, module, name)
  return meaning?.kind === "function" && meaning.module === module ? meaning.node : null
}

function firstAwait(executor: FunctionNode): (Node & { type: "AwaitExpression" }) | null {
  if (!executor.body) return null
  for (const node of ownNodes(executor.body)) {
    // Waiting for time to pass does not fail.
    const awaited = node.type === "AwaitExpression" ? bare(node.argument) : null
    if (node.type === "AwaitExpression" && awaited && !isPause(awaited)) return node
  }
  return null
}

function isPause(awaited: Node): boolean {
  if (awaited.type === "CallExpression")
    return awaited.callee.type === "Identifier" && /^(?:setTimeout|sleep|delay|wait|pause)$/.test(awaited.callee.name)
  // `new Promise((resolve) => setTimeout(resolve, 50))`
  const executor = awaited.type === "NewExpression" ? awaited.arguments[0] : undefined
  const body = isFunction(executor) && executor.params.length === 1 && executor.body ? bare(executor.body) : null
  return body?.type === "CallExpression" && body.callee.type === "Identifier" && body.callee.name === "setTimeout"
}

function rejectName(module: SourceModule, executor: FunctionNode): string {
  const second = executor.params[1]
  return second?.type === "Identifier" ? `\`${module.textOf(second).replace(/:.*$/s, "")}\`` : "`reject`"
}
