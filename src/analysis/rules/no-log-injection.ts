import { calleeOf, entryOf } from "../flow/describe-flow.ts"
import { defineRule } from "../rule.ts"
import type { Flow } from "../flow/flow.ts"
import { bare } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"

export const noLogInjection = defineRule({
  kind: "flow",
  sink: "log",
  id: "no-log-injection",
  section: "security",
  practice: "security",
  severity: "low",
  confidence: "low",
  title: "Request data becomes part of a line of the log",
  why: "A line break in the value begins a new line, so whoever sends it writes entries that look like the service's own. Loggers that write JSON escape it.",
  fix: "Pass the value as a field of an object, or use a logger that writes JSON.",
  cwe: ["CWE-117"],
  *check({ flow }) {
    const argument = bare(flow.argument)
    // A value on its own is shown as what it is; in or behind a sentence it can pretend to be the next one.
    if (argument.type !== "TemplateLiteral" && argument.type !== "BinaryExpression" && !isBehindText(flow, argument)) return
    // Node gives addresses and headers without line breaks.
    if (!/\b(?:body|query|payload|json|parseBody)\b|^@(?:Body|Query)/.test(flow.source)) return
    if (/\)$|\b(?:body|query|payload)$/.test(flow.source) && !/["']\)$/.test(flow.source)) return
    if (flow.trace.some((each) => each.what.includes("JSON.stringify"))) return
    yield {
      at: flow.node,
      title: `\`${flow.source}\` becomes part of a line that \`${calleeOf(flow)}\` writes`,
      message: `A client of ${entryOf(flow)} who sends a line break in \`${flow.source}\` writes lines of its own into the log, for example a sign-in that never happened.`,
      fix: 'Write it as a field (`logger.info({ value }, "…")`), or `JSON.stringify` it first.',
    }
  },
})

function isBehindText({ node }: Flow, argument: Node): boolean {
  const given = "arguments" in node ? (node.arguments as readonly Node[]) : []
  return given.findIndex((each) => bare(each) === argument) > 0
}
