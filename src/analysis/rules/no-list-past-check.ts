import { entryOf } from "../flow/describe-flow.ts"
import { oneLine } from "../flow/wording.ts"
import { defineRule } from "../rule.ts"

export const noListPastCheck = defineRule({
  kind: "flow",
  sink: "list",
  id: "no-list-past-check",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "medium",
  title: "A list in the place of a text passes the check",
  why: "Nothing says that a value of a body is a text. A list has `includes` and `indexOf` as well and asks them of its elements, and no list of forbidden words has a list in it; what comes afterwards takes the elements for what was checked.",
  fix: 'Ask `typeof value === "string"` before the check.',
  cwe: ["CWE-843", "CWE-20"],
  *check({ flow }) {
    const { source, module, node, field } = flow
    const code = oneLine(module.textOf("callee" in node ? node.callee : node))
    yield {
      at: node,
      title: `A list in the place of \`${source}\` passes the check in front of \`${code}\``,
      message:
        field === "recipients"
          ? `A client of ${entryOf(flow)} chooses further recipients: \`${source}\` may be a list, the check asks it for an element that fits, and the mail goes to every other one as well.`
          : `A client of ${entryOf(flow)} gets what the check refuses: a list with the forbidden word in it is not that word, and \`${code}\` takes the word out of the list again.`,
      fix: `Refuse what is no text first: \`if (typeof ${source.split(".").at(-1) ?? "value"} !== "string")\`.`,
    }
  },
})
