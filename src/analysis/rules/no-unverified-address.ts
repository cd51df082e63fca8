import { someCallsOf } from "../calls/calls-of.ts"
import { isServerPath } from "../calls/server-path.ts"
import { escapePattern } from "../escape-pattern.ts"
import { defineRule } from "../rule.ts"
import { bare, descendants, functionName, nodesOf, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { usesOf } from "../source/uses-of.ts"

// What providers say of an address, and services after them.
const VERIFIED = /^(?:is_?)?(?:e?mail_?)?(?:is_?)?(?:verified|confirmed)(?:_?e?mail)?$/i
const ADDRESS = /^(?:e_?mail|e?mail_?address)$/i
// An account that is there already is found by the address, or gets what the provider knows it by.
const FINDS_ACCOUNT =
  /(?:find|get|load|lookup|fetch|select|link|connect|attach|add)\w*(?:email|identity|provider|account|user)\w*|\bfind(?:One|First|Unique|By)\w*$|^(?:where|first)$/i

export const noUnverifiedAddress = defineRule({
  kind: "source",
  id: "no-unverified-address",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "An address that may not be verified opens the account it names",
  why: "At many providers people may enter any e-mail address and verify it later or never. Whoever enters somebody else's is signed in as them where the address alone finds the account.",
  fix: "Link by address only where the provider says that it is verified, and otherwise ask for a login with the account itself.",
  cwe: ["CWE-290", "CWE-287"],
  needs: { path: "server", text: [/e_?mail/i] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression")) {
      const name = functionName(node)
      if (name === null) continue
      for (const [index, parameter] of node.params.entries()) {
        const address = addressOf(module, node, parameter)
        const flag = address
          ? (flagHandedTo(project, module, node, index) ?? claimsHandedTo(project, module, node, { index, parameter }))
          : null
        if (!address || !flag || !findsAccount(node)) continue
        yield {
          at: address,
          trace: [
            { path: flag.path, line: flag.line, what: `\`${flag.name}\` is handed on` },
            { path: module.path, line: module.lineOf(address), what: "the address is used without it" },
          ],
          message: `Whoever enters somebody else's address at the provider is signed in as them: \`${name}\` finds the account by the address and never looks at \`${flag.name}\`, which ${flag.path}:${flag.line} hands it.`,
          fix: `Go on with the address only where \`${flag.name}\` is true.`,
        }
      }
    }
  },
})

function findsAccount(node: FunctionNode): boolean {
  for (const each of descendants(node)) if (each.type === "CallExpression" && FINDS_ACCOUNT.test(calledName(each) ?? "")) return true
  return false
}

function calledName({ callee }: Node & { type: "CallExpression" }): string | null {
  return callee.type === "MemberExpression" ? propertyName(callee) : callee.type === "Identifier" ? callee.name : null
}

/** Where a function first uses the address of what it is given, when it neither asks whether it is verified nor hands all of it on. */
function addressOf(module: SourceModule, node: FunctionNode, parameter: Node): Node | null {
  const plain = parameter.type === "AssignmentPattern" ? parameter.left : parameter
  if (plain.type === "ObjectPattern") {
    const named = plain.properties.map((each) => (each.type === "Property" ? (propertyName(each) ?? "") : "..."))
    // What is left over may be asked.
    if (named.some((each) => each === "..." || VERIFIED.test(each))) return null
    return plain.properties.find((each) => each.type === "Property" && ADDRESS.test(propertyName(each) ?? "")) ?? null
  }
  const binding = plain.type === "Identifier" ? module.bindings.resolve(plain) : null
  if (!binding) return null
  let address: Node | null = null
  for (const use of usesOf(module, binding, node)) {
    const member = use.parent?.type === "MemberExpression" && use.parent.object === use ? use.parent : null
    const name = member ? propertyName(member) : null
    if (name === null || VERIFIED.test(name)) return null
    // `if (!claims.email) return null` only asks whether there is one.
    if (ADDRESS.test(name) && member?.parent?.type !== "UnaryExpression") address ??= member
  }
  return address
}

// What openid-client calls the claims of an identity token and of the endpoint for them, in its versions 5 and 6.
const CLAIMS_TYPE = /\b(?:IdTokenClaims|UserinfoResponse|UserInfoResponse|IDToken)\b/
const GIVES_CLAIMS = /(?:\.|\b)(?:claims|userinfo|fetchUserInfo)$/
// With one provider that the operator runs its word may be enough; here there are several.
const SEVERAL_PROVIDERS = /\b(?:provider|issuer)\w*\b/i

/** The claims of OpenID Connect that a function is given whole, in which `email_verified` stands, where an account of any provider is linked. */
function claimsHandedTo(
  project: Project,
  module: SourceModule,
  node: FunctionNode,
  { index, parameter }: { readonly index: number; readonly parameter: Node },
): Flag | null {
  const text = module.textOf(node).slice(0, 10_000)
  if (
    parameter.type !== "Identifier" ||
    !SEVERAL_PROVIDERS.test(text) ||
    !new RegExp(`\\b${escapePattern(parameter.name)}\\.sub\\b`).test(text)
  )
    return null
  if (parameter.typeAnnotation && CLAIMS_TYPE.test(module.textOf(parameter.typeAnnotation)))
    return { name: "email_verified", path: module.path, line: module.lineOf(parameter) }
  for (const { module: other, call } of someCallsOf(project, module, node)) {
    const given = call.arguments[index] ? heldIn(other, call.arguments[index]) : null
    if (given?.type === "CallExpression" && GIVES_CLAIMS.test(other.textOf(given.callee)) && other.text.includes("openid-client"))
      return { name: "email_verified", path: other.path, line: other.lineOf(call) }
  }
  return null
}

// `const claims = tokens.claims()`
function heldIn(module: SourceModule, node: Node): Node {
  const inner = bare(node)
  const declared = inner.type === "Identifier" ? module.bindings.resolve(inner)?.declaration : null
  const made = declared?.type === "VariableDeclarator" && declared.init ? bare(declared.init) : inner
  return made.type === "AwaitExpression" ? bare(made.argument) : made
}

interface Flag {
  readonly name: string
  readonly path: string
  readonly line: number
}

/** What a call of the function says of the address at this place of its arguments: `{ email: profile.email, emailVerified: profile.verified }`. */
function flagHandedTo(project: Project, module: SourceModule, node: FunctionNode, index: number): Flag | null {
  for (const { module: other, call } of someCallsOf(project, module, node)) {
    const given = call.arguments[index] ? bare(call.arguments[index]) : null
    if (given?.type !== "ObjectExpression") continue
    const properties = given.properties.flatMap((each) => (each.type === "Property" ? [each] : []))
    const flag = properties.find((each) => VERIFIED.test(propertyName(each) ?? "") && bare(each.value).type !== "Literal")
    if (!flag || !properties.some((each) => ADDRESS.test(propertyName(each) ?? ""))) continue
    return { name: propertyName(flag) ?? "", path: other.path, line: other.lineOf(flag) }
  }
  return null
}
