import { bare, propertyName, stringOf } from "../../source/ast.ts"
import type { Node } from "../../source/ast.ts"
import { repeatsAll } from "../../source/pattern-classes.ts"
import { ANY_TEXT } from "../written-checks.ts"
import { closed, named } from "./schema.ts"
import type { Schema } from "./schema.ts"

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

/**
 * What a field is whose text a pattern describes from the first sign to the last: closed where it names the signs, no more than text
 * where it leaves everything open, and still a path or an address where dots and slashes are among them.
 */
export function schemaOfPattern(node: Node | undefined): Schema | null {
  const inner = node && bare(node)
  const pattern = inner?.type === "Literal" && "regex" in inner && inner.regex ? inner.regex.pattern : stringOf(inner)
  if (pattern == null || !pattern.startsWith("^") || !pattern.endsWith("$")) return null
  if (/(?<!\\)\.[*+{]|\\S[*+{]|\[\^/.test(pattern) || repeatsAll(pattern, ANY_TEXT)) return null
  return repeatsAll(pattern, "./") ? named : closed
}
