import { isTemplatePath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import { viewAt } from "../templates/view-files.ts"

export const noUnescapedTemplateOutput = defineRule({
  kind: "text",
  files: isTemplatePath,
  id: "no-unescaped-template-output",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "low",
  title: "A view writes a value without escaping",
  why: "Whatever markup the value holds becomes part of the page. That is right for markup the service makes itself and a hole as soon as a user can write it.",
  fix: "Use the output that escapes unless the value is markup made by the service.",
  cwe: ["CWE-79"],
  yieldsTo: ["no-raw-view-output"],
  *check({ project, path }) {
    const view = viewAt(project, path)
    // Without automatic escaping every output is raw and the switch is the finding; LiquidJS has none to switch off.
    if (view === null || view.engine === "LiquidJS") return
    for (const output of view.outputs) {
      if (!/^[\w$.[\]'"()\s?|:-]{1,120}$/.test(output.expression)) continue
      if (/html|markup|svg|icon|sanitiz|safe|markdown|rendered|partial|css|script|analytics|snippet/i.test(output.expression)) continue
      if (!/<%[-~]|\{\{\{|\{\{~?&|!\{|!=|\|\s*(?:safe|raw)\b/.test(output.code)) continue
      const code = output.code.replaceAll("`", "'").slice(0, 60)
      yield {
        at: { line: output.line },
        title: `\`${code}\` is written without escaping`,
        message: `If \`${output.expression.replaceAll("`", "'").slice(0, 60)}\` ever holds what a user typed, a script in it runs in every visitor's browser: \`${code}\` writes it as markup.`,
        key: output.code,
      }
    }
  },
})
