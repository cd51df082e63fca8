import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { bare, enclosingFunction, functionName, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import { onlyInDevelopment } from "../settings/only-in-development.ts"

const FRAMES = /^frame-?ancestors$/i
// Pages that are made to be shown inside those of others.
const MADE_FOR_FRAMES = /embed|widget|iframe|player|\blti\b/i
const SCRIPTS = /^(?:script-?src(?:-?elem)?|default-?src)$/i
// With one of these browsers ignore 'unsafe-inline' and lists of hosts.
const TIES = /'(?:nonce-|sha(?:256|384|512)-|strict-dynamic)|nonce|strict-dynamic/

// Nobody writes longer ones.
const MAX_POLICY = 5_000
const FRAMED = /frame-?ancestors/i

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
  cwe: ["CWE-693", "CWE-79", "CWE-1021"],
  needs: { path: "server", words: ["scriptSrc", "defaultSrc", "script", "default", "scriptSrcElem"], text: [FRAMED] },
  *check({ module }) {
    if (!isServerPath(module.path) || !/script-?src|default-?src|frame-?ancestors/i.test(module.text)) return
    for (const node of nodesOf(module.program, "Property")) {
      const name = propertyName(node)
      if (name === null || node.parent?.type !== "ObjectExpression") continue
      if (FRAMES.test(name)) yield* judgeFrames(module, node, sourcesIn(module, node.value))
      if (!SCRIPTS.test(name)) continue
      if (/^default/i.test(name) && node.parent.properties.some((each) => /^script-?src$/i.test(propertyName(each) ?? ""))) continue
      const sources = sourcesIn(module, node.value)
      if (sources) yield* judge(module, node, name, sources)
    }
    for (const node of nodesOf(module.program, "Literal", "TemplateLiteral")) {
      const text = stringOf(node) ?? (node.type === "TemplateLiteral" ? module.textOf(node) : "")
      const framers = /(?:^|[;\s`])frame-ancestors\s+([^;`]+)/.exec(text)?.[1]
      if (framers !== undefined && text.length < MAX_POLICY) yield* judgeFrames(module, node, framers.trim().split(/\s+/))
      const directive = /(?:^|[;\s`])(script-src|default-src)\s+([^;]+)/.exec(text)
      const scripts = /(?:^|[;\s`])(script-src)\s+([^;]+)/.exec(text) ?? directive
      if (scripts?.[1] && scripts[2] && text.length < MAX_POLICY) yield* judge(module, node, scripts[1], scripts[2].trim().split(/\s+/))
    }
  },
})

function sourcesIn(module: SourceModule, value: Node): string[] | null {
  const list = bare(value)
  if (list.type !== "ArrayExpression") return null
  return list.elements.flatMap((each) => (each ? [stringOf(each) ?? module.textOf(each)] : []))
}

// `frameAncestors: ["*"]`, `"frame-ancestors https:"`
function* judgeFrames(module: SourceModule, at: Node, sources: readonly string[] | null): Generator<Draft> {
  const open = sources?.find((each) => /^(?:\*|https?:|\*:\/\/\*|https?:\/\/\*)$/.test(each))
  if (open === undefined || onlyInDevelopment(module, at) || isMadeForFrames(module, at)) return
  yield {
    at,
    title: "Every site may frame the pages",
    message: `Other sites show the pages in an invisible frame and have visitors click what they do not see: \`frame-ancestors\` allows \`${open}\`.`,
    fix: "Name the sites that may frame the pages, or write `'none'`.",
  }
}

function isMadeForFrames(module: SourceModule, at: Node): boolean {
  if (MADE_FOR_FRAMES.test(module.path)) return true
  const around = enclosingFunction(at)
  const registered = around?.parent?.type === "CallExpression" ? stringOf(around.parent.arguments[0]) : null
  return MADE_FOR_FRAMES.test(`${(around && functionName(around)) ?? ""} ${registered ?? ""}`)
}

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
