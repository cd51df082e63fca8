import { providerForms, strongNames, weakNames } from "./secret-forms.ts"
import type { SecretForm } from "./secret-forms.ts"

/** Offsets into the text, and what it is, such as `stripe-key`. */
export interface FoundSecret {
  readonly start: number
  readonly end: number
  readonly type: string
  /** Its form alone says what it is; `false` where it was the name or the looks. */
  readonly byForm: boolean
}

/** Takes any text, returns the keys and tokens whose form says what they are, as disjoint ranges in the text's order. Linear in its length; never throws. */
export function findProviderForms(text: string): FoundSecret[] {
  return disjoint([...keyBlocks(text), ...providerForms.flatMap((form) => matchesOf(form, text)), ...encoded(text, 2)])
}

/**
 * The same, and what is secret by its name or its looks: values assigned to names such as `JWT_SECRET`, and random words that stand alone as a string.
 * Takes too much rather than too little: for what leaves for the model, where a mask in place of a harmless text costs nearly nothing.
 */
export function findAllForms(text: string): FoundSecret[] {
  return disjoint([...findProviderForms(text), ...named(text), ...randomWords(text)])
}

function matchesOf({ type, hints, pattern }: SecretForm, text: string): FoundSecret[] {
  if (!hints.some((hint) => text.includes(hint))) return []
  return Array.from(text.matchAll(pattern), (match) => {
    const [start, end] = match.indices!.groups?.["secret"] ?? match.indices![0]!
    return { start, end, type, byForm: true }
  })
}

