import { enclosingFunction, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { usesOf } from "../source/uses-of.ts"
import { literalOf } from "../settings/read-options.ts"

type Call = Node & { type: "CallExpression" }

/**
 * What a decryption with an authenticated cipher leaves unchecked: `no-tag` nothing to compare with, `no-final` the comparison is never
 * made, `never-succeeds` there is nothing to compare with and Node refuses, `short-tag` the sender chooses how much is compared.
 */
export interface UncheckedDecryption {
  readonly what: "no-tag" | "no-final" | "never-succeeds" | "short-tag"
  readonly algorithm: string
  /** The name of the decipher. */
  readonly name: string
  /** The call to speak of: of `createDecipheriv`, or of `setAuthTag`. */
  readonly node: Node
}

const AUTHENTICATED = /^(?:id-)?aes-?(?:128|192|256)-(?:gcm|ocb)$|^chacha20-poly1305$/i

/**
 * Judges a call of `crypto.createDecipheriv`; `null` when all is checked, or when the decipher leaves the function. Tried with Node 20 to 24: `final()` of
 * GCM throws without a tag, that of ChaCha20-Poly1305 does not; GCM takes tags from 4 bytes on unless `authTagLength` is given.
 */
export function uncheckedDecryption(project: Project, module: SourceModule, call: Call): UncheckedDecryption | null {
  const [first] = call.arguments
  const algorithm = first ? literalOf(project, module, first) : undefined
  const declared = call.parent
  if (typeof algorithm !== "string" || !AUTHENTICATED.test(algorithm)) return null
  if (declared?.type !== "VariableDeclarator" || declared.id.type !== "Identifier") return null
  const binding = module.bindings.resolve(declared.id)
  const around = enclosingFunction(call)
  if (!binding || !around || binding.assigned.length > 0) return null
  const calls = new Map<string, Node>()
  for (const use of usesOf(module, binding, around)) {
    const member = use.parent
    // Handed on, somebody else may do the rest.
    if (member?.type !== "MemberExpression" || member.object !== use) return null
    for (const [method, called] of chained(member)) calls.set(method, called)
  }
  const { name } = binding
  const tagged = calls.get("setAuthTag")
  if (!calls.has("update") || calls.has("pipe") || calls.has("on") || calls.has("")) return null
  if (!tagged) {
    const refuses = calls.has("final") && !/^chacha/i.test(algorithm)
    return { what: refuses ? "never-succeeds" : "no-tag", algorithm, name, node: call }
  }
  if (!calls.has("final")) return { what: "no-final", algorithm, name, node: tagged }
  return /gcm$/i.test(algorithm) && call.arguments.length === 3 && isTagOfAnyLength(module, around, tagged)
    ? { what: "short-tag", algorithm, name, node: call }
    : null
}

// What gives back the decipher: `decipher.setAAD(…).setAuthTag(…)`.
const SETS = /^set(?:AAD|AuthTag|AutoPadding)$/

/** The methods called on the decipher one after the other, with their calls. */
function* chained(first: Node & { type: "MemberExpression" }): Generator<readonly [string, Node]> {
  for (let member: Node | null | undefined = first; member?.type === "MemberExpression";) {
    const method = propertyName(member) ?? ""
    const call: Node | null | undefined = member.parent
    yield [method, call ?? member]
    if (!SETS.test(method) || call?.type !== "CallExpression" || call.callee !== member) return
    member = call.parent?.type === "MemberExpression" && call.parent.object === call ? call.parent : null
  }
}

// `setAuthTag(Buffer.from(parts[1], "hex"))`: as long as whoever wrote the text wants it. A slice of the message has the length that is written there.
function isTagOfAnyLength(module: SourceModule, around: Node, tagged: Node): boolean {
  const tag = tagged.type === "CallExpression" ? tagged.arguments[0] : undefined
  if (!tag) return false
  const binding = tag.type === "Identifier" ? module.bindings.resolve(tag) : null
  const value = binding?.declaration.type === "VariableDeclarator" && binding.pattern.length === 0 ? binding.declaration.init : tag
  const text = value ? module.textOf(value) : ""
  return (
    /^Buffer\.from\([^"'`)\]]+(?:\[\d+\])?,\s*["'`](?:hex|base64(?:url)?)["'`]\)$/.test(text) &&
    !/\.(?:byteL|l)ength\b/.test(module.textOf(around))
  )
}
