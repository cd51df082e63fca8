import { targetOf, topOf } from "../calls/cleaning-chain.ts"
import { isServerPath } from "../calls/server-path.ts"
import { oneLine } from "../flow/wording.ts"
import { defineRule } from "../rule.ts"
import { bare, enclosingFunction, functionName, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { definitionOf } from "../flow/schema/definition.ts"
import type { SourceModule } from "../source/module.ts"

type Call = Node & { type: "CallExpression" }

// Who takes scripts out to read the text of a page means no harm to be prevented.
const CLEANS =
  /saniti[sz]|escap|safe|secur|purif|xss|clean_?(?:html|body|markup|content|input|text)|(?:^| )cleane?[rd]?(?: |$)|(?:filter|remove|strip|block|prevent)_?(?:script|tag|evil|dangerous|malicious|handler)/i
const TAG = /<(?:\\s\*)?\(?(?:\?:)?(?:script|iframe|object|embed|style|svg|link|meta)\b|on\\w[+*]|on\[a-z\]/i
const ANY_TAG = /\/<(?:\\\/\?)?\[\^>\]|\/<\.\*\?>/
// Scripts that stand in attributes are in nobody's way but of those who fear them.
const HANDLERS = /on\\w[+*]|on\[a-z\]/i
const MAX_ASKED = 50

export const noTagFilterByPattern = defineRule({
  kind: "source",
  id: "no-tag-filter-by-pattern",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "medium",
  title: "Scripts are taken out of HTML by a pattern",
  why: "Browsers read HTML that no pattern describes: `</script >`, `<img src=x onerror=…>`, `<scr<script></script>ipt>`. Whoever knows one form the pattern does not know runs a script in the pages of other people.",
  fix: "Clean HTML with a library that parses it, such as `sanitize-html` or `DOMPurify`, or escape it where no tags are wanted.",
  cwe: ["CWE-116", "CWE-79", "CWE-20"],
  yieldsTo: ["no-cross-site-scripting"],
  needs: { path: "server", text: [/\.replace(?:All)?\(/, /script|iframe|on\\w|on\[a-z/] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    const spoken = new Set<Node | null>()
    let asked = 0
    for (const call of nodesOf(module.program, "CallExpression").toSorted((a, b) => a.end - b.end)) {
      const [first, second] = call.arguments
      if (!first || stringOf(second) === null || !/^replace(?:All)?$/.test(propertyName(call.callee) ?? "") || ++asked > MAX_ASKED) continue
      const pattern = definitionOf(project, module, first)?.node ?? bare(first)
      const regex = pattern.type === "Literal" && "regex" in pattern ? pattern.regex : null
      const owner = enclosingFunction(call)
      if (!regex || !TAG.test(regex.pattern) || spoken.has(owner)) continue
      if (!HANDLERS.test(regex.pattern) && !isMeantToClean(module, call)) continue
      // Who takes all tags out in the end wants the text of a page.
      if (ANY_TAG.test(module.textOf(owner ?? topOf(call)))) continue
      // One cleaner is a chain of several, mended in one.
      spoken.add(owner)
      yield {
        at: call.callee.type === "MemberExpression" ? { start: call.callee.property.start, end: call.end } : call,
        title: `\`/${oneLine(regex.pattern)}/\` does not take all scripts out`,
        message: `A text can be written so that a script is left: \`${wayPast(regex.pattern, regex.flags)}\` is not what the pattern looks for, or what is left of it when it has been taken out.`,
      }
    }
  },
})

function isMeantToClean(module: SourceModule, call: Call): boolean {
  const owner = enclosingFunction(call)
  const named = owner?.parent?.type === "Property" || owner?.parent?.type === "MethodDefinition" ? propertyName(owner.parent) : null
  return CLEANS.test(`${owner ? (functionName(owner) ?? "") : ""} ${named ?? ""} ${targetOf(module, topOf(call)) ?? ""}`)
}

function wayPast(pattern: string, flags: string): string {
  if (/on\\w|on\[a-z/.test(pattern)) return "<img/src=x/onerror=alert(1)>"
  if (!flags.includes("i")) return "<SCRIPT>alert(1)</SCRIPT>"
  if (!flags.includes("g")) return "<script></script><script>alert(1)</script>"
  // Browsers let anything stand behind the name in an end tag.
  return /<\\?\/script>/.test(pattern) ? "<script>alert(1)</script x>" : "<img src=x onerror=alert(1)>"
}
