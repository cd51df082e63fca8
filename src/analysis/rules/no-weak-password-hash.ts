import { isOnlyCompared } from "../calls/compared-digest.ts"
import { helperDigest, startOfUpdates } from "../calls/digest-helper.ts"
import { isPassword, PASSWORD_NAME } from "../calls/password-value.ts"
import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import {
  ancestors,
  bare,
  descendants,
  enclosingFunction,
  functionName,
  isFunction,
  nodesOf,
  propertyName,
  stringOf,
} from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { wordsIn } from "../source/words-in.ts"
import { cheapDerivation } from "../settings/derivation-cost.ts"

type Call = Node & { type: "CallExpression" }

const FAST = /^(?:md5|sha-?(?:1|256|384|512))$/i
const SLOW = /\b(?:bcrypt\w*|argon2|scrypt\w*|pbkdf2\w*)\s*(?:\.|\()/

// OWASP's password storage sheet (as of 2023, unchanged since): bcrypt with a work factor of at least 10.
const LEAST_ROUNDS = 10

export const noWeakPasswordHash = defineRule({
  kind: "source",
  id: "no-weak-password-hash",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "Passwords are hashed with something fast",
  why: "When the table leaks, a graphics card tries billions of passwords a second against MD5 or SHA and most are known within days. bcrypt, scrypt and argon2 are slow on purpose.",
  fix: "Use argon2id, scrypt or bcrypt with a work factor of at least 10.",
  cwe: ["CWE-916", "CWE-760"],
  needs: {
    path: "no test",
    words: [
      "createHash update",
      "createHmac update",
      "digest",
      "hashPassword",
      "encryptPassword",
      "sha",
      "sha512",
      "md5",
      "MD5",
      "sha1",
      "SHA1",
      "sha256",
      "SHA256",
      "SHA512",
      "hash",
      "hashSync",
      "genSalt",
      "genSaltSync",
      "pbkdf2",
      "pbkdf2Sync",
      "PBKDF2",
      "EvpKDF",
      "evpkdf",
      "scrypt",
      "scryptSync",
      "argon2",
    ],
  },
  *check({ project, module }) {
    if (isTestPath(module.path) || !/hash|md5|sha|crypt|salt|pbkdf2|evpkdf|argon2/i.test(module.text)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const fast = fastHash(project, module, node)
      // Only asked of hashes: the question may go through the whole file.
      if (
        fast &&
        !makesToken(node) &&
        !isOfProtocol(project, module, node, fast) &&
        !isOnlyCompared(project, module, node) &&
        !slowHashFollows(project, module, node)
      ) {
        yield {
          at: node,
          ...(goesOnAsPassword(node) ? { confidence: "low" as const } : {}),
          title: `A password is hashed with ${fast}`,
          message: `When the table leaks, most passwords are known within days: ${fast} is made to be fast, and a graphics card tries billions a second.`,
          fix: "Use `bcrypt.hash(password, 12)` or `argon2.hash(password)`, and rehash old passwords at the next login.",
        }
        continue
      }
      const cheap = cheapDerivation(project, module, node)
      if (cheap) {
        yield { at: node, ...cheap }
        continue
      }
      const rounds = roundsOf(project, module, node)
      if (rounds && rounds.value < LEAST_ROUNDS) {
        yield {
          at: node,
          severity: "medium",
          title: `bcrypt runs with a work factor of ${rounds.value}`,
          message: `Each step down halves the work of whoever tries passwords against a leaked table: ${rounds.value} is ${2 ** (12 - rounds.value)} times less work than the usual 12.`,
          fix: "Use at least 10, usually 12; existing hashes keep their own factor and still verify.",
          ...(rounds.literal.type === "Literal" ? { edits: [{ start: rounds.literal.start, end: rounds.literal.end, text: "12" }] } : {}),
        }
      }
    }
  },
})

const PROTOCOL = /\b(?:cnonce|wsse|ha1|PasswordDigest|UsernameToken)\b/i
const OF_PROTOCOL = /^(?:cnonce|ha1|wsse|(?:wsse:)?(?:PasswordDigest|UsernameToken))$/i
// `Digest username="…", cnonce="…"`, `<wsse:Password Type="…#PasswordDigest">`
const IN_MESSAGE = /\bcnonce=|<\/?wsse:|#PasswordDigest\b/
const LOOKS_UP = /pwned_?passwords|have_?i_?been_?pwned/i

/** Whether a protocol says what is hashed with what: HTTP's digests and WS-Security, and the lookup of passwords that are known already. */
function isOfProtocol(project: Project, module: SourceModule, call: Call, fast: string): boolean {
  const around = enclosingFunction(call)
  if (around !== null && PROTOCOL.test(module.textOf(around))) {
    for (const { word } of wordsIn(around)) if (OF_PROTOCOL.test(word)) return true
    for (const each of descendants(around)) if (isInMessage(writtenIn(each))) return true
  }
  return /^SHA-?1$/.test(fast) && project.onceFor(module, "looks up known passwords", () => looksUpPasswords(module))
}

// No sentence about it: markup, or a piece between two values.
function isInMessage(text: string): boolean {
  return IN_MESSAGE.test(text) && (/[<>]/.test(text) || !/\w\s+\w/.test(text))
}

// By the address of https://haveibeenpwned.com/API/v3#PwnedPasswords, wherever the file holds it, or in the name of what does.
function looksUpPasswords(module: SourceModule): boolean {
  if (!LOOKS_UP.test(module.code)) return false
  for (const each of descendants(module.program)) {
    if (
      each.type === "Identifier"
        ? LOOKS_UP.test(each.name)
        : /^https?:\/\/[\w.]{0,40}(?:pwnedpasswords|haveibeenpwned)\.com\b/.test(writtenIn(each))
    )
      return true
  }
  return false
}

function writtenIn(node: Node): string {
  if (node.type === "TemplateElement") return node.value.raw
  return node.type === "Literal" && typeof node.value === "string" ? node.value : ""
}

// Then the fast one only shortens the input or reads what an older version stored.
function slowHashFollows(project: Project, module: SourceModule, call: Call): boolean {
  const isNamed = project.onceFor(module, "names a slow hash", () => SLOW.test(module.namesOf(module.program)))
  if (isNamed && (!isHandedOut(call) || isMentionedBesideSlow(module, call))) return true
  if (!["bcrypt", "bcryptjs", "argon2", "@node-rs/argon2", "@node-rs/bcrypt"].some((name) => project.dependsOn(module.path, name) !== null))
    return false
  return goesOnAsPassword(call)
}

// `function hashPassword(password) { return createHash("sha1")… }`: the hash is what the function is there for.
function isHandedOut(call: Call): boolean {
  const around = enclosingFunction(call)
  const name = around ? functionName(around) : null
  return name !== null && /hash|encrypt|digest|crypt/i.test(name) && !/legacy|old|compat|migrat|upgrade|v1|pre/i.test(name)
}

// `createAccessToken({ password, salt })`: what is long and random already needs no slow hash, whatever its parameter is called.
function makesToken(call: Call): boolean {
  const around = enclosingFunction(call)
  return /(?:access|api|refresh|personal)_?(?:token|key)$/i.test((around && functionName(around)) ?? "")
}

function isMentionedBesideSlow(module: SourceModule, call: Call): boolean {
  const around = enclosingFunction(call)
  if (!around) return true
  const name = functionName(around) ?? ""
  if (SLOW.test(module.namesOf(around))) return true
  return nodesOf(module.program, "CallExpression").some(
    (each) => each.callee.type === "Identifier" && each.callee.name === name && SLOW.test(module.namesOf(enclosingFunction(each) ?? each)),
  )
}

// `password = sha512(password)`: what is stored may be another hash of it.
function goesOnAsPassword(call: Call): boolean {
  for (const above of ancestors(call)) {
    if (isFunction(above)) return false
    if (above.type === "AssignmentExpression") return above.left.type === "Identifier" && isPassword(above.left)
  }
  return false
}

// `const hash = createHash("sha1"); hash.update(password)`
function madeBy(module: SourceModule, node: Node): Node {
  const binding = node.type === "Identifier" ? module.bindings.resolve(node) : null
  const init = binding?.declaration.type === "VariableDeclarator" && binding.pattern.length === 0 ? binding.declaration.init : null
  return init ? bare(init) : node
}

/** The name of the fast hash this call applies to a password, or `null`. */
function fastHash(project: Project, module: SourceModule, call: Call): string | null {
  if (call.callee.type === "MemberExpression" && propertyName(call.callee) === "update") {
    const created = startOfUpdates(madeBy(module, startOfUpdates(call.callee.object)))
    const kind = created.type === "CallExpression" ? originOf(project, module, created.callee) : null
    if (created.type !== "CallExpression" || (kind !== "crypto.createHash" && kind !== "crypto.createHmac")) return null
    const algorithm = stringOf(created.arguments[0])
    return algorithm !== null && FAST.test(algorithm) && isPassword(call.arguments[0]) ? algorithm.toUpperCase() : null
  }
  const path = originOf(project, module, call.callee) ?? ""
  if (path === "crypto.hash" || /^(?:globalThis\.crypto|crypto|crypto\.webcrypto)\.subtle\.digest$/.test(path)) {
    const algorithm = stringOf(call.arguments[0])
    return algorithm !== null && FAST.test(algorithm) && isPassword(call.arguments[1]) ? algorithm.toUpperCase() : null
  }
  const helped = helperDigest(project, module, call)
  // What says itself that it hashes passwords is reported where it hashes.
  if (helped)
    return FAST.test(helped.algorithm) && helped.inputs.some(isPassword) && !helped.names.some((name) => PASSWORD_NAME.test(name))
      ? helped.algorithm.toUpperCase()
      : null
  const match =
    /^(md5|sha1|js-md5|js-sha1|js-sha256(?:\.sha256)?|blueimp-md5|crypto-js\.(?:MD5|SHA1|SHA256|SHA512)|crypto-js\/(?:md5|sha1|sha256))$/.exec(
      path,
    )
  return match && isPassword(call.arguments[0]) ? (/(?:md5|sha\d+)$/i.exec(match[1] ?? "")?.[0].toUpperCase() ?? "a fast hash") : null
}

function roundsOf(project: Project, module: SourceModule, call: Call): { value: number; literal: Node } | null {
  const path = originOf(project, module, call.callee) ?? ""
  const match = /^(?:bcrypt|bcryptjs|bcrypt-nodejs)\.(hash|hashSync|genSalt|genSaltSync)$/.exec(path)
  const argument = match && call.arguments[match[1]?.startsWith("genSalt") ? 0 : 1]
  if (!argument) return null
  const literal = bare(argument)
  const meaning = literal.type === "Literal" ? null : meaningOf(project, module, literal)
  const value = meaning?.kind === "value" ? bare(meaning.node) : literal
  return value.type === "Literal" && typeof value.value === "number" && value.value > 0 && value.value < 32
    ? { value: value.value, literal }
    : null
}
