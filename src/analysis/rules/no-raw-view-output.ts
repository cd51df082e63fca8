import { calleeOf, entryOf } from "../flow/describe-flow.ts"
import { defineRule } from "../rule.ts"
import { stringOf } from "../source/ast.ts"
import { isEscapingOff } from "../templates/template-engine.ts"
import { findView, rawOutputsOf } from "../templates/view-files.ts"

const RICH = /\.\w*(?:html|markup|markdown|rendered|content|rich)\w*$/i

export const noRawViewOutput = defineRule({
  kind: "flow",
  sink: "view",
  id: "no-raw-view-output",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "Request data reaches an output of a view that does not escape",
  why: "The handler looks harmless and so does the view; together they write what the client sent as markup, and a script in it runs in the visitor's browser. Outputs that escape are the default of every template language.",
  fix: "Write the value with the output that escapes.",
  cwe: ["CWE-79"],
  *check({ project, flow }) {
    if (!("arguments" in flow.node)) return
    const [first] = flow.node.arguments as readonly Parameters<typeof stringOf>[0][]
    const name = stringOf(first)
    const view = name === null ? null : findView(project, name)
    if (view === null || flow.field === null) return
    // Settings such as `locals` are read by the engine, not written.
    const outputs = rawOutputsOf(project, view, flow.field)
    const output = outputs[0]
    if (!output) return
    const code = output.code.replaceAll("`", "'").slice(0, 60)
    yield {
      at: flow.node,
      // Whoever writes markup of a column on purpose may have cleaned it where we cannot look.
      ...(flow.stored !== null && RICH.test(flow.stored) ? { confidence: "low" as const } : {}),
      title: `\`${flow.source}\` is written without escaping by \`${output.path}\``,
      message: `A script that a client of ${entryOf(flow)} sends as \`${flow.source}\`${flow.stored === null ? "" : `, and that is kept in \`${flow.stored}\`,`} runs in the visitor's browser: \`${calleeOf(flow)}\` hands it to the view as \`${flow.field}\`, and line ${output.line} of \`${output.path}\` writes \`${code}\` without escaping.`,
      fix: isEscapingOff(project, view.engine)
        ? `Switch the automatic escaping of ${view.engine} on again; where markup is wanted, clean it first (\`sanitize-html\`) and mark that one output as safe.`
        : `Write \`${escaping(view.engine, flow.field)}\` in \`${output.path}\`, or clean the markup first (\`sanitize-html\`) where markup is wanted.`,
      trace: [...flow.trace, { path: output.path, line: output.line, what: `is written without escaping by \`${code}\`` }],
    }
  },
})

function escaping(engine: string, field: string): string {
  switch (engine) {
    case "EJS":
    case "Eta":
      return `<%= ${field} %>`
    case "Pug":
      return `#{${field}}`
    case "LiquidJS":
      return `{{ ${field} | escape }}`
    default:
      return `{{ ${field} }}`
  }
}
