import { defineRule } from "../rule.ts"
import { calleeOf, entryOf, howKnown } from "../flow/describe-flow.ts"
import { sayWeakHostCheck } from "../flow/weak-checks.ts"
import { stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"

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
  *check({ flow }) {
    // The sender's own headers name the host that was called or the page it came from, not a target.
    if (/(?:hostname|headers?\b.*(?:host|origin|referr?er)|(?:get|header)\(["'](?:host|origin|referr?er))/i.test(flow.source)) return
    // Nor is the address that was called, but for what it holds as parameters.
    if (flow.marks.includes("percent-encoded")) return
    const started = flow.technology === "Node.js" && "arguments" in flow.node ? stringOf((flow.node.arguments as readonly Node[])[0]) : null
    const call = /(?:spawn|execFile)(?:Sync)?$/.test(calleeOf(flow)) && started !== null ? started : calleeOf(flow)
    yield {
      at: flow.node,
      title: `\`${flow.source}\` chooses the host that \`${call}\` calls`,
      message: `A client of ${entryOf(flow)} makes the service call any address its network reaches, \`http://169.254.169.254/\` with the cloud credentials included, by sending it as \`${flow.source}\`.${sayWeakHostCheck(flow)} ${howKnown(flow)}`,
      fix: `Parse it with \`new URL(…)\` and refuse every \`hostname\` that is not in a fixed list; where any host must be allowed, refuse private addresses after resolving and switch redirects off.`,
      confidence: flow.certain ? "high" : "medium",
    }
  },
})
