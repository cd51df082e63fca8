import semver from "semver"
import { isFixedValue } from "../calls/fixed-value.ts"
import { isPassword } from "../calls/password-value.ts"
import type { Draft } from "../rule.ts"
import { bare, enclosingFunction } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { installedVersion } from "../source/installed-version.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { literalOf, objectOf, optionOf } from "./read-options.ts"

type Call = Node & { type: "CallExpression" }
type Cheap = Omit<Draft, "at">

// OWASP's password storage sheet (as of 2023): iterations of PBKDF2 by the hash inside.
const ITERATIONS: Readonly<Record<string, number>> = { sha1: 1_300_000, sha256: 600_000, sha512: 210_000 }
// The same sheet: scrypt with N = 2^13 is its lowest line, and then with p = 10. Node's default is 2^14.
const LEAST_COST = 2 ** 14
// And argon2id with 7 MiB, and then with five passes; the library counts in KiB.
const LEAST_MEMORY = 7_168

/** What is wrong with a slow hash of a password: too few rounds, too little memory, one salt for all; `null` when nothing is. */
export function cheapDerivation(project: Project, module: SourceModule, call: Call): Cheap | null {
  const path = originOf(project, module, call.callee) ?? ""
  if (OF_CRYPTO_JS.test(path)) return ofCryptoJs(project, module, call, /evpkdf$/i.test(path))
  // The package of that name and node-forge take the same arguments.
  const name = /^(?:crypto|pbkdf2|node-forge(?:\.pkcs5)?)\.(pbkdf2|scrypt)(?:Sync)?$/.exec(path)?.[1]
  if (/^(?:argon2|@node-rs\/argon2)\.hash(?:Sync)?$/.test(path)) return argon(project, module, call)
  const [password, salt, third, fourth, fifth] = call.arguments
  // A key from a secret of the environment is no password that somebody chose.
  if (name === undefined || !isPassword(password) || /\benv\b|config/i.test(password ? module.textOf(password) : "")) return null
  // What is derived encrypts here, and no table is searched for it.
  const around = enclosingFunction(call)
  if (around && /create(?:C|Dec)ipheriv|subtle\s*\.\s*(?:en|de)crypt/.test(module.textOf(around))) return null
  const weak = name === "pbkdf2" ? pbkdf2(project, module, third, fifth) : scrypt(project, module, fourth)
  return weak ?? (salt && isSameForAll(project, module, salt) ? fixedSalt(module, salt) : null)
}

const OF_CRYPTO_JS = /^crypto-js[./](?:PBKDF2|pbkdf2|EvpKDF|evpkdf)$/
// Below this a password is found at once, whether it opens an account or a file.
const AT_ONCE = 10_000

// `CryptoJS.PBKDF2(password, salt, { keySize: 8 })`: how often and with what hash is an option, and the defaults are of their time.
function ofCryptoJs(project: Project, module: SourceModule, call: Call, isMd5: boolean): Cheap | null {
  const [password, , options] = call.arguments
  if (!isPassword(password) || /\benv\b|config/i.test(password ? module.textOf(password) : "")) return null
  const object = options ? objectOf(project, module, options) : undefined
  if (object === null) return null
  const rounds = object && optionOf(project, module, object, "iterations")
  const hasher = object && optionOf(project, module, object, "hasher")
  if (rounds === null || hasher === null) return null
  const standard = isMd5 ? { rounds: 1, hash: "md5" } : defaultsOfCryptoJs(project, module)
  const count = rounds ? literalOf(project, module, rounds) : standard?.rounds
  const hash = hasher ? (/\w+$/.exec(originOf(project, module, hasher) ?? "")?.[0] ?? null) : (standard?.hash ?? null)
  if (typeof count !== "number" || hash === null || count >= AT_ONCE) return null
  const weak = tooFew(count, hash, rounds ?? null)
  return weak && rounds === undefined
    ? {
        ...weak,
        fix: `Pass \`{ iterations: 210_000, hasher: CryptoJS.algo.SHA512 }\`, or use \`crypto.scrypt\`; keep the number beside each result.`,
      }
    : weak
}

