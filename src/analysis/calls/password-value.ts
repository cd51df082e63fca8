import { descendants, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"

/** What the password of an account is called. */
export const PASSWORD_NAME = /^(?:\w*_)?(?:new|old|plain|raw|user|current)?_?(?:password|passwd|pwd|passphrase)$/i

/** Whether an expression holds the password of an account, told by the names in it. */
export function isPassword(argument: Node | undefined): boolean {
  if (!argument) return false
  for (const node of descendants(argument)) {
    const name = node.type === "Identifier" ? node.name : node.type === "MemberExpression" ? propertyName(node) : null
    if (name !== null && PASSWORD_NAME.test(name)) return true
  }
  return false
}
