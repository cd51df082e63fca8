import { entryOf } from "../flow/describe-flow.ts"
import type { Flow } from "../flow/flow.ts"
import { defineRule } from "../rule.ts"
import { bare, enclosingFunction, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

export const noRequestKeyWrite = defineRule({
  kind: "flow",
  sink: "object-key",
  id: "no-request-key-write",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "medium",
  title: "Two keys chosen by the client write into an object",
  why: "With `__proto__` as the first key the second one is set on the prototype of every object in the process. One chosen key on an object of its own is harmless; two in a row are not.",
  fix: "Keep such tables in a `Map` or an object made by `Object.create(null)`, or refuse `__proto__`, `constructor` and `prototype`.",
  cwe: ["CWE-1321"],
  *check({ module, flow }) {
    const target = flow.node
    if (target.type !== "MemberExpression") return
    const owner = ownersOf(module, target.object).find((each) => comesFromRequest(module, each.property, flow))
    if (!owner) return
    const around = enclosingFunction(target)
    if (around && /__proto__|hasOwn|Object\.create\(null\)|new Map\b/.test(module.namesOf(around))) return
    const code = module.textOf(target).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)
    yield {
      at: target,
      title: `\`${code}\` writes under two keys the client chooses`,
      message: `A client of ${entryOf(flow)} who sends \`__proto__\` as the first key sets a property on every object of the process: both keys of \`${code}\` come from the request${owner === bare(target.object) ? "" : `, the first in \`${module.textOf(owner).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)}\``}.`,
    }
  },
})

type Member = Node & { type: "MemberExpression" }

/** What is written to, where it is taken from another object by a computed key: `carts[id]`, also as `const cart = carts[id] ?? {}`. */
function ownersOf(module: SourceModule, node: Node, depth = 0): readonly Member[] {
  const inner = bare(node)
  if (depth > 3) return []
  const further = (next: Node) => ownersOf(module, next, depth + 1)
  switch (inner.type) {
    case "MemberExpression":
      return propertyName(inner) === null ? [inner] : []
    case "LogicalExpression":
      return [...further(inner.left), ...further(inner.right)]
    case "AssignmentExpression":
      return further(inner.left)
    case "Identifier": {
      const binding = module.bindings.resolve(inner)
      const init = binding?.declaration.type === "VariableDeclarator" && binding.pattern.length === 0 ? binding.declaration.init : null
      return [...(init ? [init] : []), ...(binding?.assigned.slice(0, 4) ?? [])].flatMap(further)
    }
    default:
      return []
  }
}

// The first key is request data too when it is written like one, or is a variable taken from the same place.
function comesFromRequest(module: SourceModule, key: Node, flow: Flow): boolean {
  // What middleware put on the request is not the sender's to choose.
  const isOurs = (code: string) => /^\w+\.(?:user|session|auth|account|tenant|locals|state)\b/.test(code)
  const text = module.textOf(bare(key))
  const request = flow.source.split(/[.(]/)[0] ?? ""
  if (request !== "" && text.startsWith(`${request}.`)) return !isOurs(text)
  const declaration = module.bindings.resolve(bare(key))?.declaration
  const init = declaration?.type === "VariableDeclarator" ? declaration.init : null
  return !!init && request !== "" && module.textOf(init).includes(`${request}.`) && !isOurs(module.textOf(init))
}
