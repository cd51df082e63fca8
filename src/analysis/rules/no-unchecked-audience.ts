import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import { ancestors, bare, enclosingClass, enclosingFunction, isFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { Binding } from "../source/bindings.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { usesOf } from "../source/uses-of.ts"
import { wordsIn } from "../source/words-in.ts"
import { isClosed, objectOf, optionOf } from "../settings/read-options.ts"
import type { CallNode } from "../settings/read-options.ts"

// Where each library is told which key to use, and for whom the token must be made.
const CHECKS: readonly { readonly call: string; readonly argument: number; readonly key: string; readonly audience: string }[] = [
  { call: "express-jwt", argument: 0, key: "secret", audience: "audience" },
  { call: "express-jwt.expressjwt", argument: 0, key: "secret", audience: "audience" },
  { call: "koa-jwt", argument: 0, key: "secret", audience: "audience" },
  { call: "passport-jwt.Strategy", argument: 0, key: "secretOrKeyProvider", audience: "audience" },
]

// Where the check of Google's identity tokens is told for whom they must be made; the library says nothing when it is not.
const IDENTITY_TOKENS = /^google-auth-library\.OAuth2Client\(\)\.verifyIdToken$|^googleapis\.google\.auth\.OAuth2\(\)\.verifyIdToken$/

const MENTIONS_KEYS = /jwks|JWKS|passportJwtSecret|verifyIdToken/
// Access tokens of some providers carry for whom they are under another name, and services compare it by hand.
const SAYS_FOR_WHOM = /^(?:aud|azp|client_id|appid|token_use)$/
const NAMES_FOR_WHOM = /\b(?:aud|azp|client_id|appid|token_use)\b/

export const noUncheckedAudience = defineRule({
  kind: "source",
  id: "no-unchecked-audience",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "medium",
  title: "Tokens made for other services are accepted",
  why: "An identity provider signs the tokens of all its applications with the same keys. A signature alone says that the provider made the token, not that it was made for this service.",
  fix: "Check `audience` and `issuer` together with the signature.",
  cwe: ["CWE-287"],
  needs: { path: "no test", text: [MENTIONS_KEYS] },
  *check({ project, module }) {
    if (isTestPath(module.path) || !MENTIONS_KEYS.test(module.text)) return
    for (const node of nodesOf(module.program, "CallExpression", "NewExpression")) {
      const path = calleeOf(project, module, node)
      if (path === null || !(isOpenCall(project, module, node, path) || isOpenCheck(project, module, node, path))) continue
      yield {
        at: node.callee,
        message:
          "A token that the same provider made for another application, for one of any customer where tenants are shared, opens this service: the signature is checked against the provider's keys, but not for whom the token was made.",
        fix: "Pass `audience` with the identifier of this service, and `issuer` with the address of the provider.",
        key: `audience ${path}`,
      }
    }
    for (const node of nodesOf(module.program, "CallExpression")) {
      const at = IDENTITY_TOKENS.test(originOf(project, module, node.callee) ?? "") ? unnamedSender(module, node) : null
      if (!at) continue
      yield {
        at,
        severity: "high",
        confidence: "high",
        title: "Any Google account passes, whoever it belongs to",
        message:
          "Anyone with a project at Google gets a token with this audience for a service account of their own, and passes: Google's signature and the audience say for whom a token was made, and nothing here asks who it was made of.",
        fix: "Compare `email` of the payload with the one service account that may call, together with `email_verified`.",
      }
    }
  },
})

/** A call that is handed one token and what to ask of it, and asks nothing about for whom it was made. */
function isOpenCall(project: Project, module: SourceModule, { arguments: given }: CallNode, path: string): boolean {
  const isGoogle = IDENTITY_TOKENS.test(path)
  const keys = given[1]
  if (!isGoogle && !(keys && signedByProvider(project, module, keys, path))) return false
  const options = given[isGoogle ? 0 : 2]
  if (project.onceFor(module, "compares for whom tokens are", () => comparesItself(module))) return false
  if (!options) return !isGoogle
  const object = objectOf(project, module, options)
  return object !== null && isClosed(object) && optionOf(project, module, object, "audience") === undefined
}

function comparesItself(module: SourceModule): boolean {
  if (!NAMES_FOR_WHOM.test(module.code)) return false
  for (const { word, node } of wordsIn(module.program)) if (SAYS_FOR_WHOM.test(word) && isAskedFor(module, word, node)) return true
  return false
}

// `claims.aud`, `const { azp } = claims`, `requiredClaims: ["aud"]` and `assertClaims(claims, { aud: API })`, but no type, no setting of this
// service and nothing that it sends or signs itself.
function isAskedFor(module: SourceModule, word: string, node: Node): boolean {
  const { parent } = node
  if (parent?.type === "MemberExpression" && parent.property === node)
    return (
      !/(?:config|env|options|opts|settings|credentials|secrets?)\W{0,3}$/i.test(module.textOf(parent.object).slice(-60)) &&
      !(parent.parent?.type === "AssignmentExpression" && parent.parent.left === parent)
    )
  if (parent?.type === "Property" && parent.key === node) {
    if (parent.parent?.type === "ObjectPattern") return true
    if (word === "client_id") return false
    for (const above of ancestors(parent)) {
      if (isFunction(above)) return true
      if (/^(?:Call|New)Expression$/.test(above.type) && "callee" in above && /sign/i.test(module.textOf(above.callee).slice(-60)))
        return false
    }
    return true
  }
  return node.type !== "Identifier" && /^(?:ArrayExpression|CallExpression|BinaryExpression)$/.test(parent?.type ?? "")
}

// What a token says of itself, and not of whoever it was made of.
const SAYS_NOT_WHO = /^(?:email_verified|aud|iss|exp|iat|nbf|azp)$/

/**
 * Where a token of Google is checked in a function that lets callers through or refuses them, and nothing of it that names the caller is
 * looked at or handed on: the last look at the payload, or the check.
 */
function unnamedSender(module: SourceModule, call: CallNode): Node | null {
  const around = enclosingFunction(call)
  if (!around || !LETS_THROUGH.test(module.textOf(around).slice(0, 10_000))) return null
  const waited = call.parent?.type === "AwaitExpression" ? call.parent : null
  if (!waited) return null
  const statement = waited.parent
  if (statement?.type === "ExpressionStatement") return call
  const ticket = statement?.type === "VariableDeclarator" ? heldName(module, statement) : null
  if (!ticket) return null
  let at: Node = call
  for (const use of usesOf(module, ticket, around)) {
    const payload = calledMember(use, "getPayload")
    if (!payload) return null
    const looks = looksAt(module, payload, around)
    if (!looks || looks.some((each) => !SAYS_NOT_WHO.test(propertyName(each) ?? ""))) return null
    at = looks.at(-1) ?? at
  }
  return at
}

const LETS_THROUGH = /\bnext\(\)|\b40[13]\b|return true\b/

function heldName(module: SourceModule, declarator: Node & { type: "VariableDeclarator" }): Binding | null {
  return declarator.id.type === "Identifier" ? module.bindings.resolve(declarator.id) : null
}

// `ticket.getPayload()`
function calledMember(use: Node, name: string): Node | null {
  const member = use.parent
  if (member?.type !== "MemberExpression" || member.object !== use || propertyName(member) !== name) return null
  return member.parent?.type === "CallExpression" && member.parent.callee === member ? member.parent : null
}

/** The members that are read of a payload, under a name or where it is asked for; `null` when it goes elsewhere as a whole. */
function looksAt(module: SourceModule, payload: Node, around: Node): Node[] | null {
  let outer = payload
  while (outer.parent && /^(?:TSNonNull|TSAs|Chain|Parenthesized)Expression$/.test(outer.parent.type)) outer = outer.parent
  const { parent } = outer
  if (parent?.type === "ExpressionStatement") return []
  if (parent?.type === "MemberExpression" && parent.object === outer) return [parent]
  if (parent?.type !== "VariableDeclarator") return null
  if (parent.id.type === "ObjectPattern") return parent.id.properties.map((each) => each as Node)
  const claims = heldName(module, parent)
  if (!claims) return null
  const looks: Node[] = []
  for (const use of usesOf(module, claims, around)) {
    let above: Node | null | undefined = use.parent
    while (above && /^(?:TSNonNull|TSAs|Parenthesized)Expression$/.test(above.type)) above = above.parent
    if (above?.type === "MemberExpression") looks.push(above)
    // `if (!claims) …`
    else if (above?.type !== "UnaryExpression" || above.operator !== "!") return null
  }
  return looks
}

// `jwtVerify(token, createRemoteJWKSet(…))`, `jwt.verify(token, getKey, …)` with a function that asks for the keys of a provider.
function signedByProvider(project: Project, module: SourceModule, keys: Node, path: string): boolean {
  if (path === "jose.jwtVerify") return (originOf(project, module, keys) ?? "").startsWith("jose.createRemoteJWKSet()")
  if (path !== "jsonwebtoken.verify") return false
  const meaning = meaningOf(project, module, keys)
  return meaning?.kind === "function" && /\bgetSigningKeys?\(/.test(meaning.module.textOf(meaning.node).slice(0, 5_000))
}

/** A middleware or strategy that is set up once with the keys of a provider and no audience. */
function isOpenCheck(project: Project, module: SourceModule, node: CallNode, path: string): boolean {
  const check = CHECKS.find((each) => each.call === path)
  const object = check ? objectOf(project, module, node.arguments[check.argument]) : null
  if (!check || !object || !isClosed(object) || optionOf(project, module, object, check.audience) !== undefined) return false
  const key = optionOf(project, module, object, check.key)
  return key ? /^jwks-rsa\b/.test(originOf(project, module, bare(key)) ?? "") : false
}

function calleeOf(project: Project, module: SourceModule, call: CallNode): string | null {
  if (call.callee.type !== "Super") return originOf(project, module, call.callee)
  const parent: Node | null | undefined = enclosingClass(call)?.superClass
  const strategy = parent?.type === "CallExpression" ? parent.arguments[0] : parent
  return strategy ? originOf(project, module, strategy) : null
}
