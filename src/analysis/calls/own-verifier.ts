import { bare, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { Binding } from "../source/bindings.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { onlyValueOf } from "./fixed-value.ts"

type Call = Node & { type: "CallExpression" }

/** A check of signatures that is written by hand and lets the header of the token choose the algorithm. */
export interface ChosenByHeader {
  /** Where the header is asked. */
  readonly at: Node
  /** What the one key is called that serves as a shared secret and as a public key. */
  readonly key: string
}

const SHARED = /^HS\d{3}$/
const ASYMMETRIC = /^(?:RS|ES|PS)\d{3}$|^EdDSA$/
// Whoever looks at what kind of key it is has seen to it.
const LOOKS_AT_KEY =
  /\basymmetricKeyType\b|\bcreateSecretKey\b|\bcreatePublicKey\b|BEGIN|\bkty\b|\btype\s{0,3}[!=]==?\s{0,3}["'](?:secret|public|private)["']/

/**
 * The place of a file where `alg` of a token's header decides whether a key is the secret of an HMAC or a public key, and nothing compares it
 * with what was agreed; `null` when there is none.
 */
export function chosenByHeader(project: Project, module: SourceModule): ChosenByHeader | null {
  if (!/createHmac/.test(module.code) || !/\balg\b/.test(module.code) || LOOKS_AT_KEY.test(module.code)) return null
  const asked = algorithmsAsked(module)
  if (asked.length === 0 || asked.some((each) => isCompared(each))) return null
  const ofBoth = keyOfBoth(project, module)
  if (ofBoth !== null) return { at: asked[0] as Node, key: ofBoth.name }
  for (const at of asked) {
    const key = keyOfLookup(module, at)
    if (key !== null) return { at, key }
  }
  return null
}

/** Every place where `alg` of a header is read: `header.alg`, and the name it was taken out under. */
function algorithmsAsked(module: SourceModule): readonly Node[] {
  const members = nodesOf(module.program, "MemberExpression").filter(
    (each) => propertyName(each) === "alg" && isHeader(each.object) && !isAssignedTo(each),
  )
  const taken = nodesOf(module.program, "Identifier").filter((each) => {
    const binding = each.name === "alg" ? module.bindings.resolve(each) : null
    if (!binding || binding.identifier === each || binding.declaration.type !== "VariableDeclarator") return false
    // A key of an object that is written as `{ alg }` is no question.
    return each.parent?.type !== "Property" && binding.pattern.includes("alg") && isFromHeader(module, binding)
  })
  return [...members, ...taken].sort((a, b) => a.start - b.start)
}

function isHeader(node: Node): boolean {
  const inner = bare(node)
  const name = inner.type === "Identifier" ? inner.name : inner.type === "MemberExpression" ? propertyName(inner) : null
  return name !== null && /head(?:er)?s?$|protected$/i.test(name)
}

// `const { alg } = parse(parts[0])`; that of a key which is looked up was not written by the sender.
function isFromHeader(module: SourceModule, { declaration }: Binding): boolean {
  if (declaration.type !== "VariableDeclarator" || !declaration.init) return false
  const init = bare(declaration.init)
  return isHeader(init) || (init.type === "CallExpression" && /head|decode|parse/i.test(module.textOf(init).slice(0, 200)))
}

function isAssignedTo(member: Node): boolean {
  return member.parent?.type === "AssignmentExpression" && member.parent.left === member
}

// `header.alg !== expected`, `header.alg === options.algorithm`, `allowed.includes(header.alg)`; `=== "HS256"` only chooses.
function isCompared(asked: Node): boolean {
  const { parent } = asked
  if (parent?.type === "BinaryExpression" && /^[!=]==?$/.test(parent.operator))
    return parent.operator.startsWith("!") || stringOf(parent.left === asked ? parent.right : parent.left) === null
  if (parent?.type !== "CallExpression" || parent.callee === asked) return false
  return /^(?:includes|has|indexOf|equal|strictEqual|some|assert\w*|check\w*|validate\w*)$/.test(nameOf(parent.callee) ?? "")
}

/** The name that stands for a shared secret and for a public key at once; `null` when each has its own. */
function keyOfBoth(project: Project, module: SourceModule): Binding | null {
  const secrets = new Set<Binding>()
  const publicKeys = new Set<Binding>()
  for (const call of nodesOf(module.program, "CallExpression")) {
    const used = keyIn(project, module, call)
    const key = used ? bare(used.key) : null
    const binding = key?.type === "Identifier" ? module.bindings.resolve(key) : null
    if (used && binding) (used.isSecret ? secrets : publicKeys).add(binding)
  }
  return [...publicKeys].find((each) => secrets.has(each)) ?? null
}

/** The key a call makes an HMAC with, or checks a signature with; `null` for other calls. */
function keyIn(project: Project, module: SourceModule, call: Call): { readonly key: Node; readonly isSecret: boolean } | null {
  const name = nameOf(call.callee)
  if (name !== "createHmac" && name !== "verify") return null
  const origin = originOf(project, module, call.callee) ?? ""
  const isSecret = origin === "crypto.createHmac"
  const index = isSecret ? 1 : origin === "crypto.verify" ? 2 : origin.startsWith("crypto.createVerify()") ? 0 : -1
  const key = call.arguments[index]
  return key ? { key, isSecret } : null
}

/** The key that is given to whatever check a table holds under the algorithm: `checks[header.alg](input, key, signature)`; `null` for the rest. */
function keyOfLookup(module: SourceModule, asked: Node): string | null {
  const lookup = asked.parent
  const table =
    lookup?.type === "MemberExpression" && lookup.computed && lookup.property === asked
      ? lookup.object
      : lookup?.type === "CallExpression" && lookup.callee.type === "MemberExpression" && propertyName(lookup.callee) === "get"
        ? lookup.callee.object
        : null
  if (!lookup || table === null || !holdsBothKinds(module, table)) return null
  for (const call of callsOf(module, lookup)) {
    const key = call.arguments.map((each) => nameOf(each)).find((name) => name !== null && /key|secret|pem/i.test(name))
    if (key) return key
  }
  return null
}

function callsOf(module: SourceModule, lookup: Node): readonly Call[] {
  const { parent } = lookup
  if (parent?.type === "CallExpression" && parent.callee === lookup) return [parent]
  if (parent?.type !== "VariableDeclarator" || parent.id.type !== "Identifier") return []
  const binding = module.bindings.resolve(parent.id)
  return nodesOf(module.program, "CallExpression").filter(
    (each) => each.callee.type === "Identifier" && module.bindings.resolve(each.callee) === binding,
  )
}

// `{ HS256: (…) => …, RS256: (…) => … }`, `new Map([["HS256", …], ["RS256", …]])`
function holdsBothKinds(module: SourceModule, node: Node): boolean {
  const inner = bare(node)
  const value = inner.type === "Identifier" ? onlyValueOf(module, inner) : null
  const table = value ? bare(value) : null
  const list = table?.type === "NewExpression" && table.arguments[0] ? bare(table.arguments[0]) : table
  const names: string[] = []
  if (list?.type === "ObjectExpression") {
    for (const each of list.properties)
      if (each.type === "Property" && (isFunction(bare(each.value)) || bare(each.value).type === "CallExpression"))
        names.push(propertyName(each) ?? "")
  } else if (list?.type === "ArrayExpression") {
    for (const each of list.elements) if (each?.type === "ArrayExpression") names.push(stringOf(each.elements[0]) ?? "")
  }
  return names.some((each) => SHARED.test(each)) && names.some((each) => ASYMMETRIC.test(each))
}

function nameOf(node: Node): string | null {
  const inner = bare(node)
  return inner.type === "Identifier" ? inner.name : inner.type === "MemberExpression" ? propertyName(inner) : null
}
