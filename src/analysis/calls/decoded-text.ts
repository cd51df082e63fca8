import { definitionOf } from "../flow/schema/definition.ts"
import { bare, descendants, isFunction, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const MAX_DEPTH = 8
// Shorter ones are marks of files and single signs.
const MIN_LENGTH = 8
const MIN_SIGNS = 6
const KEEPS = /^(?:toString|trim|join|slice|substring|concat|replace|replaceAll)$/
const UNPACKS = /^zlib\.(?:inflate|inflateRaw|gunzip|unzip|brotliDecompress)Sync$/
const ENCODINGS = /^(?:hex|base64(?:url)?|binary|latin1)$/i
const DECODES = /^globalThis\.(?:atob|unescape|decodeURIComponent)$/
const BUFFERS = /^(?:globalThis\.Buffer\.from|globalThis\.Buffer|buffer\.Buffer\.from|buffer\.Buffer)$/

/**
 * The encoded text, as it is written, that a value is decoded from; `null` where it is no text of the source in base64, hexadecimal,
 * percent signs or numbers of characters. A function of the repository that decodes what it is given counts as its decoder.
 */
export function writtenInCode(project: Project, module: SourceModule, node: Node, depth = 0): string | null {
  if (depth > MAX_DEPTH) return null
  const inner = bare(node)
  const further = (next: Node | null | undefined) => (next ? writtenInCode(project, module, next, depth + 1) : null)
  if (inner.type === "Identifier") {
    const defined = definitionOf(project, module, inner)
    return defined && defined.node !== inner ? writtenInCode(project, defined.module, defined.node, depth + 1) : null
  }
  if (inner.type === "TemplateLiteral") return inner.expressions.map(further).find((each) => each !== null) ?? null
  if (inner.type === "BinaryExpression" && inner.operator === "+") return further(inner.left) ?? further(inner.right)
  if (inner.type !== "CallExpression" && inner.type !== "NewExpression") return null
  const [first, second] = inner.arguments
  const origin = originOf(project, module, inner.callee)
  if (origin !== null && first) {
    if (UNPACKS.test(origin)) return further(first)
    if (DECODES.test(origin)) return encoded(project, module, first, origin.endsWith("atob") ? MIN_LENGTH : 0)
    if (BUFFERS.test(origin) && second && ENCODINGS.test(stringOf(second) ?? "")) return encoded(project, module, first, MIN_LENGTH)
    if (origin === "globalThis.String.fromCharCode" && inner.arguments.length >= MIN_SIGNS && inner.arguments.every(isNumber))
      return module.textOf(inner).slice(0, 40)
  }
  const callee = bare(inner.callee)
  if (callee.type === "MemberExpression" && KEEPS.test(propertyName(callee) ?? "")) {
    const receiver = bare(callee.object)
    // `"…".split("").reverse().join("")`
    const turned = receiver.type === "CallExpression" && propertyName(receiver.callee) === "reverse" ? receiver.callee : null
    const split = turned?.type === "MemberExpression" ? bare(turned.object) : null
    if (split?.type === "CallExpression" && split.callee.type === "MemberExpression" && propertyName(split.callee) === "split")
      return encoded(project, module, split.callee.object, MIN_LENGTH)
    return further(callee.object)
  }
  const meaning = first ? meaningOf(project, module, callee) : null
  return first && meaning?.kind === "function" && decodes(project, meaning.module, meaning.node)
    ? encoded(project, module, first, MIN_LENGTH)
    : null
}

/** A written text of at least this length; for percent signs every one has to be one. */
function encoded(project: Project, module: SourceModule, node: Node, least: number): string | null {
  const defined = definitionOf(project, module, node)
  const text = defined ? stringOf(defined.node) : stringOf(node)
  if (text === null || text.length < MIN_LENGTH) return null
  return least > 0 || /^(?:%[\da-f]{2}){6,}$/i.test(text) ? text : null
}

function isNumber(node: Node): boolean {
  return node.type === "Literal" && typeof node.value === "number"
}

// `(text) => Buffer.from(text, "hex").toString()`
function decodes(project: Project, module: SourceModule, node: FunctionNode): boolean {
  const [parameter] = node.params
  if (parameter?.type !== "Identifier" || !node.body) return false
  for (const each of descendants(node.body, isFunction)) {
    if (each.type !== "CallExpression" && each.type !== "NewExpression") continue
    const [first, second] = each.arguments
    if (first?.type !== "Identifier" || first.name !== parameter.name) continue
    const origin = originOf(project, module, each.callee) ?? ""
    if (DECODES.test(origin) || (BUFFERS.test(origin) && second && ENCODINGS.test(stringOf(second) ?? ""))) return true
  }
  return false
}
