import { bare, enclosingFunction, functionName, ownNodes, propertyName, propertyOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { routeAround } from "../routes/handler-around.ts"
import { onlyInDevelopment } from "../settings/only-in-development.ts"

const RESET = /^(?:password_?)?reset_?(?:password_?)?(?:token|link|url|code)$|^otp(?:_?code)?$/i
const FORGOT = /forgot|password[-_/]?resets?(?:\s|$|[-_/]?request)|(?:request|send|create|start)[-_]?(?:password[-_]?)?reset/i
// Whoever gave the code from the mail has proven enough.
const PROVEN = /verif|confirm|check|valid|otp|code/i
const RANDOM = /randomBytes|randomUUID|randomInt|nanoid|uuid|cryptoRandomString/

/** What a property of an answer hands back of a reset that only the owner of the address may have; `null` when it is nothing of the kind. */
export function handedBackReset(project: Project, module: SourceModule, name: string, value: Node): string | null {
  const inner = bare(value)
  if (inner.type === "Literal" || inner.type === "CallExpression" || onlyInDevelopment(module, value)) return null
  if (!isForgotten(project, module, value)) return null
  if (RESET.test(name)) return name
  if (inner.type !== "Identifier") return null
  const binding = module.bindings.resolve(inner)
  const init = binding?.declaration.type === "VariableDeclarator" && binding.pattern.length === 0 ? binding.declaration.init : null
  if (!init) return null
  if (/^(?:token|code|link)$/i.test(name)) return RANDOM.test(module.textOf(init)) ? name : null
  return holdsToken(project, module, init) ? `${inner.name}.token` : null
}

// Whoever forgot the password has proven nothing yet.
function isForgotten(project: Project, module: SourceModule, node: Node): boolean {
  const route = routeAround(project, module, node)
  const around = enclosingFunction(node)
  const name = `${route?.path ?? ""} ${around ? (functionName(around) ?? "") : ""}`
  return FORGOT.test(name) && !PROVEN.test(name)
}

// `const reset = await createReset(email)`, which gives `{ email, token, … }`.
function holdsToken(project: Project, module: SourceModule, init: Node): boolean {
  const call = bare(init)
  const meaning = call.type === "CallExpression" ? meaningOf(project, module, call.callee) : null
  return meaning?.kind === "function" && givesToken(meaning.module, meaning.node)
}

function givesToken(module: SourceModule, { body }: FunctionNode): boolean {
  if (body?.type !== "BlockStatement") return false
  for (const each of ownNodes(body)) {
    if (each.type !== "ReturnStatement" || !each.argument) continue
    const value = bare(each.argument)
    const binding = value.type === "Identifier" ? module.bindings.resolve(value) : null
    const made = binding?.declaration.type === "VariableDeclarator" && binding.declaration.init ? bare(binding.declaration.init) : value
    const token = made.type === "ObjectExpression" ? (propertyOf(made, "token") ?? propertyOf(made, "resetToken")) : null
    const name = token?.type === "Identifier" ? token.name : token?.type === "MemberExpression" ? propertyName(token) : null
    if (name !== null && /token$/i.test(name) && RANDOM.test(module.textOf(body))) return true
  }
  return false
}
