import { bare, propertyName, stringOf } from "../../source/ast.ts"
import type { Node } from "../../source/ast.ts"

/** One link of `z.string().min(1)`: a name with the arguments it is called with, none for a mere property. */
export interface Link {
  readonly name: string
  readonly arguments: readonly Node[]
}

const MAX_LINKS = 60

/** The expression a chain of methods starts at, with the links that follow in order. */
export function chainFrom(node: Node): { readonly root: Node; readonly links: readonly Link[] } {
  const links: Link[] = []
  let at = bare(node)
  while (links.length < MAX_LINKS) {
    const given = at.type === "CallExpression" ? at.arguments : []
    const callee = at.type === "CallExpression" ? bare(at.callee) : at
    const name = callee.type === "MemberExpression" ? propertyName(callee) : null
    if (callee.type !== "MemberExpression" || name === null) break
    links.push({ name, arguments: given })
    at = bare(callee.object)
  }
  return { root: at, links: links.reverse() }
}

/** Whether a pattern is written out and allows nothing but the characters and lengths it names, from the first to the last. */
export function isClosedPattern(node: Node | undefined): boolean {
  const inner = node && bare(node)
  const pattern = inner?.type === "Literal" && "regex" in inner && inner.regex ? inner.regex.pattern : stringOf(inner)
  return pattern != null && pattern.startsWith("^") && pattern.endsWith("$") && !/(?<!\\)\.[*+{]|\\S[*+{]|\[\^/.test(pattern)
}
