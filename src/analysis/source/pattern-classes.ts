/**
 * Whether a pattern, as the text of a regular expression, has a class that is repeated and fits each of these signs: a sender may put
 * them together as often, and in what order, as the sender likes. `^[\w./-]+$` fits `../` and `//evil.example` that way.
 */
export function repeatsAll(pattern: string, signs: string): boolean {
  // Nobody writes longer classes by hand, and an unbounded one is looked for from every bracket to the end.
  for (const [, written = ""] of pattern.matchAll(/(\[(?:\\.|[^\]\\]){1,200}\])[*+{]/g)) if (fitsAll(written, signs)) return true
  return false
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
