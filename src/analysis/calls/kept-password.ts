import { parseSql } from "../database/sql-statement.ts"
import { isTestPath } from "../classify.ts"
import { bare, enclosingFunction, isFunction, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { callFacts } from "./call-facts.ts"
import type { Call } from "./call-facts.ts"
import { clientValueOf } from "./client-value.ts"

/** The column or property of a record for a password as such; `password_hash` is another. */
const COLUMN = /^(?:user_?)?(?:password|passwd|pwd|passphrase)$/i
/** What names the account beside it, so that passwords for mail servers and shared links are left alone. */
const ACCOUNT = /^(?:e_?mail(?:_?address)?|user_?name|login|nick_?name|first_?name|full_?name|display_?name|name|handle)$/i
const INSERTS = /^(?:create|insert|insertOne|save|values|build|add|upsert)$/
/** Drivers and builders that write what they are given; what stands above them may hash in a hook. */
const AS_GIVEN = /^(?:knex|@prisma\/client|pg|mysql2?|better-sqlite3|sqlite3|mongodb|drizzle-orm|kysely)\b/
const HASHES =
  /bcrypt|argon2|scrypt|pbkdf2|crypto-js|createHash|createHmac|subtle|\bhash\w*\s*\(|\w+Hash(?:er|ed)?\b|passport-local-mongoose|better-auth|\$extends|\$use\b/i
const HANDED = /^(?:\w*dto|body|payload|input|data|values?|user(?:data)?|account|args|params|credentials|props)$/i

/** A password that is written to a table as it came; `null` when a call writes none, or something may hash it on the way. */
export function keptInClear(project: Project, module: SourceModule, call: Call): Node | null {
  const written = inStatement(call) ?? inRecord(project, module, call)
  if (!written) return null
  const { value, isAsGiven } = written
  if (isOfAnotherSystem(value)) return null
  const around = enclosingFunction(call)
  const origin = originOfPassword(module, value)
  if (!around || origin === null || HASHES.test(module.namesOf(around))) return null
  if (isAsGiven && origin === "request" && !HASHES.test(module.namesOf(module.program))) return value
  return hashesAnywhere(project) ? null : value
}

// `{ hostname, tls, username, password }`: whoever logs in elsewhere with it needs it as it is.
function isOfAnotherSystem(value: Node): boolean {
  const property = value.parent
  const record = property?.type === "Property" ? property.parent : null
  return (
    record?.type === "ObjectExpression" &&
    record.properties.some(
      (each) =>
        each.type === "Property" && /^(?:host|host_?name|port|tls|ssl|(?:smtp|imap|ftp|db|proxy)\w{0,20})$/i.test(propertyName(each) ?? ""),
    )
  )
}

// `passwordHash`, `hashed_password`, `passwordDigest`
const HASH_COLUMN = /^(?:user_?)?(?:(?:password|passwd|pwd)_?(?:hash|digest)|(?:hashed|encrypted)_?(?:password|passwd|pwd))$/i

/**
 * A password of the request that is put where its hash belongs, `user.passwordHash = req.body.password` or that in a record; `null` for
 * other properties and assignments.
 */
export function keptAsHash(module: SourceModule, node: Node): Node | null {
  const [target, value] =
    node.type === "AssignmentExpression" && node.operator === "="
      ? [bare(node.left), node.right]
      : node.type === "Property" && node.parent?.type === "ObjectExpression"
        ? [node, node.value]
        : [null, null]
  if (!target || !value || (target.type !== "MemberExpression" && target.type !== "Property")) return null
  if (!HASH_COLUMN.test(propertyName(target) ?? "")) return null
  const client = clientValueOf(module, value)
  return client?.place === "body" && /^(?:new_?)?(?:password|passwd|pwd)$/i.test(client.name) ? value : null
}

interface Written {
  readonly value: Node
  readonly isAsGiven: boolean
}

// `INSERT INTO users (email, password) VALUES ($1, $2)` with its parameters
function inStatement(call: Call): Written | null {
  const [first, second, ...others] = call.arguments
  const text = stringOf(first)
  // `crypt($2, gen_salt('bf'))`: the database hashes it.
  if (text === null || !second || !/passw|pwd|passphrase/i.test(text) || /\b(?:crypt|digest|sha\d*|md5|encrypt|password)\s?\(/i.test(text))
    return null
  const statement = parseSql(text)
  const column = statement?.writes.find((each) => COLUMN.test(each.column))
  if (!statement || column?.value.kind !== "parameter" || !statement.writes.some((each) => ACCOUNT.test(each.column))) return null
  const list = bare(second)
  const value = list.type === "ArrayExpression" ? list.elements[column.value.index] : [second, ...others][column.value.index]
  return value ? { value, isAsGiven: true } : null
}

// `knex("users").insert({ email, password })`, `prisma.user.create({ data: { … } })`, `User.create({ … })`
function inRecord(project: Project, module: SourceModule, call: Call): Written | null {
  const method = call.callee.type === "MemberExpression" ? (propertyName(call.callee) ?? "") : ""
  if (!INSERTS.test(method)) return null
  const record = propertyOf(call.arguments[0], "data") ?? call.arguments[0]
  const table = record ? bare(record) : null
  if (table?.type !== "ObjectExpression") return null
  let password: Node | null = null
  let isAccount = false
  for (const each of table.properties) {
    if (each.type !== "Property") continue
    const name = propertyName(each) ?? ""
    if (COLUMN.test(name)) password = each.value
    else isAccount ||= ACCOUNT.test(name)
  }
  if (password === null || !isAccount) return null
  const { facts, path } = callFacts(project, module, call)
  // What a repository of TypeORM makes is saved later.
  return facts.includes("db-write") || path === "typeorm.Repository().create"
    ? { value: password, isAsGiven: path !== null && AS_GIVEN.test(path) }
    : null
}

/** Where a password comes from as it was typed: read of the request here, or handed in; `null` when it may have been hashed. */
function originOfPassword(module: SourceModule, value: Node): "request" | "caller" | null {
  const inner = bare(value)
  const client = clientValueOf(module, inner)
  if (client) return client.place === "body" && COLUMN.test(client.name) ? "request" : null
  if (inner.type === "MemberExpression") {
    const owner = bare(inner.object)
    const isHanded = owner.type === "Identifier" && HANDED.test(owner.name) && module.bindings.resolve(owner)?.kind === "parameter"
    return isHanded && COLUMN.test(propertyName(inner) ?? "") ? "caller" : null
  }
  const binding = inner.type === "Identifier" && COLUMN.test(inner.name) ? module.bindings.resolve(inner) : null
  if (!binding || binding.assigned.length > 0) return null
  if (binding.kind === "parameter" && isFunction(binding.declaration)) return "caller"
  // `const { password } = schema.parse(req.body)`
  const init = binding.declaration.type === "VariableDeclarator" ? binding.declaration.init : null
  return init &&
    binding.pattern.length === 1 &&
    /\b(?:req|request|ctx|c)\b[\w.]{0,40}\.(?:body|payload|json|valid)\b/.test(module.textOf(init))
    ? "request"
    : null
}

function hashesAnywhere(project: Project): boolean {
  return project.once(
    "hashes something",
    () =>
      [...project.sourcePaths].some((path) => !isTestPath(path) && project.codeMentions(path, HASHES)) ||
      project.manifests.some((manifest) => Object.keys(manifest.dependencies).some((name) => HASHES.test(name))),
  )
}
