import { defineRule } from "../rule.ts"
import { calleeOf, entryOf, howKnown } from "../flow/describe-flow.ts"

export const noCodeInjection = defineRule({
  kind: "flow",
  sink: "code",
  id: "no-code-injection",
  section: "security",
  practice: "security",
  severity: "critical",
  confidence: "high",
  title: "Request data is run as code",
  why: "Whoever sends the request has everything the process has: its environment, its database, its network. `vm` is no fence; Node's documentation says so.",
  fix: "Parse the value (`Number`, `JSON.parse`, a lookup table) instead of running it.",
  cwe: ["CWE-94", "CWE-95"],
  *check({ flow }) {
    const call = calleeOf(flow)
    const revives = /serialize$/i.test(call)
    yield {
      at: flow.node,
      title: `\`${flow.source}\` is run as code by \`${call}\``,
      message: `A client of ${entryOf(flow)} runs JavaScript inside the service by sending it as \`${flow.source}\`${revives ? ": this deserialiser revives functions and calls them" : ""}. ${howKnown(flow)}`,
      fix: revives
        ? "Use `JSON.parse` and validate the result."
        : call.endsWith("eval")
          ? "Parse it as what it is meant to be: `Number(…)` for numbers, `JSON.parse(…)` for data, an expression parser for formulas."
          : "Look the wanted behaviour up in a table of functions; keep request data out of the code text.",
      confidence: flow.certain && flow.exported === null ? "high" : "medium",
      // Whether a caller passes on what strangers send is not to be seen here.
      ...(flow.exported === null ? {} : { severity: "high" as const }),
    }
  },
})
