import { calleeOf, entryOf, howKnown } from "../flow/describe-flow.ts"
import { defineRule } from "../rule.ts"

export const noXpathInjection = defineRule({
  kind: "flow",
  sink: "xpath",
  id: "no-xpath-injection",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "Request data becomes part of an XPath expression",
  why: "A quote in the value ends the text and the rest is condition: `' or '1'='1` selects every node of the document. Variables of the expression keep it a value.",
  fix: "Pass the value as a variable of the expression.",
  cwe: ["CWE-643"],
  *check({ flow }) {
    yield {
      at: flow.node,
      title: `\`${flow.source}\` becomes part of the XPath that \`${calleeOf(flow)}\` runs`,
      message: `A client of ${entryOf(flow)} who sends \`' or '1'='1\` as \`${flow.source}\` selects every node of the document, those of other users included. ${howKnown(flow)}`,
      fix: "Write `$name` in the expression and pass the value: `xpath.parse(expression).select({ node, variables: { name } })`.",
    }
  },
})
