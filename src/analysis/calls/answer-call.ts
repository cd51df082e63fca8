import { bare, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { Binding } from "../source/bindings.ts"
import type { SourceModule } from "../source/module.ts"
import type { Call } from "./call-facts.ts"

const RESPONSE = /^_?(?:res|resp|response|reply)$/
const ENDING = /^(?:json|jsonp|send|end|redirect|render|sendFile|sendfile|download|sendStatus|code404|notFound)$/
const CHAINING =
  /^(?:status|code|set|header|headers|type|contentType|cookie|clearCookie|vary|links|location|append|format|attachment|setHeader)$/

/** The response a call answers: `res.status(404).json(…)`, `reply.code(404).send(…)`. */
export interface Answer {
  readonly response: string
  readonly binding: Binding
  /** What is called last, `json`. */
  readonly method: string
}

/** Whether a call sends the answer of a response object that came in as a parameter; `null` when it does not. */
export function answerOf(module: SourceModule, call: Call): Answer | null {
  if (call.callee.type !== "MemberExpression") return null
  const method = propertyName(call.callee) ?? ""
  if (!ENDING.test(method)) return null
  let object: Node = bare(call.callee.object)
  for (let step = 0; step < 12 && object.type === "CallExpression"; step++) {
    if (object.callee.type !== "MemberExpression" || !CHAINING.test(propertyName(object.callee) ?? "")) return null
    object = bare(object.callee.object)
  }
  if (object.type !== "Identifier" || !RESPONSE.test(object.name)) return null
  const binding = module.bindings.resolve(object)
  return binding?.kind === "parameter" ? { response: object.name, binding, method } : null
}
