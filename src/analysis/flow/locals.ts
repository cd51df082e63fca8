import { bare, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"

/** Under what name `res.locals.user` is kept for the handlers that come later; `null` for everything else. */
export function localOf(node: Node & { type: "MemberExpression" }): string | null {
  const holder = bare(node.object)
  const name = propertyName(node)
  if (name === null || holder.type !== "MemberExpression" || propertyName(holder) !== "locals") return null
  const response = bare(holder.object)
  return response.type === "Identifier" && /^_?res(?:ponse)?$/.test(response.name) ? `Express res.locals.${name}` : null
}
