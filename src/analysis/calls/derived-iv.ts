import { bare, descendants, enclosingFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { onlyValueOf, PART } from "./fixed-value.ts"
import { hasOwnKey } from "./repeated-iv.ts"

type Call = Node & { type: "CallExpression" }

// With these, two messages under one key and one nonce give each other away (NIST SP 800-38D, section 8; RFC 8439, section 4).
const STREAMS = /-(?:gcm|ctr|ccm|ocb)$|^chacha20/i
const DIGESTS = /^crypto\.create(?:Hash|Hmac)$/
// Another for each message, as far as names tell.
const CHANGES =
  /[rR]andom|[nN]once|[sS]alt|\biv\b|\bcount|[cC]ounter|[vV]ersion|[rR]evision|[sS]equence|\bseq|[iI]ndex|[oO]ffset|[cC]hunk|[mM]essage|[pP]acket|[fF]rame|[tT]ime|\bdate|Date|\bnow\b|uuid\(|UUID\(|\+\+/
const MAX_DEPTH = 6
// A function that only makes a nonce is short.
const MAX_HELPER = 400

/**
 * What the nonce of an encryption is hashed from, when it is neither the message nor anything that changes from one to the next: the id of
 * the record that is encrypted anew at each change. `null` where it is not made so, or the cipher bears it.
 */
export function nonceSource(project: Project, module: SourceModule, call: Call): Node | null {
  const [algorithm, , iv] = call.arguments
  const around = enclosingFunction(call)
  if (!around || !iv || !algorithm || !STREAMS.test(textBehind(module, algorithm)) || hasOwnKey(module, call)) return null
  const inputs = hashedInto(project, module, iv, 0)
  const messages = inputs && namesOf(encryptedIn(project, module, around))
  if (!inputs || !messages || messages.size === 0 || inputs.some((each) => CHANGES.test(module.textOf(each)))) return null
  const written = [...namesOf(inputs)]
  const names = [...written, ...written.flatMap((name) => [...namesOf(valuesOf(module, inputs, name))])]
  return names.some((name) => messages.has(name) || CHANGES.test(name)) ? null : (inputs[0] ?? null)
}

/** What goes into the hash that a nonce is, or is a part of, in the function that encrypts; `null` where it is no hash of anything that varies. */
function hashedInto(project: Project, module: SourceModule, node: Node, depth: number): Node[] | null {
  const inner = bare(node)
  if (depth > MAX_DEPTH) return null
  if (inner.type === "Identifier") {
    const value = onlyValueOf(module, inner)
    return value && enclosingFunction(value) !== null ? hashedInto(project, module, value, depth + 1) : null
  }
  if (inner.type !== "CallExpression") return null
  if (inner.callee.type === "MemberExpression" && PART.test(propertyName(inner.callee) ?? ""))
    return hashedInto(project, module, inner.callee.object, depth + 1)
  const meaning = meaningOf(project, module, inner.callee)
  if (meaning?.kind === "function") {
    const body = meaning.node.body ? meaning.module.textOf(meaning.node.body) : ""
    const isHash = body.length <= MAX_HELPER && /\bcreate(?:Hash|Hmac)\(/.test(body) && !CHANGES.test(body)
    return isHash ? variable(inner.arguments) : null
  }
  return updatesOf(project, module, inner)
}

// `createHash("sha256").update(tenant).update(id).digest().toString("hex")`
function updatesOf(project: Project, module: SourceModule, call: Call): Node[] | null {
  const inputs: Node[] = []
  let current: Node = call
  for (let depth = 0; depth < MAX_DEPTH && current.type === "CallExpression"; depth++) {
    if (DIGESTS.test(originOf(project, module, current.callee) ?? "")) return variable(inputs)
    if (current.callee.type !== "MemberExpression") return null
    const method = propertyName(current.callee) ?? ""
    if (method === "update" && current.arguments[0]) inputs.push(current.arguments[0])
    else if (!PART.test(method) && !/^(?:toString|digest)$/.test(method)) return null
    current = bare(current.callee.object)
  }
  return null
}

function variable(inputs: readonly Node[]): Node[] | null {
  const found = inputs.filter((each) => stringOf(each) === null)
  return found.length > 0 ? found : null
}

/** What is given to `cipher.update(…)` in a function, and not to a hash. */
function encryptedIn(project: Project, module: SourceModule, around: Node): Node[] {
  const found: Node[] = []
  for (const call of nodesOf(module.program, "CallExpression")) {
    if (call.start < around.start || call.end > around.end || call.callee.type !== "MemberExpression") continue
    const [message] = call.arguments
    if (propertyName(call.callee) === "update" && message && updatesOf(project, module, call) === null) found.push(message)
  }
  return [...found, ...found.flatMap((each) => [...namesOf([each])].flatMap((name) => valuesOf(module, [each], name)))]
}

// `const text = JSON.stringify(record)`: whoever hashes the record hashes the message.
function valuesOf(module: SourceModule, nodes: readonly Node[], name: string): Node[] {
  for (const node of nodes)
    for (const each of descendants(node)) {
      const value = each.type === "Identifier" && each.name === name ? onlyValueOf(module, each) : null
      if (value) return [value]
    }
  return []
}

function namesOf(nodes: readonly Node[]): Set<string> {
  const names = new Set<string>()
  for (const node of nodes)
    for (const each of descendants(node)) {
      const isProperty = each.parent?.type === "MemberExpression" && each.parent.property === each && !each.parent.computed
      if (each.type === "Identifier" && !isProperty && each.name !== "Buffer" && each.name !== "JSON") names.add(each.name)
    }
  return names
}

function textBehind(module: SourceModule, node: Node): string {
  const inner = bare(node)
  return stringOf(inner.type === "Identifier" ? (onlyValueOf(module, inner) ?? inner) : inner) ?? ""
}