// From BEGIN to END, or as far as it looks like the inside of a key; in one line with `\n`, too.
function keyBlocks(text: string): FoundSecret[] {
  const found: FoundSecret[] = []
  for (const begin of text.matchAll(/-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d:/g)) {
    if (begin.index < (found.at(-1)?.end ?? 0)) continue
    const inside = begin.index + begin[0].length
    const block = text.slice(inside, inside + longestKey)
    const end = /-----END (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----|Private-MAC: [0-9a-f]{20,64}/.exec(block)
    // Between the armour of something else code could hide.
    const isKey = end !== null && !/[(){}<>;!?&|$@#*[\]]/.test(block.slice(0, end.index))
    const length = isKey ? end.index + end[0].length : keyInside.exec(block)![0].length
    if (length < 20) continue
    found.push({ start: begin.index, end: inside + length, type: "private-key", byForm: true })
  }
  // A hunk or a range of lines may show the middle of a key.
  for (const match of text.matchAll(
    /(?:^|\n)(?<body>[+\- ]?[A-Za-z0-9+/]{60,76}\r?(?:\n[+\- ]?[A-Za-z0-9+/]{60,76}\r?){2,400}(?:\n[+\- ]?[A-Za-z0-9+/]{1,76}={0,2}(?=\r?(?:\n|$)))?)/dg,
  )) {
    const [start, end] = match.indices!.groups!["body"]!
    found.push({ start, end, type: "key-material", byForm: true })
  }
  return found
}

// In characters; the longest keys in use have some 13,000.
const longestKey = 20_000
// Header lines, then lines of base64; quotes and line ends may be written out.
const keyInside = /^(?:[\s\\nr+"'`,]{0,40}(?:[\w-]{3,30}: [\w, .@<>()-]{1,100}|[A-Za-z0-9+/]{16,120}={0,2}))*/

// What hides inside base64 or hexadecimal: a secret of a Kubernetes manifest, or an attempt to smuggle one past us.
function encoded(text: string, depth: number): FoundSecret[] {
  if (depth === 0) return []
  const found: FoundSecret[] = []
  for (const match of text.matchAll(/(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{20,20000}={0,2}/g)) {
    const word = match[0]
    const isHex = word.length % 2 === 0 && /^[0-9a-fA-F]+$/.test(word)
    for (const encoding of isHex ? (["hex", "base64"] as const) : (["base64"] as const)) {
      const plain = Buffer.from(word, encoding).toString("latin1")
      if (!/^[\t\n\r\x20-\x7e]{8,}$/.test(plain)) continue
      const inner = [...keyBlocks(plain), ...providerForms.flatMap((form) => matchesOf(form, plain)), ...encoded(plain, depth - 1)][0]
      if (inner === undefined) continue
      found.push({ start: match.index, end: match.index + word.length, type: `encoded-${inner.type}`, byForm: true })
      break
    }
  }
  return found
}

const strong = new RegExp(`(?:${strongNames})$`, "i")
const anyName = new RegExp(`(?:${strongNames}|${weakNames})`, "i")

// `name: "value"`, `name = "value"`, `process.env["NAME"] ?? "value"`, `get("NAME", "value")`; quotes may be escaped, because the text may stand in JSON.
const quotedValue = new RegExp(
  String.raw`(?<name>(?:${strongNames}|${weakNames})[\w-]{0,20}?(?:_?\d{1,2})?)\\?["'\x60]?\]?!?\s{0,20}(?<sign>(?::\s{0,3}(?:string|String|str)\s{0,3})?(?:=>|:=|=|:)|,|\?\?=?|\|\|=?)\s{0,20}[a-z]{0,2}\\?(?<quote>["'\x60])(?<secret>[^"'\x60\n\\]{4,500}?)\\?\k<quote>`,
  "dgi",
)
const bareValue = new RegExp(
  String.raw`(?<name>(?:${strongNames}|${weakNames})[\w-]{0,20}?)(?<sign>=|:\s{1,20}|\s{1,4}=\s{0,4})(?<secret>[^\s"'\x60\\,;&<>{}()\[\]$#=][^\s"'\x60\\<>{}()\[\]&;]{3,500})(?=[\s"'\x60\\&#;]|$)`,
  "dgi",
)
const settingLine =
  /^[ \t+-]{0,10}(?:(?:export|ENV|ARG|-)\s{1,5})?["']?(?<name>[A-Z][A-Z0-9_]{1,80})=(?<secret>[^\s\\][^\n]{2,500}?)[ \t\r]*$/dgm
const signingCall =
  /(?:\.(?:sign|verify)\(\s{0,20}[\w.$]{1,60}\s{0,5},|createHmac\(\s{0,5}\\?["'`][\w-]{1,20}\\?["'`]\s{0,5},|cookieParser\()\s{0,20}\\?(?<quote>["'`])(?<secret>[^"'`\n\\]{4,200})\\?\k<quote>/dg

function named(text: string): FoundSecret[] {
  const found: FoundSecret[] = []
  for (const match of text.matchAll(quotedValue)) {
    const { name = "", secret = "", sign = "" } = match.groups!
    const [start, end] = match.indices!.groups!["secret"]!
    // In a list of names the next name follows after a comma; in a call it is what stands in for a missing setting.
    const isList = sign === "," && !/\(\s{0,5}\\?["'`][\w.:-]{0,60}$/.test(text.slice(Math.max(0, match.index - 70), match.index))
    if (looksSecret(name, secret) && !isList) found.push({ start, end, type: typeOf(name), byForm: false })
  }
  for (const match of text.matchAll(bareValue)) {
    const { name = "", secret = "", sign = "" } = match.groups!
    const [start] = match.indices!.groups!["secret"]!
    const value = secret.replace(/[,.:|]+$/, "")
    if (looksBareSecret(name, value, sign)) found.push({ start, end: start + value.length, type: typeOf(name), byForm: false })
  }
  for (const match of text.matchAll(settingLine)) {
    const { name = "", secret = "" } = match.groups!
    const [start] = match.indices!.groups!["secret"]!
    const value = secret.replace(/\s+#.*$/, "")
    const word = anyName.exec(name)?.[0]
    if (word !== undefined && looksSetting(name, value.replace(/^["']|["';]+$/g, "")))
      found.push({ start, end: start + value.length, type: typeOf(word), byForm: false })
  }
  for (const match of text.matchAll(signingCall)) {
    const [start, end] = match.indices!.groups!["secret"]!
    if (!isReference(match.groups!["secret"]!)) found.push({ start, end, type: "secret", byForm: false })
  }
  return found
}

function looksSecret(name: string, value: string): boolean {
  if (isReference(value) || isWordOfCode(name, value) || value.includes("${")) return false
  if (/\s/.test(value)) return /secret/i.test(name) && value.split(/\s+/).length <= 3 && value.length <= 40
  return strong.test(name) || (mixes(value) && value.length >= 12)
}

function looksBareSecret(name: string, value: string, sign: string): boolean {
  // An expression such as `config.secret2` is code.
  if (value.length < 4 || isReference(value) || isWordOfCode(name, value) || /^[A-Za-z_$][\w$]*(?:[.?!]+[A-Za-z_$][\w$]*)+$/.test(value))
    return false
  // Without room around the sign it is a setting, not an assignment.
  if (sign === "=" && strong.test(name)) return true
  return mixes(value) && value.length >= (strong.test(name) ? 6 : 16)
}

function looksSetting(name: string, value: string): boolean {
  if (value.length < 3 || isReference(value) || isWordOfCode(name, value) || /[\w$]\(/.test(value)) return false
  return strong.test(name) || (mixes(value) && value.length >= 8)
}

// `${secret}`, `$SECRET`, `<secret>`, `{{ secret }}`, `process.env.SECRET`: says where the secret is, not what.
function isReference(value: string): boolean {
  return /^(?:\$\{|\$[A-Za-z_(]|<|\{\{|%[sd({]|process\.env|import\.meta|env[.(]|secrets\.|npm:|[~^]?\d+\.\d+\.\d+|\[SECRET:|\[secret removed)|^[*x•.]+$/i.test(
    value,
  )
}

function isWordOfCode(name: string, value: string): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, "")
  return (
    /^(?:string|number|boolean|text|true|false|null|none|undefined|hidden|required|optional|object|any|unknown|never|void|require|await|async|new|this|email|bearer|basic|header|query|local|hash|bcrypt|hs\d{3}|rs\d{3}|es\d{3})$/i.test(
      value,
    ) ||
    plain(name).includes(plain(value)) ||
    // Names of settings, of headers and of messages; addresses and paths that hold no secret.
    /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$|^x-[a-z-]+$|^(?:[a-z]+[.:/])+[a-z_-]+$|^(?:https?:\/\/|\.{0,2}\/|@)[\w./@:-]*$/i.test(value)
  )
}

function mixes(value: string): boolean {
  return /\d/.test(value) && /[A-Za-z]/.test(value)
}

function typeOf(name: string): string {
  return /pass|pwd/i.test(name) ? "password" : /key/i.test(name) ? "key" : /token|jwt|bearer|auth/i.test(name) ? "token" : "secret"
}

// A string that is nothing but a random word: mixed case and digits without anything that reads like names. Hashes of contents say so in front.
function randomWords(text: string): FoundSecret[] {
  const found: FoundSecret[] = []
  for (const match of text.matchAll(/(?<=["'`])(?!sha\d{3}-)[A-Za-z0-9+/_=~.-]{24,200}(?=\\?["'`])/g)) {
    if (isRandom(match[0])) found.push({ start: match.index, end: match.index + match[0].length, type: "random-value", byForm: false })
  }
  return found
}

function isRandom(word: string): boolean {
  const count = (pattern: RegExp) => word.match(pattern)?.length ?? 0
  if (count(/\d/g) < 3 || count(/[A-Z]/g) < 3 || count(/[a-z]/g) < 3) return false
  if (/^0x[0-9a-fA-F]{40}$|^[A-Z]{2,5}_[0-9a-f]+$|[a-z]{7}|abcdef|ABCDEF|0123456|[/.].*[/.].*[/.]/.test(word)) return false
  return entropyOf(word) >= 3.7
}

/** Shannon entropy of a text in bits a character. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length)
  return bits
}

/** Takes ranges in any order, returns them in the text's order without overlap; what overlaps becomes one, named after what starts first. */
export function disjoint(ranges: readonly FoundSecret[]): FoundSecret[] {
  const merged: { start: number; end: number; type: string; byForm: boolean }[] = []
  for (const range of ranges.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1)
    if (last !== undefined && range.start < last.end) last.end = Math.max(last.end, range.end)
    else merged.push({ ...range })
  }
  return merged
}
