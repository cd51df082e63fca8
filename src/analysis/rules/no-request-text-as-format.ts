import { calleeOf, entryOf } from "../flow/describe-flow.ts"
import { defineRule } from "../rule.ts"
import { oneLine } from "../flow/wording.ts"

export const noRequestTextAsFormat = defineRule({
  kind: "flow",
  sink: "format",
  id: "no-request-text-as-format",
  section: "security",
  practice: "security",
  severity: "low",
  confidence: "high",
  title: "Request data are part of a format",
  why: "`util.format` and `console.log` fill the places of their first argument, `%s` and `%d`, with the arguments behind it. A `%s` in a value that stands there takes the argument that was meant for the next place, so the line says of one client what is true of another.",
  fix: "Give the value as an argument of its own, with a `%s` in its place.",
  cwe: ["CWE-134"],
  *check({ flow }) {
    const call = calleeOf(flow)
    yield {
      at: flow.node,
      title: `\`${flow.source}\` is part of the format that \`${call}\` fills`,
      message: `A client of ${entryOf(flow)} who sends \`%s\` as a part of \`${flow.source}\` moves every following value one place on: \`${call}\` fills the places of \`${oneLine(flow.module.textOf(flow.argument))}\`, those in the request's text among them.`,
      fix: 'Begin with a text of the service and hand the value over behind it: `"%s …", value`.',
    }
  },
})
