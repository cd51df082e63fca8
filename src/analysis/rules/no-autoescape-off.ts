import { defineRule } from "../rule.ts"
import { isServerPath } from "../calls/server-path.ts"
import { ancestors, isFunction } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import { escapingSwitchesIn, MENTIONS_ESCAPING } from "../templates/template-engine.ts"

export const noAutoescapeOff = defineRule({
  kind: "source",
  id: "no-autoescape-off",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "Escaping is switched off for all views",
  why: "Every value any view writes becomes markup, those that users typed included, so one stored script runs in every visitor's browser. With escaping on, the few places that need markup say so themselves.",
  fix: "Leave automatic escaping on and mark the values that are meant as markup one by one.",
  cwe: ["CWE-79", "CWE-116"],
  needs: { path: "server", text: [MENTIONS_ESCAPING] },
  *check({ module }) {
    if (!isServerPath(module.path)) return
    for (const { engine, node } of escapingSwitchesIn(module)) {
      // A view that is no HTML (a mail in plain text, a source file that is generated) needs no escaping.
      if (/\.(?:txt|text|md|sql|ya?ml|ts|js)\b|plain|codegen|generat/i.test(module.textOf(node.parent?.parent ?? node).slice(0, 400)))
        continue
      const option = module.textOf(node).replace(/\s+/g, " ").slice(0, 40)
      if (engine === "Handlebars") {
        yield {
          at: node,
          // One template may be anything: the body of a call, an address, a message.
          confidence: isForPages(module, node) ? "high" : "low",
          title: `\`${option}\` switches the escaping of this template off`,
          message: `Every \`{{ value }}\` of this template is written as it is: where the result is a page or a mail, what one user stores as \`<script>…\` runs in the browsers of all who see it. \`${option}\` takes away the default that prevents this.`,
          fix: `Remove \`${option}\`; where a template really holds markup of your own, write that one value as \`{{{ value }}}\`.`,
        }
        continue
      }
      yield {
        at: node,
        title: `\`${option}\` switches the escaping of ${engine} off`,
        message: `Every \`{{ value }}\` of every view is written as markup: what one user stores as \`<script>…\` runs in the browsers of all who see it. \`${option}\` takes away the default that prevents this.`,
        fix: `Remove \`${option}\`; where a view really holds markup of your own, mark that one output as safe.`,
      }
    }
  },
})

const MAX_STATEMENT = 2_000

/** Whether what is made of a template is markup, by what the statement or the function around names. */
function isForPages(module: SourceModule, option: Node): boolean {
  let around: Node = option
  for (const above of ancestors(option)) {
    if (above.type === "Program") break
    around = above
    if (isFunction(above)) break
  }
  return /html|mail|\bpage|Page\b|\bview\b|\.hbs\b|["'`]\s{0,9}<\w/.test(module.textOf(around).slice(0, MAX_STATEMENT))
}
