import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { bare, enclosingFunction, nodesOf, ownNodes, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

const CALLER = /^(?:_?req|request|ctx|ctx\.state|c)\.(?:user|session|auth)$/

export const noPublicCacheOfPrivateAnswer = defineRule({
  kind: "source",
  id: "no-public-cache-of-private-answer",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "medium",
  title: "A shared cache may keep what belongs to one user",
  why: "`public` tells every cache on the way, the CDN first, that the answer is the same for everybody. The next visitor of the address then gets the page of the one before.",
  fix: "Use `private`, or `no-store` for what must not be kept at all.",
  cwe: ["CWE-524", "CWE-525"],
  needs: { path: "server", words: ["public"] },
  *check({ module }) {
    if (!isServerPath(module.path) || !/cache-control/i.test(module.text)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      if (node.callee.type !== "MemberExpression" || !/^(?:set|setHeader|header)$/.test(propertyName(node.callee) ?? "")) continue
      const [name, value] = node.arguments
      const text = stringOf(value)
      if (stringOf(name)?.toLowerCase() !== "cache-control" || !value || text === null || !/\bpublic\b|\bs-maxage=[1-9]/.test(text))
        continue
      const around = enclosingFunction(node)
      const caller = around ? callerSent(module, around) : null
      if (caller === null) continue
      yield {
        at: node,
        message: `The cache before this service hands the answer of one visitor to the next one: it is made from \`${caller}\`, and \`${text.slice(0, 40).replaceAll("`", "'")}\` allows it to be kept for all.`,
        ...(bare(value).type === "Literal" && /\bpublic\b/.test(text)
          ? {
              edits: [
                {
                  start: value.start + 1,
                  end: value.end - 1,
                  text: text.replace(/\bpublic\b/, "private").replace(/,?\s*s-maxage=\d+/, ""),
                },
              ],
            }
          : {}),
      }
    }
  },
})

/** What the handler sends of its caller, as written; `null` when it sends nothing. */
function callerSent(module: SourceModule, around: FunctionNode): string | null {
  for (const node of around.body ? ownNodes(around.body) : []) {
    if (node.type !== "MemberExpression" || !CALLER.test(module.textOf(node)) || !isSent(node)) continue
    return module.textOf(node.parent?.type === "MemberExpression" ? node.parent : node).slice(0, 40)
  }
  return null
}

// In the answer itself, or in the filter of what is looked up for it.
function isSent(node: Node): boolean {
  for (let above = node.parent; above; above = above.parent) {
    if (above.type === "CallExpression" && above.callee.type === "MemberExpression")
      return /^(?:json|send|render|jsonp|find\w*|get\w*|load\w*|list\w*|fetch\w*)$/.test(propertyName(above.callee) ?? "")
    if (above.type === "ExpressionStatement" || above.type === "IfStatement") return false
  }
  return false
}
