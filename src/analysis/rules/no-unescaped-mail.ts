import { calleeOf, entryOf } from "../flow/describe-flow.ts"
import { bare, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { defineRule } from "../rule.ts"

export const noUnescapedMail = defineRule({
  kind: "flow",
  sink: "mail",
  id: "no-unescaped-mail",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "medium",
  title: "Request data becomes markup of a mail",
  why: "Mail programs run no scripts but show links, forms and pictures, so a stranger writes a convincing mail that comes from your own address. Escaped, the value is only text.",
  fix: "Escape the value for HTML, or send it as `text`.",
  cwe: ["CWE-79", "CWE-93"],
  *check({ flow }) {
    if (!("arguments" in flow.node)) return
    const message = (flow.node.arguments as readonly Node[])[0]
    const raw = message && bare(message).type === "ObjectExpression" ? propertyOf(message, "raw") : null
    yield {
      at: flow.node,
      ...(raw ? { severity: "high" as const } : {}),
      title: `\`${flow.source}\` becomes ${raw ? "part of the raw message" : "markup of the mail"} \`${calleeOf(flow)}\` sends`,
      message: raw
        ? `A client of ${entryOf(flow)} adds headers and recipients with line breaks in \`${flow.source}\`: \`raw\` is sent as it is.`
        : `A client of ${entryOf(flow)} writes links and forms into a mail that comes from this service by sending them as \`${flow.source}\`.`,
      fix: raw
        ? "Use the fields (`to`, `subject`, `text`), which Nodemailer encodes."
        : "Escape it (`escape-html`) or fill in a template that escapes.",
    }
  },
})
