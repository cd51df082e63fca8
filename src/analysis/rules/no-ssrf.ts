import { defineRule } from "../rule.ts"
import { calleeOf, entryOf, howKnown } from "../flow/describe-flow.ts"
import { definitionOf } from "../flow/schema/definition.ts"
import type { Place } from "../flow/schema/definition.ts"
import type { Flow } from "../flow/flow.ts"
import { saySpellingCheck, sayWeakHostCheck } from "../flow/weak-checks.ts"
import { administratorGuard } from "../routes/route-facts.ts"
import { bare, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { Project } from "../source/project.ts"

export const noSsrf = defineRule({
  kind: "flow",
  sink: "url",
  id: "no-ssrf",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "Request data chooses the host the service calls",
  why: "The service can reach what its clients cannot: the cloud metadata address, databases, internal admin pages. Whoever chooses the host uses it as a proxy into that network.",
  fix: "Take the host from a fixed list, or resolve it and refuse private and link-local addresses before and after redirects.",
  cwe: ["CWE-918"],
  *check({ project, flow }) {
    // The sender's own headers name the host that was called or the page it came from, not a target.
    if (/(?:hostname|headers?\b.*(?:host|origin|referr?er)|(?:get|header)\(["'](?:host|origin|referr?er))/i.test(flow.source)) return
    // Nor is the address that was called, but for what it holds as parameters.
    if (flow.marks.includes("percent-encoded")) return
    if (isFiltered(project, flow)) return
    const started = flow.technology === "Node.js" && "arguments" in flow.node ? stringOf((flow.node.arguments as readonly Node[])[0]) : null
    const call = /(?:spawn|execFile)(?:Sync)?$/.test(calleeOf(flow)) && started !== null ? started : calleeOf(flow)
    const guard = flow.route === null ? null : administratorGuard(project, flow.route)
    yield {
      at: flow.node,
      // Whoever runs the service may know its network anyway.
      ...(guard === null ? {} : { severity: "medium" as const }),
      title: `\`${flow.source}\` chooses the host that \`${call}\` calls`,
      message: `${guard === null ? `A client of ${entryOf(flow)}` : `Whoever passes \`${guard.replaceAll("`", "'").slice(0, 60)}\` before ${entryOf(flow)}`} makes the service call any address its network reaches, \`http://169.254.169.254/\` with the cloud credentials included, by sending it as \`${flow.source}\`.${sayWeakHostCheck(flow) || saySpellingCheck(project, flow)} ${howKnown(flow)}`,
      fix: `Parse it with \`new URL(…)\` and refuse every \`hostname\` that is not in a fixed list; where any host must be allowed, refuse private addresses after resolving and switch redirects off.`,
      confidence: flow.certain ? "high" : "medium",
    }
  },
})

// `ssrf-req-filter`, `request-filtering-agent` and what projects write themselves look at the address a name resolves to when they connect.
const CONNECTS = /^(?:https?Agent|agents?|dispatcher|lookup|connect)$/
const FILTERS = /ssrf|filter|egress|private|public|guard|safe|secure(?:Agent|Lookup)|restrict|block|pinned|useAgent/i

function isFiltered(project: Project, { module, node }: Flow): boolean {
  if (!("arguments" in node)) return false
  return (node.arguments as readonly Node[]).some((argument) => {
    const options = bare(argument)
    if (options.type !== "ObjectExpression") return false
    return options.properties.some((each) => {
      if (each.type !== "Property" || !CONNECTS.test(propertyName(each) ?? "")) return false
      const value = bare(each.value)
      const written = definitionOf(project, module, value)
      // `globalHttpAgent` of `request-filtering-agent`
      if (/^(?:request-filtering-agent|ssrf-req-filter|ssrf-agent\w*)\b/.test(originOf(project, module, value) ?? "")) return true
      return FILTERS.test(module.textOf(value).slice(0, 300)) || (written !== null && isOwnLookup(written))
    })
  })
}

// An agent with a `lookup` or `connect` of one's own says where names may lead.
function isOwnLookup({ module, node }: Place): boolean {
  const text = module.textOf(node).slice(0, 300)
  return FILTERS.test(text) || /\b(?:lookup|connector)\b/.test(text)
}
