import { definitionOf } from "../flow/schema/definition.ts"
import type { Place } from "../flow/schema/definition.ts"
import { bare, descendants, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

export type Quote = '"' | "'"

const MAX_NODES = 300
const MAX_PATTERN = 200
const ENTITY = /&(?:lt|#0*60|#x0*3c);/i
// What else an escaper of a few lines calls, none of which takes signs out.
const HARMLESS = /^(?:String|toString|trim|test)$/
// Signs that are named by their number, and classes that leave few out, may be any.
const ANY = /\\[xuWSDPpc]|\[\^|(?:^|[^\\])\.|[^\w[\\]-[^\]]/

/** A function that makes text fit for HTML by `replace`. */
export interface HtmlEscaper {
  /** The quotes that it leaves as they are. */
  readonly left: readonly Quote[]
  /** What it looks for where it replaces `<`, as written: a pattern or a text. */
  readonly pattern: Place
}

/** Reads a function by the patterns it replaces, in its body or in constants; `null` where it is no escaper, or does anything else to the text. */
export function htmlEscaperIn(project: Project, module: SourceModule, { body }: FunctionNode): HtmlEscaper | null {
  if (!body) return null
  const left = new Set<Quote>(['"', "'"])
  let pattern: Place | null = null
  let [count, writesEntity] = [0, false]
  for (const node of descendants(body)) {
    if (++count > MAX_NODES || node.type === "NewExpression" || node.type === "TaggedTemplateExpression") return null
    if (node.type === "Identifier" || node.type === "Literal") writesEntity ||= isEntity(project, module, node)
    if (node.type !== "CallExpression") continue
    const name = node.callee.type === "Identifier" ? node.callee.name : propertyName(bare(node.callee))
    if (name === null || (name === "test" && node.callee.type !== "MemberExpression")) return null
    if (HARMLESS.test(name)) continue
    const [given] = node.arguments
    const written = /^replace(?:All)?$/.test(name) && given ? (definitionOf(project, module, given) ?? { module, node: bare(given) }) : null
    const signs = written ? signsOf(written.node) : null
    if (signs === null) return null
    if (signs.includes("<")) pattern ??= written
    for (const quote of left) if (signs.includes(quote)) left.delete(quote)
  }
  return pattern !== null && writesEntity ? { left: [...left], pattern } : null
}

/** What a pattern or a text that is looked for is made of; `null` where that may be any sign. */
function signsOf(written: Node): string | null {
  const text = stringOf(written)
  if (text !== null) return text
  const pattern = written.type === "Literal" && "regex" in written ? written.regex?.pattern : undefined
  return pattern === undefined || pattern.length > MAX_PATTERN || ANY.test(pattern) ? null : pattern
}

// `"&lt;"`, and the name of a table with it.
function isEntity(project: Project, module: SourceModule, node: Node): boolean {
  const text = stringOf(node)
  if (text !== null || node.type === "Literal") return ENTITY.test(text ?? "")
  const written = definitionOf(project, module, node)
  if (written?.node.type !== "ObjectExpression" && written?.node.type !== "NewExpression") return false
  return ENTITY.test(written.module.text.slice(written.node.start, Math.min(written.node.end, written.node.start + 2_000)))
}
