import { bare, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// Whoever makes a signature does little besides.
const MAX_HELPER = 800
// What a helper calls is not followed again.
const HELPER_DEPTH = 3

/** Whether the value is what an HMAC gives: the call itself, a constant that holds it, or that with a prefix. */
export function isSignature(project: Project, module: SourceModule, node: Node, depth = 0): boolean {
  if (depth > 4) return false
  const inner = bare(node)
  switch (inner.type) {
    case "AwaitExpression":
      return isSignature(project, module, inner.argument, depth + 1)
    case "CallExpression": {
      const origin = originOf(project, module, inner.callee)
      if (origin === "globalThis.Buffer.from" && inner.arguments[0]) return isSignature(project, module, inner.arguments[0], depth + 1)
      if (origin === "globalThis.crypto.subtle.sign") return /["']HMAC["']/.test(module.textOf(inner))
      if (depth < HELPER_DEPTH && givesSignature(project, module, inner)) return true
      if (inner.callee.type !== "MemberExpression") return /^crypto-js(?:\.|\/hmac-)/i.test(originOf(project, module, inner.callee) ?? "")
      if ((originOf(project, module, inner.callee) ?? "").startsWith("crypto-js.HmacSHA")) return true
      const method = propertyName(inner.callee)
      if (method === "toString") return isSignature(project, module, inner.callee.object, depth + 1)
      return method === "digest" && startsAtHmac(project, module, inner.callee.object)
    }
    case "TemplateLiteral":
      return inner.expressions.length === 1 && isSignature(project, module, inner.expressions[0] as Node, depth + 1)
    case "BinaryExpression":
      return inner.operator === "+" && isSignature(project, module, inner.right, depth + 1)
    case "Identifier": {
      const binding = module.bindings.resolve(inner)
      if (binding?.declaration.type !== "VariableDeclarator" || binding.pattern.length > 0 || binding.assigned.length > 0) return false
      return binding.declaration.init ? isSignature(project, module, binding.declaration.init, depth + 1) : false
    }
    default:
      return false
  }
}

/** Whether a call of a function of the repository gives an HMAC: `signatureOf(secret, body)`. */
function givesSignature(project: Project, module: SourceModule, call: Node & { type: "CallExpression" }): boolean {
  const meaning = meaningOf(project, module, call.callee)
  if (meaning?.kind !== "function" || meaning.node.end - meaning.node.start > MAX_HELPER) return false
  return project.onceFor(meaning.node, "gives a signature", () => {
    const { body } = meaning.node
    const returned = body?.type === "BlockStatement" ? body.body.at(-1) : null
    const value = returned?.type === "ReturnStatement" ? returned.argument : body?.type === "BlockStatement" ? null : body
    return value ? /[hH]mac/.test(meaning.module.code) && isSignature(project, meaning.module, value, HELPER_DEPTH) : false
  })
}

function startsAtHmac(project: Project, module: SourceModule, node: Node): boolean {
  let inner = bare(node)
  for (let step = 0; step < 12; step++) {
    if (inner.type === "Identifier") {
      const declaration = module.bindings.resolve(inner)?.declaration
      if (declaration?.type !== "VariableDeclarator" || !declaration.init) return false
      inner = bare(declaration.init)
    }
    if (inner.type !== "CallExpression") return false
    if (originOf(project, module, inner.callee) === "crypto.createHmac") return true
    if (inner.callee.type !== "MemberExpression") return false
    inner = bare(inner.callee.object)
  }
  return false
}
