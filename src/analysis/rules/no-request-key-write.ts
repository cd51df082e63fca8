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
    const owner = bare(target.object)
    if (owner.type !== "MemberExpression" || propertyName(owner) !== null || !comesFromRequest(module, owner.property, flow)) return
    const around = enclosingFunction(target)
    if (around && /__proto__|hasOwn|Object\.create\(null\)|new Map\b/.test(module.namesOf(around))) return
    const code = module.textOf(target).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)
    yield {
      at: target,
      title: `\`${code}\` writes under two keys the client chooses`,
      message: `A client of ${entryOf(flow)} who sends \`__proto__\` as the first key sets a property on every object of the process: both keys of \`${code}\` come from the request.`,
    }
  },
})

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
