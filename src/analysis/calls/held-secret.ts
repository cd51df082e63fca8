import { bare, isFunction, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { someCallsOf } from "./calls-of.ts"

// Nobody hands an object through more functions before it is logged.
const MAX_DEPTH = 4
const MAX_CALLS = 10
// What was typed by somebody; other secrets are seldom handed on in an object.
const TYPED = /^(?:password|passwd|passphrase|newPassword|currentPassword|oldPassword|pin|otp|cardNumber|cvv)$/

/** A secret in an object that an expression is, by way of names, spreads and the calls of the function whose parameter it is. */
export interface HeldSecret {
  /** `password`. */
  readonly name: string
  readonly module: SourceModule
  /** The property, where the object is written down. */
  readonly node: Node
}

/** The secret that an object holds as it was typed; `null` where none is seen. An object of which parts are left out is another one. */
export function heldSecret(project: Project, module: SourceModule, node: Node, depth = 0): HeldSecret | null {
  if (depth > MAX_DEPTH) return null
  const inner = bare(node)
  if (inner.type === "ObjectExpression") {
    const last = new Set<string>()
    for (const each of inner.properties.toReversed()) {
      if (each.type === "SpreadElement") {
        const found = heldSecret(project, module, each.argument, depth + 1)
        if (found && !last.has(found.name)) return found
        continue
      }
      const name = propertyName(each)
      if (name === null || last.has(name)) continue
      last.add(name)
      const value = bare(each.value)
      const isTyped =
        (value.type === "Identifier" && TYPED.test(value.name)) ||
        (value.type === "MemberExpression" && TYPED.test(propertyName(value) ?? ""))
      if (TYPED.test(name) && isTyped) return { name, module, node: each }
    }
    return null
  }
  const binding = inner.type === "Identifier" ? module.bindings.resolve(inner) : null
  if (!binding || binding.pattern.length > 0 || binding.assigned.length > 0) return null
  const { declaration, identifier } = binding
  if (declaration.type === "VariableDeclarator") return declaration.init ? heldSecret(project, module, declaration.init, depth + 1) : null
  if (!isFunction(declaration)) return null
  const place = declaration.params.findIndex((each) => each === identifier)
  if (place === -1) return null
  for (const { module: where, call } of someCallsOf(project, module, declaration).slice(0, MAX_CALLS)) {
    const argument = call.arguments[place]
    const found = argument && argument.type !== "SpreadElement" ? heldSecret(project, where, argument, depth + 1) : null
    if (found) return found
  }
  return null
}
