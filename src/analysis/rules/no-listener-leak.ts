import { escapePattern } from "../escape-pattern.ts"
import { defineRule } from "../rule.ts"
import { isServerPath } from "../calls/server-path.ts"
import { reachOf } from "../reach.ts"
import { bare, enclosingFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
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
  fix: "Register it once at start-up, or remove it when the response is closed.",
  cwe: ["CWE-401"],
  needs: { path: "server", reached: true, words: ["setInterval", "on", "addListener"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const leak = leakOf(project, module, node)
      if (!leak) continue
      const reach = reachOf(project, node)
      if (!reach || reach.isOnce) continue
      yield {
        at: { start: node.start, end: node.callee.end },
        title: `Each ${reach.route} adds another ${leak}`,
        message: `Every \`${reach.route}\` adds one more ${leak} that nothing removes: each keeps the request it was made for in memory and does its work again, so memory and load grow until the process is restarted.`,
      }
    }
  },
})

/** What stays behind, in words; `null` when nothing does or something removes it. */
function leakOf(project: Project, module: SourceModule, call: Node & { type: "CallExpression" }): string | null {
  const around = enclosingFunction(call)
  if (!around) return null
  const callee = bare(call.callee)
  if (callee.type === "Identifier" && callee.name === "setInterval" && module.bindings.resolve(callee) === null) {
    return /clearInterval|unref\(|\.close\(/.test(module.text) || isKept(module, call) ? null : "`setInterval`"
  }
  if (callee.type !== "MemberExpression" || !/^(?:on|addListener)$/.test(propertyName(callee) ?? "")) return null
  const event = stringOf(call.arguments[0])
  if (event === null || call.arguments.length !== 2) return null
  const object = module.textOf(callee.object)
  const isProcess = originOf(project, module, callee.object) === "globalThis.process"
  const binding = callee.object.type === "Identifier" ? module.bindings.resolve(callee.object) : null
  const isLasting =
    binding !== null &&
    binding === module.bindings.top.get(binding.name) &&
    /emitter|events?$|bus$|redis|subscriber|pubsub|queue|socket|client$|io$/i.test(object)
  if (!isProcess && !isLasting) return null
  const removed = new RegExp(`${escapePattern(object)}\\s*\\.(?:off|removeListener|removeAllListeners)\\b`)
  return removed.test(module.text) ? null : `\`${object}.on("${event}")\` listener`
}

function isKept(module: SourceModule, call: Node): boolean {
  const parent = call.parent
  if (parent?.type !== "AssignmentExpression") return false
  return parent.left.type === "MemberExpression" || (parent.left.type === "Identifier" && module.bindings.top.has(parent.left.name))
}
