import { calleeOf, entryOf } from "../flow/describe-flow.ts"
import type { Flow } from "../flow/flow.ts"
import { defineRule } from "../rule.ts"
import { bare, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"

export const noDataInSecurityPolicy = defineRule({
  kind: "flow",
  sink: "header",
  id: "no-data-in-security-policy",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "high",
  title: "Data of a client become part of the content security policy",
  why: "The policy is the last fence against scripts of strangers. Its parts are separated by semicolons, so a value with `; script-src 'unsafe-inline'` in it adds a part of its own, and browsers then run what the policy was to keep out.",
  fix: "Take the origin of the value (`new URL(value).origin`), or refuse what holds a semicolon, a comma or white space.",
  cwe: ["CWE-79", "CWE-113"],
  *check({ flow }) {
    if (!isPolicy(flow)) return
    yield {
      at: flow.node,
      title: `\`${flow.source}\` becomes part of the policy that \`${calleeOf(flow)}\` sends`,
      message: `With \`; script-src * 'unsafe-inline'\` in \`${flow.source}\` a client of ${entryOf(flow)} writes a part of the policy${flow.stored === null ? "" : `, by way of \`${flow.stored}\``}: the browser of whoever gets the page then runs scripts the policy was to keep out.`,
    }
  },
})

function isPolicy(flow: Flow): boolean {
  if (!("arguments" in flow.node)) return false
  const [first] = flow.node.arguments as readonly Node[]
  return first !== undefined && (bare(first).type === "ObjectExpression" || /^content-security-policy/i.test(stringOf(first) ?? ""))
}
