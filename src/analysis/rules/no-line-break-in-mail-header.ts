import { isServerPath } from "../calls/server-path.ts"
import { definitionOf } from "../flow/schema/definition.ts"
import { oneLine } from "../flow/wording.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { bare, descendants, enclosingFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { usesOf } from "../source/uses-of.ts"

type Template = Node & { type: "TemplateLiteral" }

/** The header a value stands in: the last line of the text before it. */
const HEADER = /(?:^|\r?\n)(Subject|To|Cc|Bcc|From|Reply-To|Sender): ?[^\r\n]{0,200}$/i
// `"…" <`: a name before an address. Addresses are validated as such, and then hold no line break.
const IS_DISPLAY_NAME = /^"?\s*</
// What a message has that is put together by hand, and nothing else.
const IS_MESSAGE = /MIME-Version|Content-Transfer-Encoding|Content-Type: ?(?:text|multipart)\//i
const IS_SENT = /\braw\b|sendmail|smtp|gmail|\bDATA\b|SendRawEmail|\.eml\b|mime/i
// `value.replace(/[\r\n]+/g, " ")`, or a check that refuses them.
const KNOWS_LINE_BREAKS =
  /\[[^\]]{0,40}\\[rn][^\]]{0,40}\]|\/\\r\?\\n\/|\/\\s\+?\/|\\p\{C|(?:includes|split|replaceAll|indexOf)\(\s*["'`]\\[rn]/
// What a service makes itself, and addresses.
const OWN =
  /(?:^|_)(?:id|no|num(?:ber)?|count|date|time|boundary|version|total|amount|status|type)$|(?:Id|Date|Count|Number|Time)$|mail|address|recipient|^(?:to|from|cc|bcc|sender)$|^[A-Z][A-Z0-9_]*$/
const KEEPS_LINE_BREAKS = /^(?:trim|toString|slice|substring|toUpperCase|toLowerCase|replace|replaceAll)$/
const MAX_TEXT = 20_000

export const noLineBreakInMailHeader = defineRule({
  kind: "source",
  id: "no-line-break-in-mail-header",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "medium",
  title: "A line break in a value adds headers to the mail",
  why: "A header ends where its line ends. In a message that is put together by hand a value with a line break goes on as headers of its own: `Bcc:` makes a contact form send to whomever its visitor likes.",
  fix: "Take line breaks out of every value in a header, or have a library build the message (`nodemailer`'s `MailComposer`, `mimetext`).",
  cwe: ["CWE-93"],
  needs: { path: "server", text: [/["'`\n\\n](?:Subject|Reply-To|From|To)(?:: ?|["'`]\s*[,\]:])|\bSubject\s*:/i] },
  *check({ project, module }) {
    if (
      !isServerPath(module.path) ||
      !IS_SENT.test(module.code) ||
      KNOWS_LINE_BREAKS.test(module.namesOf(module.program).slice(0, MAX_TEXT))
    )
      return
    yield* fromTable(project, module)
    const spoken = new Set<Node>()
    for (const node of nodesOf(module.program, "TemplateLiteral")) {
      const around = enclosingFunction(node)
      if (!around || spoken.has(around) || !IS_MESSAGE.test(module.textOf(around).slice(0, MAX_TEXT))) continue
      const found = openIn(project, module, node)
      if (!found) continue
      spoken.add(around)
      const code = oneLine(module.textOf(found.value)).slice(0, 50)
      yield {
        at: found.leak ?? node,
        title: `A line break in \`${code}\` adds headers to the mail`,
        message: `With \`\\r\\nBcc: …\` in \`${code}\` whoever fills it in adds recipients and headers of their own: \`${found.header}\` is written as text, and ${found.leak ? "what encodes it leaves values of ASCII signs alone, and line breaks are such signs" : "nothing takes line breaks out of what follows"}.`,
        fix: `\`${code}.replace(/[\\r\\n]+/g, " ")\` in every header, or have a library build the message.`,
      }
    }
  },
})

// A list of headers that somebody writes down.
const MAX_ENTRIES = 200

/** Headers that are kept by name, as `["Subject", subject]` or `{ Subject: subject }`, and written out by one text for all, `${name}: ${value}`. */
function* fromTable(project: Project, module: SourceModule): Generator<Draft> {
  const writer = nodesOf(module.program, "TemplateLiteral").find(isHeaderLine)
  if (!writer || !IS_MESSAGE.test(module.code.replace(/(Transfer-Encoding|Content-Type)["'`],\s*["'`]/gi, "$1: "))) return
  let count = 0
  for (const node of nodesOf(module.program, "ArrayExpression", "Property")) {
    const entry = entryOf(node)
    if (entry === null || ++count > MAX_ENTRIES) continue
    const inner = bare(entry)
    const values = inner.type === "TemplateLiteral" ? inner.expressions : [inner]
    const value = values.find((each) => isOpen(project, module, each))
    if (!value) continue
    const code = oneLine(module.textOf(value)).slice(0, 50)
    const step = (at: Node, what: string) => ({ path: module.path, line: module.lineOf(at), what })
    yield {
      at: node,
      title: `A line break in \`${code}\` adds headers to the mail`,
      message: `With \`\\r\\nBcc: …\` in \`${code}\` whoever fills it in adds recipients and headers of their own: \`${oneLine(module.textOf(writer))}\` writes it as text, and nothing takes line breaks out of it.`,
      fix: 'Take line breaks out where the headers are written: `String(value).replace(/[\\r\\n]+/g, " ")`.',
      trace: [
        step(value, `\`${code}\` is the value of a header`),
        step(writer, "writes the headers"),
        ...usesOfWriter(module, writer).map((use) => step(use, "puts them together")),
      ],
    }
    return
  }
}

// `headers.map(line)`
function usesOfWriter(module: SourceModule, writer: Node): readonly Node[] {
  const declaration = enclosingFunction(writer)?.parent
  const binding =
    declaration?.type === "VariableDeclarator" && declaration.id.type === "Identifier" ? module.bindings.resolve(declaration.id) : null
  return binding ? usesOf(module, binding, module.program).slice(0, 1) : []
}

// `${name}: ${value}`
function isHeaderLine({ quasis, expressions }: Template): boolean {
  const texts = quasis.map(({ value }) => value.cooked ?? "")
  return (
    expressions.length === 2 &&
    texts[0] === "" &&
    texts[1] === ": " &&
    /^(?:\r?\n)?$/.test(texts[2] ?? "") &&
    expressions.every((each) => each.type === "Identifier" || each.type === "MemberExpression")
  )
}

/** What stands behind `Subject` in a pair or in a property; `null` for everything else. */
function entryOf(node: Node): Node | null {
  if (node.type === "ArrayExpression") {
    const [name, value, ...others] = node.elements
    return others.length === 0 && value && name && /^subject$/i.test(stringOf(name) ?? "") ? value : null
  }
  const above = node.parent
  if (node.type !== "Property" || above?.type !== "ObjectExpression" || !/^subject$/i.test(propertyName(node) ?? "")) return null
  // `sendMail({ subject, text })` takes no headers.
  const isHeaders = above.properties.some((each) => /^(?:MIME-Version|Content-Type|Message-ID|Reply-To)$/i.test(propertyName(each) ?? ""))
  return isHeaders ? node.value : null
}

interface Open {
  readonly header: string
  readonly value: Node
  /** What a function of this file gives back as it came, where one stands in between. */
  readonly leak: Node | null
}

/** The first value that stands in a header as it came. */
function openIn(project: Project, module: SourceModule, { quasis, expressions }: Template): Open | null {
  let before = ""
  for (const [index, value] of expressions.entries()) {
    before += quasis[index]?.value.cooked ?? ""
    const header = HEADER.exec(before)?.[1]
    const isText = /^subject$/i.test(header ?? "") || IS_DISPLAY_NAME.test(quasis[index + 1]?.value.cooked ?? "")
    if (header !== undefined && isText) {
      const passed = passedThrough(project, module, value)
      if (isOpen(project, module, passed?.value ?? value))
        return { header: `${header}:`, value: passed?.value ?? value, leak: passed?.leak ?? null }
    }
    before += "?"
  }
  return null
}

// All of ASCII, which is what RFC 2047 has to encode nothing of, holds the line breaks as well: `/^[\x00-\x7f]*$/.test(value)`.
const SPARES_ASCII = /\[\^?(?:\\x00-|\\u0000-|\\0-|\\x01-|\\u0001-)|\\p\{ASCII\}|^\[\\(?:x80|u0080|x7f|u007f)-/i

/** `headerText(mail.subject)` with a function that gives back as they came the values that are of ASCII signs only. */
function passedThrough(project: Project, module: SourceModule, value: Node): { readonly value: Node; readonly leak: Node | null } | null {
  const call = bare(value)
  const [given, ...others] = call.type === "CallExpression" ? call.arguments : []
  const meaning = call.type === "CallExpression" && given && others.length === 0 ? meaningOf(project, module, call.callee) : null
  const [parameter] = meaning?.kind === "function" ? meaning.node.params : []
  if (meaning?.kind !== "function" || !given || parameter?.type !== "Identifier" || !meaning.node.body) return null
  const isParameter = (node: Node | null | undefined) => node?.type === "Identifier" && node.name === parameter.name
  let spares = false
  let leak: Node | null = null
  for (const node of descendants(meaning.node.body)) {
    if (node.type === "Literal" && "regex" in node && node.regex) {
      if (!SPARES_ASCII.test(node.regex.pattern)) return null
      spares = true
    }
    if (node.type === "ConditionalExpression" && (isParameter(node.consequent) || isParameter(node.alternate))) leak ??= node
    if (node.type === "ReturnStatement" && isParameter(node.argument)) leak ??= node
  }
  return spares && leak ? { value: given, leak: meaning.module === module ? leak : null } : null
}

function isOpen(project: Project, module: SourceModule, value: Node): boolean {
  let inner = bare(value)
  while (
    inner.type === "CallExpression" &&
    inner.callee.type === "MemberExpression" &&
    KEEPS_LINE_BREAKS.test(propertyName(inner.callee) ?? "")
  )
    inner = bare(inner.callee.object)
  if (inner.type === "LogicalExpression") inner = bare(inner.left)
  const name = inner.type === "Identifier" ? inner.name : inner.type === "MemberExpression" ? propertyName(inner) : null
  if (name === null || OWN.test(name) || /\b(?:process\.env|config|settings|options)\b/.test(module.textOf(inner))) return false
  return stringOf(definitionOf(project, module, inner)?.node) === null && isHandedIn(module, inner, 0)
}

// It comes in with a parameter: what is made in the function was made by the service.
function isHandedIn(module: SourceModule, value: Node, depth: number): boolean {
  let root = bare(value)
  while (root.type === "MemberExpression") root = bare(root.object)
  const binding = root.type === "Identifier" ? module.bindings.resolve(root) : null
  if (binding?.kind === "parameter") return true
  const made = binding?.declaration.type === "VariableDeclarator" && binding.declaration.init ? bare(binding.declaration.init) : null
  return (
    made !== null && depth < 3 && (made.type === "Identifier" || made.type === "MemberExpression") && isHandedIn(module, made, depth + 1)
  )
}
