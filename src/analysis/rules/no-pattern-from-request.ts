import { calleeOf, entryOf } from "../flow/describe-flow.ts"
import { defineRule } from "../rule.ts"

export const noPatternFromRequest = defineRule({
  kind: "flow",
  sink: "regex",
  id: "no-pattern-from-request",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "medium",
  title: "Request data becomes a regular expression",
  why: "Whoever writes the pattern chooses how long it takes: `(a+)+$` blocks the process for minutes. A pattern also matches more than the text it looks like, so a search by name finds everything.",
  fix: "Escape the value before it becomes a pattern, or compare texts with `includes`.",
  cwe: ["CWE-1333", "CWE-625"],
  *check({ flow }) {
    // A function that is handed a pattern as a whole is meant to be.
    if (flow.exported !== null && !flow.trace.some(({ what }) => what.startsWith("becomes part of the text"))) return
    // `try { new RegExp(text) } catch { return "no pattern" }`: nothing is looked for with it.
    if (flow.node.type === "NewExpression" && flow.node.parent?.type === "ExpressionStatement") return
    yield {
      at: flow.node,
      ...(flow.exported === null ? {} : { severity: "low" as const, confidence: "low" as const }),
      title: `\`${flow.source}\` becomes a regular expression`,
      message: `A client of ${entryOf(flow)} who sends \`(a+)+$\` as \`${flow.source}\` decides how long \`${calleeOf(flow)}\` takes: one request can block the process, or the database that is given the pattern, for minutes.`,
      fix: 'Escape what has a meaning in patterns first: `value.replace(/[.*+?^${}()|[\\]\\\\]/g, "\\\\$&")` (`RegExp.escape` from Node 24), and limit its length.',
    }
  },
})
