import { bare, enclosingFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { isPlaceholder, looksChosen } from "../source/secret-words.ts"
import { onlyValueOf } from "./fixed-value.ts"
import { helperDigest, startOfUpdates } from "./digest-helper.ts"

/** A text of the source that the password of whoever logs in is compared with. */
export interface ComparedPassword {
  /** The text. */
  readonly node: Node
  /** What the password is called that is compared with it. */
  readonly name: string
}

const PASSWORD =
  /^(?:\w*_)?(?:pass|password|passwd|pwd|passphrase|passcode)$|^(?:given|entered|provided|input|user|admin)(?:Password|Pass)$/
const USER = /^(?:\w*_)?(?:user|user_?name|login|e_?mail)$/i
// What parses the header of basic authentication gives `name` and `pass`.
const USER_OF_HEADER = /^name$/i
const OF_HEADER = /basic-?auth|credentials|\bauth\(/i
const COMPARES = /^(?:timingSafeEqual|safeCompare|safeEqual|constantTimeEqual|constantTimeCompare|secureCompare|tsscmp|timingSafeCompare)$/
const MAX_DEPTH = 6

/** Every text of a file that somebody has to send as the password to be let in. */
export function* comparedPasswords(project: Project, module: SourceModule): Generator<ComparedPassword> {
  if (!/pass|pwd/i.test(module.text)) return
  for (const node of nodesOf(module.program, "BinaryExpression", "CallExpression")) {
    const [one, other] = sidesOf(node)
    if (!one || !other) continue
    const found = compared(project, module, one, other) ?? compared(project, module, other, one)
    if (found && mayOpen(project, module, node, found)) yield found
  }
}

/** The two values a node compares; nothing for other nodes. */
function sidesOf(node: Node): readonly (Node | undefined)[] {
  if (node.type === "BinaryExpression")
    return /^[!=]==?$/.test(node.operator) && node.left.type !== "PrivateIdentifier" ? [node.left, node.right] : []
  if (node.type !== "CallExpression") return []
  const callee = bare(node.callee)
  const name = callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? propertyName(callee) : null
  return name !== null && COMPARES.test(name) ? [node.arguments[0], node.arguments[1]] : []
}

function compared(project: Project, module: SourceModule, given: Node, kept: Node): ComparedPassword | null {
  const name = nameWithin(project, module, given)
  if (name === null || !PASSWORD.test(name)) return null
  const node = textWithin(project, module, kept)
  return node && { node, name }
}

// A text of the usual words opens an account all the same when the name of the user is compared beside it.
function mayOpen(project: Project, module: SourceModule, comparison: Node, { node }: ComparedPassword): boolean {
  const text = stringOf(node) ?? ""
  if (text.length < 4 || isPlaceholder(text) || /^[A-Z][A-Z0-9_]*$/.test(text)) return false
  return looksChosen(text) || comparesUserBeside(project, module, comparison)
}

function comparesUserBeside(project: Project, module: SourceModule, comparison: Node): boolean {
  const around = enclosingFunction(comparison) ?? module.program
  const isOfHeader = OF_HEADER.test(module.textOf(around).slice(0, 5_000))
  const isUser = (name: string) => USER.test(name) || (isOfHeader && USER_OF_HEADER.test(name))
  return nodesOf(module.program, "BinaryExpression", "CallExpression").some((each) => {
    if (each === comparison || each.start < around.start || each.end > around.end) return false
    const [one, other] = sidesOf(each)
    if (!one || !other) return false
    const isKept = (given: Node, kept: Node) =>
      isUser(nameWithin(project, module, given) ?? "") && (stringOf(textWithin(project, module, kept)) ?? "") !== ""
    return isKept(one, other) || isKept(other, one)
  })
}

/** The name of what is compared, through hashes and buffers around it; `null` when it is none. */
function nameWithin(project: Project, module: SourceModule, node: Node): string | null {
  const inner = wrapped(project, module, node)
  return inner.type === "Identifier" ? inner.name : inner.type === "MemberExpression" ? propertyName(inner) : null
}

/** The text of the source behind a value, through constants, hashes and buffers; `null` when there is none. */
function textWithin(project: Project, module: SourceModule, node: Node, depth = 0): Node | null {
  if (depth > MAX_DEPTH) return null
  const inner = wrapped(project, module, node)
  if (stringOf(inner) !== null) return inner
  const value = inner.type === "Identifier" ? onlyValueOf(module, inner) : null
  return value && textWithin(project, module, value, depth + 1)
}

/** What `Buffer.from(…)`, `createHash(…).update(…).digest()` or a helper that hashes is given. */
function wrapped(project: Project, module: SourceModule, node: Node): Node {
  let inner = bare(node)
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const within = inner.type === "CallExpression" ? givenTo(project, module, inner) : null
    if (!within) return inner
    inner = bare(within)
  }
  return inner
}

function givenTo(project: Project, module: SourceModule, call: Node & { type: "CallExpression" }): Node | null {
  const callee = bare(call.callee)
  const [first] = call.arguments
  if (callee.type === "Identifier" && callee.name === "String") return first ?? null
  if (callee.type === "MemberExpression") {
    const method = propertyName(callee) ?? ""
    if (method === "from" || method === "encode") return first ?? null
    if (method === "digest" || method === "toString" || method === "trim") return callee.object
    if (method === "update" && startOfUpdates(callee.object).type === "CallExpression") return first ?? null
  }
  const helped = helperDigest(project, module, call)
  return helped?.inputs.length === 1 ? (helped.inputs[0] ?? null) : null
}
