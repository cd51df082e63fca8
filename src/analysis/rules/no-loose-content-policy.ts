import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { bare, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import { onlyInDevelopment } from "../settings/only-in-development.ts"

const SCRIPTS = /^(?:script-?src(?:-?elem)?|default-?src)$/i
// With one of these browsers ignore 'unsafe-inline' and lists of hosts.
const TIES = /'(?:nonce-|sha(?:256|384|512)-|strict-dynamic)|nonce|strict-dynamic/

export const noLooseContentPolicy = defineRule({
  kind: "source",
  id: "no-loose-content-policy",
  section: "security",
  practice: "middleware",
  severity: "low",
  confidence: "medium",
  title: "The content security policy lets injected scripts run",
  why: "The policy is there for the day on which some output was not escaped. With inline scripts allowed, or every host, the injected script is one of those it permits.",
  fix: "Give scripts a nonce or a hash, and name the hosts they come from.",
  cwe: ["CWE-693", "CWE-79"],
  needs: { path: "server", words: ["scriptSrc", "defaultSrc", "script", "default", "scriptSrcElem"] },
  *check({ module }) {
    if (!isServerPath(module.path) || !/script-?src|default-?src/i.test(module.text)) return
    for (const node of nodesOf(module.program, "Property")) {
      const name = propertyName(node)
      if (name === null || !SCRIPTS.test(name) || node.parent?.type !== "ObjectExpression") continue
      if (/^default/i.test(name) && node.parent.properties.some((each) => /^script-?src$/i.test(propertyName(each) ?? ""))) continue
      const list = bare(node.value)
      const sources =
        list.type === "ArrayExpression" ? list.elements.flatMap((each) => (each ? [stringOf(each) ?? module.textOf(each)] : [])) : null
      if (sources) yield* judge(module, node, name, sources)
    }
    for (const node of nodesOf(module.program, "Literal", "TemplateLiteral")) {
      const text = stringOf(node) ?? (node.type === "TemplateLiteral" ? module.textOf(node) : "")
      const directive = /(?:^|[;\s`])(script-src|default-src)\s+([^;]+)/.exec(text)
      const scripts = /(?:^|[;\s`])(script-src)\s+([^;]+)/.exec(text) ?? directive
      if (scripts?.[1] && scripts[2] && text.length < 5_000) yield* judge(module, node, scripts[1], scripts[2].trim().split(/\s+/))
    }
  },
})

function* judge(module: SourceModule, at: Node, name: string, sources: readonly string[]): Generator<Draft> {
  const all = sources.join(" ")
  const open = sources.find((each) => /^(?:\*|https?:|data:|'unsafe-inline')$/.test(each))
  if (open === undefined || TIES.test(all) || onlyInDevelopment(module, at)) return
  const isInline = open === "'unsafe-inline'"
  yield {
    at,
    title: isInline ? "Injected inline scripts may run" : "Scripts of every site may run",
    message: isInline
      ? `A script that gets into a page through one missing escape runs as if it were the page's own: \`${name}\` allows \`'unsafe-inline'\`.`
      : `A script that gets into a page through one missing escape is loaded from wherever its author likes: \`${name}\` allows \`${open}\`.`,
    ...(isInline ? {} : { severity: "medium" as const }),
  }
}
