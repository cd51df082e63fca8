import { bare, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"

type Call = Node & { type: "CallExpression" }

/** A `replace` that changes the first occurrence only, although what it does is done for all of them. */
export interface ReplaceOnce {
  readonly call: Call
  /** What it looks for: a text, or a class of characters as the pattern writes it. */
  readonly sign: string
  readonly isClass: boolean
  /** What comes in its place; `null` when a function says so. */
  readonly by: string | null
  /**
   * `escape`: the same character in a way that has no meaning; `wildcard`: what stands for any text in a pattern; `removal`: nothing, for
   * characters that markup and texts in quotes are made of; `parents`: nothing, for the way to the folder above.
   */
  readonly kind: "escape" | "wildcard" | "removal" | "parents"
  readonly isPattern: boolean
}

const CONTROL: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", 0: "\0" }
const ENTITY: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }
// Left out are signs a value has one of at most where they are escaped: the `:` of a drive, the `+` of a telephone number, the `#` of a colour.
const SIGNS = "'\"`\\<>&*.$%;|()[]{}^,_! \n\r\t\0"
const DOUBLED = "'\"`%$"
const REMOVED = "<>'\"\0"
const WILDCARD = /^\(?(?:\?:)?(?:\.|\[\^?[^\]]+\]|\\[wSsd])[*+]\??\)?$/
const PARENTS = /^\\\.\\\.(?:\\?\/|\\\\|\[[^\]]*\])?$/

/** What a call replaces once although it is meant for all; `null` for every other call. */
export function replaceOnce(call: Call): ReplaceOnce | null {
  const [first, second, ...others] = call.arguments
  if (!first || !second || others.length > 0 || propertyName(call.callee) !== "replace") return null
  const pattern = bare(first)
  const regex = pattern.type === "Literal" && "regex" in pattern ? pattern.regex : null
  const source = regex?.pattern ?? null
  if (regex && /[gy]/.test(regex.flags)) return null
  const replacement = stringOf(second)
  const isGroup = source !== null && /^\((?!\?).*\)$/.test(source)
  const found = (sign: string, kind: ReplaceOnce["kind"], isClass = false): ReplaceOnce => ({
    call,
    sign,
    isClass,
    by: replacement === null ? null : byOf(replacement, isClass ? "" : sign, isGroup),
    kind,
    isPattern: source !== null,
  })
  const members = source === null ? null : membersOf(source)
  if (source !== null && members !== null && members.length > 1) {
    const kind = kindOfClass(members, replacement, bare(second))
    return kind && found(source.replace(/^\((.*)\)$/, "$1"), kind, true)
  }
  const sign = source === null ? stringOf(pattern) : PARENTS.test(source) ? ".." : textOf(source)
  if (sign === null || replacement === null) return null
  const by = byOf(replacement, sign, isGroup)
  if (isEscape(sign, by)) return found(sign, "escape")
  if ((sign === "*" || sign === "\\*") && WILDCARD.test(by)) return found(sign, "wildcard")
  // `value.replace("\n", " ")` puts a value on one line.
  if ((sign === "\n" || sign === "\r" || sign === "\r\n") && /^[ ,;|]?$/.test(by)) return found(sign, "removal")
  if (by !== "") return null
  if (/^\.\.[/\\]?$/.test(sign)) return found(sign, "parents")
  return sign.length === 1 && REMOVED.includes(sign) ? found(sign, "removal") : null
}

/** What a call puts in the place of every occurrence of this text, `null` when it leaves some; the empty text also stands for what nobody can tell. */
export function replacedEverywhere(call: Call, sign: string): string | null {
  const method = propertyName(call.callee)
  const [first, second] = call.arguments
  if ((method !== "replace" && method !== "replaceAll") || !first || !second) return null
  const pattern = bare(first)
  const by = stringOf(second) ?? ""
  if (pattern.type !== "Literal" || !("regex" in pattern) || !pattern.regex)
    return method === "replaceAll" && stringOf(pattern) === sign ? by : null
  if (!pattern.regex.flags.includes("g") || pattern.regex.pattern.length > 200) return null
  const exact = textOf(pattern.regex.pattern)
  const members = membersOf(pattern.regex.pattern.replace(/[+*]$/, ""))
  return exact === sign || members?.includes(sign) ? by : null
}

