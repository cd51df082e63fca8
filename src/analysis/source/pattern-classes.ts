import { stringOf } from "./ast.ts"
import type { Node } from "./ast.ts"

/**
 * Whether a pattern, as the text of a regular expression, has a class that is repeated and fits each of these signs: a sender may put
 * them together as often, and in what order, as the sender likes. `^[\w./-]+$` fits `../` and `//evil.example` that way.
 */
export function repeatsAll(pattern: string, signs: string): boolean {
  // Nobody writes longer classes by hand, and an unbounded one is looked for from every bracket to the end.
  for (const [, written = ""] of pattern.matchAll(/(\[(?:\\.|[^\]\\]){1,200}\])[*+{]/g)) if (fitsAll(written, signs)) return true
  return false
}

/**
 * Which of some signs a pattern that is replaced matches wherever they stand; `null` when nobody can tell. `isAll` says that a text is replaced
 * everywhere.
 */
export function signsTaken(pattern: Node, isAll: boolean, signs: readonly string[]): ReadonlySet<string> | null {
  const text = stringOf(pattern)
  if (text !== null) return new Set(isAll && signs.includes(text) ? [text] : [])
  if (pattern.type !== "Literal" || !("regex" in pattern) || !pattern.regex) return null
  const { pattern: source, flags } = pattern.regex
  // A single character or a class of them: anything longer may depend on what stands around it.
  if (!/^(?:\\?[^\\[(]|\[(?:\\.|[^\]\\])+\]|\(\[(?:\\.|[^\]\\])+\]\))[+*]?$/.test(source)) return null
  if (!flags.includes("g")) return new Set()
  try {
    const each = new RegExp(source, flags.replace(/[gy]/g, ""))
    return new Set(signs.filter((sign) => each.test(sign)))
  } catch {
    return null
  }
}

// A class alone is read in one step for each sign, so asking one of a stranger takes no time.
function fitsAll(written: string, signs: string): boolean {
  try {
    const one = new RegExp(`^${written}$`)
    for (const sign of signs) if (!one.test(sign)) return false
    return true
  } catch {
    return false
  }
}
