import { bare, stringOf } from "../source/ast.ts"
import { definitionOf } from "./schema/definition.ts"
import type { Node } from "../source/ast.ts"
import { advance, drop, isMarked, join, marked, taintIn, unmarked } from "./value.ts"
import type { Tainted, Value } from "./value.ts"
import type { Frame, Walk } from "./walk.ts"
import { quote } from "./wording.ts"

// Stands for a value of ours in front of request data.
const HOLE = "\0"

// What follows is where a page sends the browser by itself.
const FORWARDS =
  /http-equiv=\\?["']?refresh\\?["']?\s[^<>]{0,80}url=\\?["']?$|\blocation(?:\.href)?\s?=\s?["'`]$|\blocation\.(?:replace|assign)\(\s?["'`]$/i
const MAX_TAG = 240

/** A text made of parts: the sender controls what its parts give, but no shape, and no host behind one of ours. */
export function joinText(walk: Walk, node: Node, parts: readonly (string | Node)[], frame: Frame): Value {
  let found: Tainted | null = null
  let before = ""
  for (const part of parts) {
    const value = typeof part === "string" ? null : taintIn(walk.evaluate(part, frame))
    if (value) {
      const text = unmarked(drop(value, fixesHost(before) ? ["shape", "host"] : ["shape"]), before === "" ? undefined : ["normalized"])
      const kept = inQuotes(inAttribute(marked(text, before === "" ? undefined : ["no-option"]), before), before)
      if (kept?.kind === "tainted" && kept.controls.includes("host") && FORWARDS.test(before.slice(-MAX_TAG)))
        walk.hits.push({
          kind: "redirect",
          technology: "HTML",
          module: frame.module,
          node,
          argument: part as Node,
          value: kept,
          certain: true,
        })
      if (kept?.kind === "tainted") found = found ? (join(found, kept) as Tainted) : kept
    }
    before += typeof part === "string" ? part : before === "" && !value ? openHost(walk, part, frame) : HOLE
  }
  const ended = found && ending(found, parts)
  return ended && advance(ended, frame.module, node, `becomes part of the text ${quote(frame.module.textOf(node))}`)
}

// `const BASE = "https://api.example"`: what is put behind it without a slash may go on with the name of the host.
function openHost({ project }: Walk, part: Node, { module }: Frame): string {
  const text = stringOf(definitionOf(project, module, part)?.node ?? part)
  return text !== null && /^https?:\/\/[^/?#\s]{1,200}$/i.test(text) ? text : HOLE
}

// Files that are there to be handed out: a path that ends so is none of a key or of settings.
const DOCUMENT =
  /\.(?:mdx?|markdown|x?html?|txt|css|svg|png|jpe?g|gif|webp|avif|ico|pdf|mp[34]|webm|woff2?|ejs|hbs|handlebars|pug|mjml|njk|liquid)$/i

function ending(text: Tainted, parts: readonly (string | Node)[]): Tainted {
  const last = parts.findLast((each) => each !== "")
  // Where request data stand last, they end as they did before.
  if (typeof last !== "string") return text
  return (DOCUMENT.test(last) ? marked(text, ["document-ending"]) : unmarked(text, ["document-ending"])) as Tainted
}

// `value="` in front, and what closes it is not escaped.
const BETWEEN_QUOTES = /=\s?"[^"<>]{0,200}$/

function inAttribute(value: Value, before: string): Value {
  if (value?.kind !== "tainted" || !isMarked(value, "html-escaped") || isMarked(value, "quote-escaped")) return value
  return BETWEEN_QUOTES.test(before.slice(-240)) ? marked(unmarked(value, ["html-escaped"]), ["closes-quotes"]) : value
}

// `'${name.replaceAll("'", "''")}'`: an odd number of quotes in front, and none in it that closes them.
function inQuotes(value: Value, before: string): Value {
  if (value?.kind !== "tainted") return value
  const isOdd = (quote: string) => before.split(quote).length % 2 === 0
  if ((isMarked(value, "no-single-quotes") && isOdd("'")) || (isMarked(value, "no-double-quotes") && isOdd('"')))
    return marked(value, ["xpath-quoted"])
  if (!isMarked(value, "quotes-doubled")) return value
  return marked(unmarked(value, ["quotes-doubled"]), before.split("'").length % 2 === 0 ? ["sql-quoted"] : undefined)
}

/** The parts of a chain of `+`, with literals as their text. */
export function summandsOf(sum: Node): (string | Node)[] {
  const parts: (string | Node)[] = []
  let node = sum
  for (; node.type === "BinaryExpression" && node.operator === "+"; node = node.left) parts.push(stringOf(node.right) ?? node.right)
  parts.push(stringOf(node) ?? node)
  return parts.reverse()
}

/** The parts of a template, with what is written between its expressions as text. */
export function partsOfTemplate(template: Node & { type: "TemplateLiteral" }): (string | Node)[] {
  return template.quasis.flatMap((quasi, index) => {
    const expression = template.expressions[index]
    const text = quasi.value.cooked ?? quasi.value.raw
    return expression ? [text, expression] : [text]
  })
}

/** The parts of `["https://host", path].join("/")`, where the list and what goes between are written down there; else `null`. */
export function partsOfJoin(call: Node): (string | Node)[] | null {
  if (call.type !== "CallExpression") return null
  const callee = bare(call.callee)
  const list = callee.type === "MemberExpression" ? bare(callee.object) : null
  const between = call.arguments.length === 0 ? "," : stringOf(call.arguments[0])
  if (list?.type !== "ArrayExpression" || between === null) return null
  const parts: (string | Node)[] = []
  for (const element of list.elements) {
    if (element === null || element.type === "SpreadElement") return null
    if (parts.length > 0) parts.push(between)
    if (element.type === "TemplateLiteral") parts.push(...partsOfTemplate(element))
    else parts.push(stringOf(element) ?? element)
  }
  return parts
}

// After `https://host/`, a path of ours or a base address of ours the sender chooses only what follows.
function fixesHost(before: string): boolean {
  return (
    /^[a-z][\w+.-]*:\/\/[^/?#]+[/?#]/i.test(before) ||
    /^\/(?![/\\])./.test(before) ||
    (before.startsWith(HOLE) && !/^\0:?\/\/[^/?#]*$/.test(before))
  )
}
