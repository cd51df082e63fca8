import { ancestors, functionName, isClass, isFunction, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"

/** A function as a test can name it. */
export interface NamedFunction {
  readonly name: string
  /** With the class or object it belongs to: `AccountStore.markSeenAt`. */
  readonly fullName: string
  /** The class or object. */
  readonly owner: string | null
  readonly node: FunctionNode
}

/** The nearest function around a node that has a name; `null` at the top of a file and in callbacks of nothing. */
export function namedFunctionAround(node: Node): NamedFunction | null {
  let found: FunctionNode | null = null
  for (const above of ancestors(node)) if (isFunction(above) && functionName(above) !== null) found ??= above
  const name = found && functionName(found)
  if (found === null || name === null) return null
  for (const above of ancestors(found))
    if (isClass(above)) return { name, fullName: nameIn(above.id?.name ?? null, name), owner: above.id?.name ?? null, node: found }
    else if (above.type === "AssignmentExpression" && above.left.type === "MemberExpression" && above.right === found) {
      // `Reply.prototype.redirect = function …`, `Topics.create = async …`
      const { object } = above.left
      const holder = object.type === "MemberExpression" && propertyName(object) === "prototype" ? object.object : object
      const owner = holder.type === "Identifier" ? holder.name : holder.type === "MemberExpression" ? propertyName(holder) : null
      if (owner !== null && !/^(?:exports|module|self|this)$/.test(owner)) return { name, fullName: `${owner}.${name}`, owner, node: found }
    } else if (isFunction(above)) break
  return { name, fullName: name, owner: null, node: found }
}

function nameIn(owner: string | null, method: string): string {
  if (owner === null) return method
  return method === "constructor" ? `new ${owner}` : `${owner}.${method}`
}
