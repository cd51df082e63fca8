import { calleeOf, entryOf, howKnown } from "../flow/describe-flow.ts"
import { defineRule } from "../rule.ts"

export const noLdapInjection = defineRule({
  kind: "flow",
  sink: "ldap",
  id: "no-ldap-injection",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "Request data becomes part of an LDAP filter or name",
  why: "Parentheses and `*` in the value change the filter: a login without a password, or a list of everybody. Filter objects and escaped values keep the value a value.",
  fix: "Build the filter with `new EqualityFilter({ attribute, value })`, or escape the value (`ldap-escape`).",
  cwe: ["CWE-90"],
  *check({ flow }) {
    yield {
      at: flow.node,
      title: `\`${flow.source}\` becomes part of what \`${calleeOf(flow)}\` asks the directory`,
      message: `A client of ${entryOf(flow)} who sends \`*)(uid=*\` as \`${flow.source}\` rewrites the filter and finds, or signs in as, anybody in the directory. ${howKnown(flow)}`,
      confidence: flow.certain ? "high" : "medium",
    }
  },
})
