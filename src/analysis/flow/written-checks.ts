import { opennessOfHost } from "../calls/host-pattern.ts"
import { bare, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { repeatsAll } from "../source/pattern-classes.ts"

/** What a class fits that leaves nothing out but what cannot be seen: `[\x21-\x7e]`. */
export const ANY_TEXT = "'<;/"

/** Whether a pattern says of the whole text what may be in it: from `^` to `$` in every alternative, and nothing that lets all through. */
export function isAnchored(node: Node): boolean {
  const regex = regexOf(node)
  if (!regex || regex.flags.includes("m")) return false
  const { pattern } = regex
  return (
    pattern.startsWith("^") &&
    pattern.endsWith("$") &&
    !hasAlternatives(pattern) &&
    !/\.[*+]|\\S[*+]|\[\^/.test(pattern) &&
    !repeatsAll(pattern, ANY_TEXT)
  )
}

/** Whether a pattern that is anchored leaves a dot of a host to any sign: `wwwXexample.com` fits `/^(www|beta).example.com$/`. */
export function leavesHostOpen(node: Node): boolean {
  const regex = regexOf(node)
  return regex !== null && opennessOfHost(regex.pattern)?.at === "dot"
}

/** Whether a pattern is content with any text that has a fitting piece in it, whatever stands before and behind. */
export function fitsAnywhere(node: Node): boolean {
  const regex = regexOf(node)
  return regex !== null && !regex.flags.includes("y") && !/\^(?!\])|\$|\(\?[!<]/.test(regex.pattern.replace(/\\.|\[\^/g, ""))
}

/** Whether a pattern has a class with dots and slashes in it, from which a sender makes `../`. */
export function allowsParent(node: Node): boolean {
  const regex = regexOf(node)
  return regex !== null && repeatsAll(regex.pattern, "./")
}

/**
 * Whether a pattern fixes the host of an address, or of a host name: its dots are escaped, and it says where the host ends.
 * `/^https:\/\/www.example.com/` lets `wwwXexample.com` and `www.example.com.evil.example` through.
 */
export function fixesHost(node: Node, asked: Node): boolean {
  const regex = regexOf(node)
  if (!regex || regex.flags.includes("m") || hasAlternatives(regex.pattern)) return false
  const address = /^\^https?\??:(?:\\?\/){2}(.+?)(?:\\\/|\(\?:\\\/\|\$\)|\[[^\]]*\/[^\]]*\])/.exec(regex.pattern)
  if (address) return isPlainHost(address[1] ?? "")
  const name = /^(?:\^|\(\?:\^\|\\\.\)|\(\^\|\\\.\)|\\\.)(.+)\$$/.exec(regex.pattern)
  return name !== null && isHostName(asked) && isPlainHost(name[1] ?? "")
}

/**
 * Whether a pattern says that an address is a path of this site: one slash, and behind it neither a second nor the backslash that
 * browsers take for one.
 */
export function fixesSite(node: Node): boolean {
  const regex = regexOf(node)
  if (!regex || regex.flags.includes("m") || hasAlternatives(regex.pattern)) return false
  const second = /^\^\\?\/(?:\(\?!\[([^\]]{1,20})\]\)|\(\?!([^()]{1,20})\)|\[\^([^\]]{1,20})\]|(\\w|\[(?!\^)[^\]/\\]*\](?![*?])|\$))/.exec(
    regex.pattern,
  )
  if (!second) return false
  const refused = second[1] ?? second[2] ?? second[3]
  return refused === undefined || (refused.includes("/") && refused.includes("\\\\"))
}

/** Whether a pattern fits no text with `..` in it: `/^(?!.*\.\.)[\w./-]+$/`. */
export function refusesParents(node: Node): boolean {
  const regex = regexOf(node)
  return regex !== null && !regex.flags.includes("m") && /^\^\(\?!\.\*(?:\\\.\\\.|\\\.\{2\})[^()|]{0,10}\)/.test(regex.pattern)
}

/** Whether a text that an address begins with says where its host ends. */
export function isAddressPrefix(text: string): boolean {
  return /^https?:\/\/[^/]+\//.test(text)
}

/** Whether an expression is the host of a parsed address, by its name. */
export function isHostName(node: Node): boolean {
  const inner = bare(node)
  const name = inner.type === "MemberExpression" ? propertyName(inner) : inner.type === "Identifier" ? inner.name : null
  return name !== null && /^(?:host|hostname|domain)$|Host(?:name)?$/.test(name)
}

function isPlainHost(pattern: string): boolean {
  return /^[\w\\.()?:*+|[\]-]+$/.test(pattern) && !/(?:^|[^\\])\./.test(pattern.replace(/\[[^\]]*\]/g, "")) && pattern.includes("\\.")
}

function regexOf(node: Node): { pattern: string; flags: string } | null {
  return node.type === "Literal" && "regex" in node && node.regex ? node.regex : null
}

// `^a|b$` begins with one and ends with the other.
function hasAlternatives(pattern: string): boolean {
  const flat = pattern.replace(/\\./g, "").replace(/\[[^\]]*\]/g, "")
  let depth = 0
  for (const character of flat) {
    if (character === "(") depth++
    else if (character === ")") depth--
    else if (character === "|" && depth === 0) return true
  }
  return false
}
