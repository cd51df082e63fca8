import { calleeName } from "../calls/call-facts.ts"
import { someCallsOf } from "../calls/calls-of.ts"
import { isServerPath } from "../calls/server-path.ts"
import { escapePattern } from "../escape-pattern.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { ancestors, bare, descendants, functionName, isFunction, nodesOf, propertyName, propertyOf, stringOf } from "../source/ast.ts"
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
// An upsert by the address takes the account that has it.
const FINDS_IN_SQL = /\bon\s{1,8}conflict\s{0,8}\(\s{0,8}(?:lower\()?"?e_?mail"?\)?\s{0,8}\)\s{0,8}do\s{1,8}update\b/i

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
    yield* takenFromProvider(module)
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

const FINDS =
  /^(?:findOne|findUnique|findFirst|findOneBy|findOneOrFail|findOneByOrFail|upsert|findOrCreate|findOneAndUpdate|where|query|execute)$/
const BY_ADDRESS = /(?:find|get|load|lookup|fetch)\w*by_?e?mail(?:_?address)?$/i
const MAX_STEPS = 8
const MAX_FUNCTION = 20_000

// `User.findOne({ email: claims.email })` in what handles the answer of the provider.
function* takenFromProvider(module: SourceModule): Generator<Draft> {
  if (!PROVIDER.test(module.text)) return
  const said = new Set<Node>()
  for (const call of nodesOf(module.program, "CallExpression")) {
    const address = addressAskedFor(call)
    const provider = address ? providerOf(module, address) : null
    const around = provider ? outermostOf(call) : null
    if (!address || provider === null || !around || said.has(around)) continue
    // Whoever speaks of it may have asked.
    if (
      /(?:e?mail|address|is)_?\??\.?_?(?:verified|confirmed)|\bverified\b|xms_edov|\.primary\b/i.test(
        module.namesOf(around).slice(0, MAX_FUNCTION),
      )
    )
      continue
    said.add(around)
    yield {
      at: call,
      confidence: "medium",
      message: `Whoever enters somebody else's address at the provider is signed in as them: \`${calleeName(module, call)}\` finds the account by an address out of \`${provider}\`, and nothing here asks whether the provider has verified it.`,
      fix: "Find the account by the provider and its id for the user, and go by the address only where the provider says that it is verified.",
    }
  }
}

const PROVIDER = /passport|openid|oauth|oidc|verifyIdToken|access_?token|userinfo/i
const GIVES_PROFILE =
  /(?:^|\.)(?:claims|getPayload|userinfo|userInfo|fetchUserInfo|(?:get|fetch|load)\w{0,20}(?:Profile|UserInfo|Userinfo))$/
const PROFILE_ADDRESS = /["'`][^"'`\s]{0,200}(?:userinfo|\/user|\/me|\/profile)(?:[?"'`])/i
// Google's strategy gives addresses that Google itself runs or has verified.
const STRATEGY = /["'](?:passport-(?!google|local|jwt|http|custom|magic|anonymous|apple)[\w-]+|@\w+\/passport-(?!google)[\w-]+)["']/

/** The address by which a call looks an account up; `null` when it goes by something else. */
function addressAskedFor(call: Node & { type: "CallExpression" }): Node | null {
  const name = calledName(call) ?? ""
  const [first, second] = call.arguments
  if (!first) return null
  if (BY_ADDRESS.test(name)) return first
  if (!FINDS.test(name)) return null
  const sql = stringOf(first)
  if (sql !== null) {
    if (name === "where") return ADDRESS.test(sql.slice(sql.lastIndexOf(".") + 1)) ? (second ?? null) : null
    const list = second ? bare(second) : null
    return /\bwhere\s+(?:lower\()?"?(?:\w+\.)?"?e_?mail"?\)?\s*=\s*(?:lower\()?(?:\$1|\?)/i.test(sql.slice(0, 2_000)) &&
      list?.type === "ArrayExpression"
      ? (list.elements[0] ?? null)
      : null
  }
  const filter = propertyOf(first, "where") ?? first
  return propertyOf(filter, "email") ?? propertyOf(filter, "emailAddress")
}

/** What a provider said of a user, as the code names it, where an expression is a part of that. */
function providerOf(module: SourceModule, node: Node): string | null {
  let inner = bare(node)
  for (let step = 0; step < MAX_STEPS; step++) {
    if (inner.type === "MemberExpression") inner = bare(inner.object)
    else if (inner.type === "AwaitExpression") inner = bare(inner.argument)
    else if (inner.type === "LogicalExpression") inner = bare(inner.left)
    else if (inner.type === "CallExpression") {
      const callee = module.textOf(inner.callee).replace(/\s+/g, "")
      if (GIVES_PROFILE.test(callee)) return `${callee.slice(-40)}()`.replaceAll("`", "'")
      if (/^(?:axios|fetch|got|ky|undici|superagent|request|this\.http)\b/.test(callee))
        return PROFILE_ADDRESS.test(module.textOf(inner).slice(0, 500)) && /bearer|access_?token/i.test(module.textOf(inner).slice(0, 500))
          ? "the profile"
          : null
      // `profile.email.toLowerCase()`, `response.json()`
      if (
        inner.callee.type !== "MemberExpression" ||
        !/^(?:toLowerCase|trim|json|find|at|String|toString|normalize)$/.test(propertyName(inner.callee) ?? "")
      )
        return null
      inner = bare(inner.callee.object)
    } else if (inner.type === "Identifier") {
      const binding = module.bindings.resolve(inner)
      if (binding?.kind === "parameter") return /^_?profile$/i.test(binding.name) && STRATEGY.test(module.code) ? binding.name : null
      if (binding?.kind !== "variable" || binding.declaration.type !== "VariableDeclarator" || !binding.declaration.init) return null
      inner = bare(binding.declaration.init)
    } else return null
  }
  return null
}

// The callback or method; what runs inside belongs to it.
function outermostOf(node: Node): FunctionNode | null {
  return [...ancestors(node)].filter(isFunction).findLast((each) => each.end - each.start < MAX_FUNCTION) ?? null
}

function findsAccount(node: FunctionNode): boolean {
  for (const each of descendants(node)) {
    if (each.type !== "CallExpression") continue
    if (FINDS_ACCOUNT.test(calledName(each) ?? "") || FINDS_IN_SQL.test(stringOf(each.arguments[0])?.slice(0, 2_000) ?? "")) return true
  }
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
  const text = module.namesOf(node).slice(0, 10_000)
  if (
    parameter.type !== "Identifier" ||
    !SEVERAL_PROVIDERS.test(text) ||
    !new RegExp(`\\b${escapePattern(parameter.name)}\\.sub\\b`).test(text)
  )
    return null
  // Only an identity token says both who gave it out and whom it is about.
  if (new RegExp(`\\b${escapePattern(parameter.name)}\\.iss\\b`).test(text))
    return { name: "email_verified", path: module.path, line: module.lineOf(parameter) }
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
