import { htmlEscaperIn } from "../calls/html-escaper.ts"
import type { HtmlEscaper, Quote } from "../calls/html-escaper.ts"
import { isServerPath } from "../calls/server-path.ts"
import { isTestPath } from "../classify.ts"
import { partsOfTemplate, summandsOf } from "../flow/text.ts"
import { oneLine } from "../flow/wording.ts"
import { defineRule } from "../rule.ts"
import { bare, functionName, nodesOf, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { importersOf } from "../source/import-graph.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

type Call = Node & { type: "CallExpression" }

const MAX_IMPORTERS = 20
const MAX_ASKED = 200
const NEAR = 240
const HOLE = "\0"
// `title="`, `${name}='`, with what stands in the attribute already.
const IN_ATTRIBUTE = /[\w:@.\0-]\s?=\s?(["'])[^"'<>]{0,200}$/
const STATEMENT = /\b(?:SELECT|WHERE|UPDATE|VALUES|SET)\b/
// Numbers, dates and what was made fit for an address have no quotes.
const WITHOUT_QUOTES = /^(?:toFixed|toISOString|toLocaleString|getTime|encodeURI|encodeURIComponent|Number|parseInt|parseFloat)$/

export const noUnescapedQuoteInAttribute = defineRule({
  kind: "source",
  id: "no-unescaped-quote-in-attribute",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "medium",
  title: "A function that escapes `<` and no quotes is used inside quotes",
  why: 'Inside `title="…"` a value needs no `<` to do harm: a quote ends the attribute, and what follows is read as further attributes, `onmouseover=…` among them. An escape function for text leaves quotes as they are.',
  fix: "Escape both quotes as well, `&quot;` and `&#39;`: such a function is then right in text and in attributes.",
  cwe: ["CWE-79"],
  needs: { path: "server", text: [/\.replace(?:All)?\(/, /&(?:lt|#0*60|#x0*3c);/i] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    const escapers = new Map<Node, HtmlEscaper>()
    for (const each of nodesOf(module.program, "FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression")) {
      const escaper = htmlEscaperIn(project, module, each)
      if (escaper && escaper.left.length > 0) escapers.set(each, escaper)
    }
    for (const { node, escaper, quote, call, place } of usesOf(project, module, escapers)) {
      const name = functionName(node) ?? oneLine(place.textOf(call.callee))
      const line = place.lineOf(call)
      const where = place === module ? `line ${line}` : `line ${line} of ${place.path}`
      const code = oneLine(place.textOf(call))
      yield {
        at: escaper.pattern.module === module ? escaper.pattern.node : node,
        title: `\`${name}\` leaves ${quote === '"' ? "double" : "single"} quotes as they are, and is used between them`,
        message: `A value with \`${quote}\` in it ends the attribute that ${where} writes with \`${code}\`: \`x${quote} onmouseover=${quote}alert(1)\` adds a handler that runs in the page.`,
        trace: [{ path: place.path, line, what: `\`${code}\` is written between ${quote === '"' ? "double" : "single"} quotes` }],
      }
    }
  },
})

interface Use {
  readonly node: FunctionNode
  readonly escaper: HtmlEscaper
  readonly quote: Quote
  readonly call: Call
  /** Where the attribute stands. */
  readonly place: SourceModule
}

/** For each escaper the first attribute, here or in files that import this one, whose quote it leaves as it is. */
function* usesOf(project: Project, module: SourceModule, escapers: Map<Node, HtmlEscaper>): Generator<Use> {
  const paths = escapers.size === 0 ? [] : [module.path, ...(importersOf(project).get(module.path) ?? []).slice(0, MAX_IMPORTERS)]
  let asked = 0
  for (const path of paths) {
    const place = isTestPath(path) || !isServerPath(path) ? null : project.moduleOf(path)
    for (const { part, quote } of place ? insideAttributes(place) : []) {
      const call = callIn(part)
      if (!place || !call || ++asked > MAX_ASKED) continue
      const meaning = meaningOf(project, place, call.callee)
      const escaper = meaning?.kind === "function" ? escapers.get(meaning.node) : undefined
      if (meaning?.kind !== "function" || !escaper?.left.includes(quote) || !mayHoldQuotes(call.arguments[0])) continue
      escapers.delete(meaning.node)
      yield { node: meaning.node, escaper, quote, call, place }
    }
  }
}

/** What stands between the quotes of an attribute in a text that is put together. */
function* insideAttributes(module: SourceModule): Generator<{ part: Node; quote: Quote }> {
  for (const node of nodesOf(module.program, "TemplateLiteral", "BinaryExpression")) {
    if (node.type === "BinaryExpression" && (node.operator !== "+" || node.parent?.type === "BinaryExpression")) continue
    if (node.parent?.type === "TaggedTemplateExpression") continue
    const parts = node.type === "TemplateLiteral" ? partsOfTemplate(node) : summandsOf(node)
    let before = ""
    for (const [index, part] of parts.entries()) {
      const quote = typeof part === "string" ? null : quoteAround(before, parts[index + 1])
      if (typeof part !== "string" && quote !== null) yield { part, quote }
      before = (before + (typeof part === "string" ? part : HOLE)).slice(-NEAR)
    }
  }
}

// The quote is closed in the text that follows, before another tag begins.
function quoteAround(before: string, next: string | Node | undefined): Quote | null {
  const quote = IN_ATTRIBUTE.exec(before)?.[1]
  if (quote === undefined || typeof next !== "string" || (STATEMENT.test(before) && !before.includes("<"))) return null
  return /["'<>]/.exec(next)?.[0] === quote ? (quote as Quote) : null
}

// `escape(value)`, `value ? escape(value) : ""`, `escape(value) || ""`
function callIn(part: Node): Call | null {
  const inner = bare(part)
  if (inner.type === "CallExpression") return inner
  const parts =
    inner.type === "ConditionalExpression"
      ? [inner.consequent, inner.alternate]
      : inner.type === "LogicalExpression"
        ? [inner.left, inner.right]
        : []
  return parts.map(bare).find((each) => each.type === "CallExpression") ?? null
}

function mayHoldQuotes(given: Node | undefined): boolean {
  let inner = given ? bare(given) : null
  if (inner?.type === "CallExpression" && inner.callee.type === "Identifier" && inner.callee.name === "String" && inner.arguments[0])
    inner = bare(inner.arguments[0])
  if (!inner || inner.type === "Literal") return false
  if (inner.type === "Identifier") return !/^[A-Z][A-Z\d_]+$|^(?:i|index|count)$/.test(inner.name)
  if (inner.type === "MemberExpression") return propertyName(inner) !== "length"
  if (inner.type !== "CallExpression") return true
  return !WITHOUT_QUOTES.test((inner.callee.type === "Identifier" ? inner.callee.name : propertyName(bare(inner.callee))) ?? "")
}
