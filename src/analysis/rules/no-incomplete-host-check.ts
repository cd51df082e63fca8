import { isServerPath } from "../calls/server-path.ts"
import { definitionOf } from "../flow/schema/definition.ts"
import { defineRule } from "../rule.ts"
import { ancestors, bare, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

type Call = Node & { type: "CallExpression" }

// Where a visitor is sent, or who is asking: what such a check decides is who gets in.
const DECIDES = /(?:redirect|return_?to|callback|origin|referr?er|allowed|trusted|webhook|next|continue|destination|target)_?\w{0,16}$/i
const HOSTS = /(?:^|\.)(?:origin|host|hostname|domain)$/i

export const noIncompleteHostCheck = defineRule({
  kind: "source",
  id: "no-incomplete-host-check",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "high",
  title: "An address is checked by how it begins or ends, and another host fits as well",
  why: "`https://shop.example` is how `https://shop.example.evil.net` begins, and `evilshop.example` ends like `shop.example`. Whoever registers such a name gets the redirect, the token in it or the answer with credentials.",
  fix: 'Compare the whole host: `new URL(address).hostname === "shop.example"`, or end the prefix with `/` and begin the suffix with `.`.',
  cwe: ["CWE-20", "CWE-601", "CWE-346"],
  needs: { path: "server", text: [/\.(?:startsWith|endsWith)\(/] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const passing = passesFor(project, module, node)
      if (passing === null || !isCondition(node)) continue
      const code = module.textOf(node).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 70)
      yield {
        at: node,
        // Development addresses are often let in on purpose, and their names cannot be bought.
        ...(/localhost|127\.0\.0\.1/.test(passing) ? { confidence: "medium" as const } : {}),
        title: `\`${passing.slice(0, 60)}\` passes this check as well`,
        message: `Whoever owns \`${passing.slice(0, 60)}\` is taken for the host that was meant: \`${code}\` looks at a part of the address only.`,
      }
    }
  },
})

/** An address of somebody else that a check lets pass; `null` for every other call. */
function passesFor(project: Project, module: SourceModule, { callee, arguments: [argument, ...others] }: Call): string | null {
  if (callee.type !== "MemberExpression" || !argument || others.length > 0) return null
  const method = propertyName(callee)
  if (method !== "startsWith" && method !== "endsWith") return null
  // `hostname.endsWith(CDN_DOMAIN)`
  const written = argument.type === "Identifier" ? (definitionOf(project, module, argument)?.node ?? argument) : argument
  const text = stringOf(written)
  const receiver = module
    .textOf(bare(callee.object))
    .replace(/\s+/g, "")
    .replace(/\.(?:toLowerCase|trim|toString)\(\)/g, "")
  if (text === null || receiver.length > 80) return null
  if (method === "startsWith") {
    // A port or a path would have to follow.
    return /^https?:\/\/(?:[\w-]+\.)*[\w-]+$/i.test(text) && DECIDES.test(receiver) ? `${text}.evil.example` : null
  }
  return method === "endsWith" && /^(?:[\w-]+\.)+[a-z]{2,}$/i.test(text) && HOSTS.test(receiver) ? `evil${text}` : null
}

// `if (…)`, `a && …`, `… ? a : b`, `return …`, `list.some((each) => …)`: something depends on it.
function isCondition(node: Node): boolean {
  for (const above of ancestors(node)) {
    if (above.type === "IfStatement" || above.type === "ConditionalExpression" || above.type === "ReturnStatement") return true
    if (above.type === "ArrowFunctionExpression" && above.body.type !== "BlockStatement") return true
    if (above.type !== "LogicalExpression" && above.type !== "UnaryExpression" && above.type !== "ChainExpression") return false
  }
  return false
}
