import type { Mark } from "../models/model.ts"
import { stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { isMarked } from "./value.ts"
import type { Tainted } from "./value.ts"

/** What a `replace` does for safety. */
export interface Replacing {
  /** Nothing is left but the characters it names: `replace(/[^a-z]/g, "")`. */
  readonly keepsOnlyNamed: boolean
  /** Whether no way out of a folder is left. */
  readonly takesParents: (value: Tainted) => boolean
  readonly marks: readonly Mark[]
  /** Whether it may take out what keeps two dots, or dots and a slash, apart: `.\0./` becomes `../`. */
  readonly joinsDots: boolean
}

/**
 * Reads `replace` and `replaceAll` by what they are given. A text, or a pattern without `g`, is replaced once, so that what follows the
 * first stays; and taking `../` out of `....//` leaves `../`.
 */
export function readReplacing(method: string, [pattern, replacement]: readonly Node[]): Replacing {
  const regex = pattern?.type === "Literal" && "regex" in pattern ? pattern.regex : null
  const text = regex ? null : stringOf(pattern)
  const source = regex?.pattern ?? ""
  const isEverywhere = regex ? regex.flags.includes("g") : method === "replaceAll"
  const isWhole = regex !== null && regex !== undefined && isEverywhere
  return {
    keepsOnlyNamed: isWhole && /^\[\^[\w\\-]+\]\+?$/.test(source),
    takesParents: (value) =>
      (LEADING.test(source) && isMarked(value, "normalized")) ||
      (isEverywhere && (text === ".." || text === "/")) ||
      (isWhole && (DOTS.test(source) || SEPARATORS.test(source) || NO_SEPARATOR.test(source))),
    joinsDots: isWhole && ONE_OF.test(source) && !/[./]|\\\\/.test(source) && stringOf(replacement) === "",
    marks: isEverywhere ? [...marksOf(source, text, stringOf(replacement)), ...quotesLeft(source, text, stringOf(replacement))] : [],
  }
}

// Two dots and more, wherever they stand.
const DOTS = /^(?:\\\.\\\.\+?|\\\.\{2,?\}|\\\.\+|\[\.\](?:\{2,?\}|\+)|\(\\\.\\\.\)\+?)$/
// Every slash, alone or among others: `/[\/\\]/`.
const SEPARATORS = /^(?:\\\/|\[(?!\^)[^\]]*\/[^\]]*\])\+?$/
// Everything but letters and harmless signs: `/[^\w.-]/`.
const NO_SEPARATOR = /^\[\^(?:a-z|A-Z|0-9|\\[wds]|\\?[._ @()+!~,'-])*\][+*]?$/
// One character of some, or of a kind.
const ONE_OF = /^(?:\[[^\]^][^\]]{0,80}\]\+?|\\[sp]\+?)$/
// `/^(\.\.(\/|\\|$))+/`: after `path.normalize` there is no `..` but at the beginning.
const LEADING = /^\^.*\\\.\\\..*[+*]$/

// The text that ends one text of XPath, has the quote in quotes of the other kind, and begins the next: `concat('a', "'", 'b')`.
const APART = /^'\s?,\s?"'"\s?,\s?'$|^"\s?,\s?'"'\s?,\s?"$/

/** What a text is whose quotes were all taken away, or were all made parts of their own of a `concat(…)`. */
export function quotesLeft(source: string, text: string | null, replacement: string | null): readonly Mark[] {
  if (replacement === null) return []
  if (APART.test(replacement)) return (text ?? source) === replacement[0] ? ["xpath-quoted"] : []
  if (/['"]/.test(replacement)) return []
  const takes = (quote: string) => text === quote || source === quote || (/^\[(?!\^)[^\]]*\]\+?$/.test(source) && source.includes(quote))
  return [...(takes("'") ? (["no-single-quotes"] as const) : []), ...(takes('"') ? (["no-double-quotes"] as const) : [])]
}

// `replace(/</g, "&lt;")` takes the beginning of every tag away, `replace(/[.*+?]/g, "\\$&")` what a pattern is made of.
function marksOf(source: string, text: string | null, replacement: string | null): readonly Mark[] {
  const quotes: readonly Mark[] = text === '"' || /^(?:"|\[(?!\^)[^\]]*"[^\]]*\])$/.test(source) ? ["quote-escaped"] : []
  if (text === "<" || /^(?:<|\[[^\]]*<[^\]]*\]|<\[\^>\].*)$/.test(source)) return ["html-escaped", ...quotes]
  if (quotes.length > 0) return quotes
  if ((text === "'" || source === "'") && replacement === "''") return ["quotes-doubled"]
  if ((text === "'" || source === "'") && (replacement === "'\\''" || replacement === "'\"'\"'")) return ["shell-quoted"]
  const signs = /^\[(?!\^)[^\]]*\]$/.test(source.replaceAll("\\]", "")) ? source : ""
  // RFC 4515, section 3.
  const ldap: readonly Mark[] = ["\\\\", "*", "(", ")"].every((sign) => signs.includes(sign)) ? ["ldap-escaped"] : []
  return source.startsWith("[") && source.includes("*") && source.includes("+") && source.includes("(")
    ? ["pattern-escaped", ...ldap]
    : ldap
}
