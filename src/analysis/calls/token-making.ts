import { ancestors, bare, descendants, functionName, isFunction, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { helperDigest } from "./digest-helper.ts"
import { hasRole } from "../settings/model-settings.ts"

type Call = Node & { type: "CallExpression" }

// Names of values that open something for whoever can guess them.
const SECRET =
  /(?:^|_|[a-z])(?:token|secret|otp|passcode|password|passwd|api_?key|nonce|session_?id|verification_?code|verify_?code|reset_?code|recovery_?code|confirmation_?code|auth_?code|invite_?code|login_?code|access_?code|voucher_?code|coupon_?code|pin_?code|licen[sc]e_?key|encryption_?key|signing_?key|csrf|salt|jti)$/i
// `isToken`, `setPassword`: what comes out of these is no token.
const ASKS_OR_SETS =
  /^(?:is|has|can|should|check|verify|validate|compare|use|with|set|handle|on|parse|decode|read|refresh|revoke|send|save|store|find|delete|remove|update|mask|count|show|hide|log)(?=[A-Z_])/
const NOT_SECRET = /^(?:max|min|num|total|count)|tokens$|cancel_?token|css|design|color|refreshTokenInterval|mock|fake|dummy|sample/i
// What anybody knows or can try out about a user.
const KNOWN = /^(?:\w*_)?(?:login|e?mail|user_?name|name|user_?id|id|_id|phone|now|date|timestamp|time)$/i

/** The name of the token this value ends in: a variable, a property or the function that returns it; `null` when it is none. */
export function purposeOf(module: SourceModule, call: Node): string | null {
  let below: Node = call
  for (const above of ancestors(call)) {
    if (isFunction(above)) {
      const name = functionName(above)
      // Callbacks such as the one of `Array.from` give their value to what is around them.
      if (name === null && above.parent?.type === "CallExpression") {
        below = above
        continue
      }
      return name !== null && !ASKS_OR_SETS.test(name) && isSecretName(name) ? name : null
    }
    const name = targetName(above, below)
    if (name !== null) {
      if (isSecretName(name)) return name
      // `const digits = …` inside `generateOtp`.
      const owner = [...ancestors(above)].find(isFunction)
      if (owner && /randomBytes|randomInt|getRandomValues|nanoid|randomUUID/.test(module.namesOf(owner))) return null
      const made = owner ? functionName(owner) : null
      return made !== null && !ASKS_OR_SETS.test(made) && isSecretName(made) && owner !== undefined && isReturned(module, owner, name)
        ? made
        : null
    }
    if (above.type === "IfStatement" || above.type === "ForStatement" || above.type === "WhileStatement") {
      if (above.test === below) return null
    }
    if (above.type === "CallExpression" && above.callee !== below && /setTimeout|sleep|delay|log|wait/i.test(module.textOf(above.callee)))
      return null
    below = above
  }
  return null
}

function targetName(above: Node, below: Node): string | null {
  if (above.type === "VariableDeclarator" && above.init === below) return above.id.type === "Identifier" ? above.id.name : ""
  if (above.type === "AssignmentExpression" && above.right === below)
    return above.left.type === "Identifier" ? above.left.name : (propertyName(above.left) ?? "")
  if (above.type === "Property" && above.value === below) return propertyName(above) ?? ""
  return null
}

function isReturned(module: SourceModule, owner: Node, name: string): boolean {
  return new RegExp(`\\breturn\\b[^;\\n]{0,80}\\b${name.replace(/[^\w]/g, "") || "\\0"}\\b`).test(module.textOf(owner))
}

function isSecretName(name: string): boolean {
  return SECRET.test(name) && !NOT_SECRET.test(name)
}

/** What a call hashes; `null` where it makes no hash or a keyed one. */
export function hashedBy(project: Project, module: SourceModule, call: Call, path: string | null): Node | null {
  if (hasRole(path, "fast-hash")) return call.arguments.length === 1 ? (call.arguments[0] ?? null) : null
  const helped = helperDigest(project, module, call)
  if (helped) return helped.inputs.length === 1 && call.arguments.length === 1 ? (helped.inputs[0] ?? null) : null
  if (call.callee.type !== "MemberExpression" || propertyName(call.callee) !== "update") return null
  const created = bare(call.callee.object)
  if (created.type !== "CallExpression" || originOf(project, module, created.callee) !== "crypto.createHash") return null
  return stringOf(created.arguments[0]) === null ? null : (call.arguments[0] ?? null)
}

/** The known value, when nothing else goes into the hash. */
export function knownIn(node: Node): Node | null {
  let found: Node | null = null
  const root = bare(node)
  const parts = root.type === "MemberExpression" ? [root] : descendants(root, (below) => below.type === "MemberExpression")
  for (const each of parts) {
    if (each.type === "CallExpression" && !/toString|toLowerCase|trim|now|getTime|valueOf/.test(calleeName(each))) return null
    if (each.type === "MemberExpression" && each.parent?.type === "CallExpression" && each.parent.callee === each) {
      if (bare(each.object).type === "Identifier" && (bare(each.object) as { name: string }).name === "Date") found = each
      else if (bare(each.object).type === "MemberExpression" && KNOWN.test(propertyName(bare(each.object)) ?? "")) found = bare(each.object)
      continue
    }
    const name = each.type === "MemberExpression" ? propertyName(each) : each.type === "Identifier" ? each.name : null
    if (name === null) continue
    if (!KNOWN.test(name)) return null
    found = each
  }
  return found
}

function calleeName(call: Call): string {
  return call.callee.type === "MemberExpression"
    ? (propertyName(call.callee) ?? "")
    : call.callee.type === "Identifier"
      ? call.callee.name
      : ""
}

/** The name of the token that a hash becomes or is compared with; `null` when it is none. */
export function tokenBeside(call: Node): string | null {
  let below: Node = call
  for (const above of ancestors(call)) {
    if (isFunction(above)) return null
    if (above.type === "BinaryExpression" && /^[!=]==?$/.test(above.operator)) {
      const other = bare(above.left === below ? above.right : above.left)
      const name = other.type === "MemberExpression" ? propertyName(other) : other.type === "Identifier" ? other.name : null
      return name !== null && /token$/i.test(name) ? name : null
    }
    const name = targetName(above, below)
    if (name !== null)
      return /token$|reset_?key$|verification_?key$|api_?key$|(?<!max_?)session_?id$|reset_?code$|invite_?code$/i.test(name) ? name : null
    below = above
  }
  return null
}