// What it does where nobody says otherwise; 4.2.0 raised both (CVE-2023-46233).
function defaultsOfCryptoJs(project: Project, module: SourceModule): { readonly rounds: number; readonly hash: string } | null {
  const version = installedVersion(project, module.path, "crypto-js")
  if (version === null) return null
  return semver.lt(version, "4.2.0") ? { rounds: 1, hash: "sha1" } : { rounds: 250_000, hash: "sha256" }
}

function pbkdf2(project: Project, module: SourceModule, count: Node | undefined, digest: Node | undefined): Cheap | null {
  const value = count ? literalOf(project, module, count) : undefined
  const hash = digest ? literalOf(project, module, digest) : undefined
  if (!count || typeof value !== "number") return null
  return tooFew(value, typeof hash === "string" ? hash : "sha512", count)
}

/** What to say of a number of rounds with this hash inside, written at a place or nowhere; `null` when they are enough. */
function tooFew(value: number, hash: string, count: Node | null): Cheap | null {
  const kind = hash.toLowerCase().replace("-", "")
  const least = ITERATIONS[kind] ?? (kind === "md5" ? ITERATIONS["sha1"] : ITERATIONS["sha512"]) ?? 0
  if (value >= least) return null
  const times = Math.round(least / Math.max(value, 1))
  const isFar = times >= 10
  return {
    severity: isFar ? "high" : "low",
    confidence: isFar ? "high" : "medium",
    title: value === 1 ? "PBKDF2 runs once" : `PBKDF2 runs ${value.toLocaleString("en")} times`,
    message: `When the data leak, each password costs ${times < 2 ? "less" : `${times.toLocaleString("en")} times less`} to find than it should: OWASP asks for ${least.toLocaleString("en")} iterations with ${kind.toUpperCase()}.`,
    fix: "Use argon2id or scrypt, or raise the iterations; keep the number beside each hash, so that old ones still verify.",
    ...(isFar && count && bare(count).type === "Literal"
      ? { edits: [{ start: count.start, end: count.end, text: String(least).replace(/\B(?=(?:\d{3})+$)/g, "_") }] }
      : {}),
  }
}

function scrypt(project: Project, module: SourceModule, options: Node | undefined): Cheap | null {
  const object = objectOf(project, module, options)
  const cost = object && (optionOf(project, module, object, "N") ?? optionOf(project, module, object, "cost"))
  const value = cost ? literalOf(project, module, cost) : undefined
  if (!cost || typeof value !== "number" || value >= LEAST_COST) return null
  const blocks = object && (optionOf(project, module, object, "p") ?? optionOf(project, module, object, "parallelization"))
  const times = blocks ? literalOf(project, module, blocks) : undefined
  if (value >= LEAST_COST / 2 && typeof times === "number" && times >= 10) return null
  return {
    severity: "medium",
    title: `scrypt runs with a cost of ${value.toLocaleString("en")}`,
    message: `When the table leaks, each password costs less to find than with the default: Node's own cost is 16,384, and OWASP asks for 131,072.`,
    fix: "Use `{ N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 }`; keep the numbers beside each hash, so that old ones still verify.",
  }
}

function argon(project: Project, module: SourceModule, call: Call): Cheap | null {
  const object = objectOf(project, module, call.arguments[1])
  const memory = object && optionOf(project, module, object, "memoryCost")
  const value = memory ? literalOf(project, module, memory) : undefined
  if (typeof value !== "number" || value >= LEAST_MEMORY) return null
  return {
    severity: "medium",
    title: `argon2 runs with ${value.toLocaleString("en")} KiB of memory`,
    message:
      "When the table leaks, graphics cards try many passwords side by side: the memory each one takes is what argon2 has against them, and OWASP asks for 19,456 KiB.",
    fix: "Leave `memoryCost` out; the default of the library is above that.",
  }
}

// A constant of another file as well.
function isSameForAll(project: Project, module: SourceModule, salt: Node): boolean {
  return typeof literalOf(project, module, salt) === "string" || isFixedValue(project, module, salt)
}

function fixedSalt(module: SourceModule, salt: Node): Cheap {
  return {
    severity: "medium",
    title: "Every password is hashed with the same salt",
    message: `Equal passwords have equal hashes, and one computation tries a password against the whole table: \`${module.textOf(salt).replaceAll("`", "'").slice(0, 40)}\` is the salt of all of them.`,
    fix: "Take `crypto.randomBytes(16)` for each password and store it beside the hash.",
  }
}
