import { nodesOf } from "./ast.ts"
import type { Node } from "./ast.ts"

const SEVERAL_WORDS = /\w\s+\w/
// What a database is told says as much as names do, and is often put together of parts.
const STATEMENT =
  /^\s*(?:SELECT\s+[\w.]+\(|SELECT\b[\s\S]*\bFROM\b|INSERT\s+(?:\w+\s+){0,2}INTO\b|UPDATE\b[\s\S]*\bSET\b|DELETE\s+FROM\b|(?:WITH|MERGE|CALL|CREATE|ALTER|SET)\b)/i
const PART_OF_STATEMENT =
  /^\s*(?:WHERE|AND|OR|FROM|(?:LEFT |INNER |CROSS )?JOIN|ON|RETURNING|VALUES|ORDER BY|GROUP BY|HAVING|LIMIT|FOR UPDATE)\b/
// Settings of Express are several words.
const SETTING =
  /^(?:case sensitive routing|strict routing|query parser|trust proxy(?: fn)?|view (?:cache|engine)|json (?:escape|replacer|spaces)|jsonp callback name|subdomain offset)$/

/**
 * The texts of a file that speak to people: several words that are no statement for a database and are handed to no tag. In source order, without
 * their quotes and without what stands in holes of a template.
 */
export function sentencesIn(program: Node): { readonly start: number; readonly end: number }[] {
  const found: { start: number; end: number }[] = []
  for (const node of nodesOf(program, "Literal", "TemplateLiteral")) {
    if (node.type === "Literal") {
      if (typeof node.value === "string" && isSentence(node.value)) found.push({ start: node.start + 1, end: node.end - 1 })
    } else if (node.parent?.type !== "TaggedTemplateExpression" && isSentence(node.quasis.map((each) => each.value.raw).join("x")))
      for (const each of node.quasis) found.push({ start: each.start, end: each.end })
  }
  return found.sort((a, b) => a.start - b.start)
}

function isSentence(text: string): boolean {
  return SEVERAL_WORDS.test(text) && !SETTING.test(text) && !STATEMENT.test(text) && !PART_OF_STATEMENT.test(text)
}