// What a replacement stands for, with the text that was found.
function byOf(replacement: string, sign: string, isGroup: boolean): string {
  return replacement.replace(isGroup ? /\$([$&1])/g : /\$([$&])/g, (_, kind: string) => (kind === "$" ? "$" : sign))
}

/** The one text that a pattern matches, `null` when there are several. */
function textOf(source: string): string | null {
  let rest = source.replace(/^\(([^()\\]|\\[^\w\s])\)$/, "$1")
  let text = ""
  while (rest !== "") {
    const unit = /^(?:\\([nrt0])(?!\d)|\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4}))|\\([^\w\s])|\[([^\\\]^])\]|([^\\^$.*+?()[\]{}|]))/.exec(rest)
    if (!unit || text.length > 3) return null
    const [whole, control, short, long, escaped, only, plain] = unit
    const code = short ?? long
    text += control ? CONTROL[control] : code ? String.fromCharCode(Number.parseInt(code, 16)) : (escaped ?? only ?? plain ?? "")
    rest = rest.slice(whole.length)
  }
  return text === "" ? null : text
}

/** The characters of a class that lists them one by one; `null` when the pattern is anything else. */
function membersOf(source: string): readonly string[] | null {
  const inner = /^\(?\[(?!\^)((?:\\.|[^\]\\])+)\]\)?$/.exec(source)?.[1]
  if (inner === undefined) return null
  const members: string[] = []
  for (const [each] of inner.matchAll(/\\x[\da-fA-F]{2}|\\u[\da-fA-F]{4}|\\.|[^\\]/g)) {
    if (/^\\[wdsWDSpPb]$/.test(each)) return null
    members.push(each.length > 1 ? (textOf(each) ?? each.slice(1)) : each)
  }
  return members.some((each, index) => each === "-" && index > 0 && index < members.length - 1 && /[\w ]/.test(members[index - 1] ?? ""))
    ? null
    : members
}

function kindOfClass(members: readonly string[], replacement: string | null, by: Node): ReplaceOnce["kind"] | null {
  if (replacement === "\\$&" || replacement === "\\$1") return "escape"
  if (replacement === "") return members.every((each) => REMOVED.includes(each)) ? "removal" : null
  const isMarkup = members.filter((each) => "&<>\"'".includes(each)).length > 1
  return replacement === null && isMarkup && /^(?:Identifier|MemberExpression|ArrowFunctionExpression|FunctionExpression)$/.test(by.type)
    ? "escape"
    : null
}

/** Whether a text stands for a sign where the sign itself would have a meaning: `&lt;` for `<`, `\\"` for `"`. */
export function isEscape(sign: string, by: string): boolean {
  if (sign === "/" || sign === "~") return by === (sign === "/" ? "~1" : "~0") || (sign === "/" && /^%2f$/i.test(by))
  if (sign.length !== 1 || !SIGNS.includes(sign)) return false
  const code = sign.charCodeAt(0)
  const hex = code.toString(16).padStart(2, "0")
  const control = Object.keys(CONTROL).find((each) => CONTROL[each] === sign)
  if (by === `\\${control ?? sign}` || by === `[${sign}]` || by.toLowerCase() === `%${hex}`) return true
  if (DOUBLED.includes(sign) && by === sign + sign) return true
  if (sign === "'" && (by === "'\\''" || by === "'\"'\"'")) return true
  if (/^\\(?:x|u00)/.test(by)) return by.toLowerCase().endsWith(hex) && by.length === (by[1] === "x" ? 4 : 6)
  const entity = /^&(?:([a-z]+)|#0*(\d+)|#[xX]0*([\da-fA-F]+));$/.exec(by)
  if (!entity) return false
  const [, name, decimal, hexadecimal] = entity
  return name ? ENTITY[name] === sign : decimal ? Number(decimal) === code : Number.parseInt(hexadecimal ?? "", 16) === code
}
