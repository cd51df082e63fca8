import { calleeName } from "../calls/call-facts.ts"
import { keptAsHash, keptInClear } from "../calls/kept-password.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { bare, descendants, enclosingFunction, functionName, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

type Call = Node & { type: "CallExpression" }

const PASSWORD = /^(?:password|passwd|pwd|pass|passphrase|user_?password)$/i
// What a stored account is usually called, so that forms and settings are left alone.
const RECORD =
  /^(?:_?user|users?\[\d\]|account|member|customer|admin|employee|doc|row|record|found\w*|existing\w*|db\w+|result|student|patient|profile)s?$/i

const HASHES = /bcrypt|argon2|scrypt|pbkdf2|createHash|hash(?:ed|Sync)?\s*\(|isMatch|compareSync|comparePassword\(/i

// Whole names, and the beginning of `comparePassword`.
const MENTIONS_PASSWORD =
  /\b(?:password|passwd|pwd|pass|passphrase|user_?password)\b|(?:compare|check|verify|validate|match)\w*pass|(?:password|passwd|pwd)_?(?:hash|digest)|(?:hashed|encrypted)_?passw/i

export const noPlaintextPassword = defineRule({
  kind: "source",
  id: "no-plaintext-password",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "Passwords are stored as they were typed",
  why: "Whoever sees the table once, in a backup, a log or through one injection, has every password, and most people use theirs elsewhere too. A comparison with `===` works only if that is how they are stored.",
  fix: "Store `bcrypt.hash(password, 12)` or `argon2.hash(password)` and check with the library's own compare.",
  cwe: ["CWE-256", "CWE-522"],
  yieldsTo: ["no-weak-password-hash"],
  needs: { path: "server", text: [/pass|pwd/i, MENTIONS_PASSWORD] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !/pass|pwd/i.test(module.text)) return
    for (const node of descendants(module.program)) {
      if (node.type === "BinaryExpression" && /^[!=]==?$/.test(node.operator)) yield* compared(module, node)
      const asHash = keptAsHash(module, node)
      if (asHash) yield unhashed(module, asHash)
      if (node.type !== "CallExpression") continue
      yield* searched(module, node)
      yield* askedInSql(module, node)
      const kept = keptInClear(project, module, node)
      if (kept) yield written(module, node, kept)
    }
  },
})

function written(module: SourceModule, call: Call, value: Node): Draft {
  return {
    at: value,
    confidence: "medium",
    message: `Everyone who sees the table once, in a backup or through one injection, has every password: \`${calleeName(module, call)}\` writes \`${module.textOf(value).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)}\` as it was typed, and nothing on the way hashes it.`,
  }
}

function unhashed(module: SourceModule, value: Node): Draft {
  return {
    at: value.parent ?? value,
    message: `Everyone who sees the table once, in a backup or through one injection, has the password: \`${module.textOf(value).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)}\` is what was typed, and it is put where the hash belongs.`,
  }
}

// `query("select id from users where email = $1 and password = $2", [email, password])`
function* askedInSql(module: SourceModule, call: Call): Generator<Draft> {
  const [first, second, ...others] = call.arguments
  const sql = first && second ? stringOf(first) : null
  if (sql === null || sql.length > 4_000 || !second || !/^\s*select\b/i.test(sql)) return
  const match = /\b(?:password|passwd|pwd)["`]?\s{0,4}=\s{0,4}(?:\$(\d{1,2})|\?)/i.exec(sql)
  if (!match) return
  const index = match[1] === undefined ? [...sql.slice(0, match.index).matchAll(/\?/g)].length : Number(match[1]) - 1
  const list = bare(second)
  const value = list.type === "ArrayExpression" ? list.elements[index] : [second, ...others][index]
  if (!value || !isTyped(module, bare(value))) return
  const around = enclosingFunction(call)
  if (around && HASHES.test(module.namesOf(around))) return
  yield {
    at: call,
    confidence: "medium",
    message: `Everyone who sees the table once, in a backup or through one injection, has every password: \`${calleeName(module, call)}\` compares the column with the password as it was typed, so that is how it is stored.`,
    fix: "Search by name alone, then check the stored hash with `bcrypt.compare` or `argon2.verify`.",
  }
}

/** Whether a password is one that nothing has hashed yet on its way here. */
function isTyped(module: SourceModule, given: Node): boolean {
  if (!isGiven(module, given)) return false
  if (given.type !== "Identifier") return true
  const binding = module.bindings.resolve(given)
  const source = binding?.declaration.type === "VariableDeclarator" ? binding.declaration.init : null
  const isPlain = binding?.kind === "parameter" || (source && /^(?:req|request|ctx|body)\b|body$/.test(module.textOf(source)))
  return Boolean(isPlain) && (binding?.assigned.length ?? 0) === 0
}

function* compared(module: SourceModule, node: Node & { type: "BinaryExpression" }): Generator<Draft> {
  const sides = [bare(node.left), bare(node.right)] as const
  const around = enclosingFunction(node)
  const stored = sides.find((each) => isStored(module, each))
  const given = sides.find((each) => each !== stored && isGiven(module, each))
  const isComparer = around !== null && comparesPasswords(around, sides)
  if (!isComparer && (!stored || !given)) return
  if (around && !isComparer && HASHES.test(module.namesOf(around))) return
  yield {
    at: node,
    message: `Everyone who sees the table once, in a backup or through one injection, has every password: \`${module.textOf(node).replace(/\s+/g, " ").slice(0, 80)}\` can only be true if they are stored as they were typed.`,
  }
}

function isStored(module: SourceModule, node: Node): boolean {
  if (node.type !== "MemberExpression" || !PASSWORD.test(propertyName(node) ?? "")) return false
  const owner = bare(node.object)
  if (owner.type === "Identifier") return RECORD.test(owner.name)
  return (
    owner.type === "MemberExpression" && /^(?:user|users|rows|result|dataValues)(?:\.\w+)?\[\d\]$|\.dataValues$/.test(module.textOf(owner))
  )
}

function isGiven(module: SourceModule, node: Node): boolean {
  if (node.type === "Identifier") return PASSWORD.test(node.name)
  if (node.type !== "MemberExpression" || !PASSWORD.test(propertyName(node) ?? "")) return false
  return /^(?:req|request|ctx\.request|ctx|body|data|input|args|credentials|payload|loginDto|dto)\b/i.test(module.textOf(node.object))
}

/** `function comparePassword(fromDatabase, fromUser) { return fromDatabase === fromUser }` */
function comparesPasswords(around: FunctionNode, sides: readonly Node[]): boolean {
  if (!/^(?:compare|check|verify|validate|match)\w*pass(?:word)?$/i.test(functionName(around) ?? "")) return false
  const names = around.params.flatMap((each) => (each.type === "Identifier" ? [each.name] : []))
  if (names.some((each) => /conf|repeat|again|verif|second|retype|hash/i.test(each))) return false
  return names.length === 2 && sides.every((each) => each.type === "Identifier" && names.includes(each.name))
}

// `User.findOne({ email, password: req.body.password })`
function* searched(module: SourceModule, call: Call): Generator<Draft> {
  if (call.callee.type !== "MemberExpression") return
  if (!/^(?:find(?:One|First|Unique|OneBy|OneOrFail|FirstOrThrow)?|where)$/.test(propertyName(call.callee) ?? "")) return
  const [first] = call.arguments
  const filter = propertyOf(first, "where") ?? first
  if (!filter || bare(filter).type !== "ObjectExpression") return
  const value = propertyOf(filter, "password")
  if (!value || !["email", "username", "userName", "login", "name", "user"].some((name) => propertyOf(filter, name))) return
  const given = bare(value)
  if (!isTyped(module, given)) return
  const around = enclosingFunction(call)
  if (around && /(?:password|passwd|pwd)\s*=\s*(?:await\s+)?[\w.]*(?:hash|md5|sha|encrypt|crypt)/i.test(module.textOf(around))) return
  yield {
    at: value.parent ?? value,
    confidence: "medium",
    message: `Everyone who sees the table once, in a backup or through one injection, has every password: \`${module.textOf(call.callee).slice(0, 50)}\` searches for the password as it was typed, so that is how it is stored.`,
    fix: "Search by name alone, then check the stored hash with `bcrypt.compare` or `argon2.verify`.",
  }
}
