import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import { bare, enclosingClass, nodesOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
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
const COMPARES_ITSELF = /[.{,["']\s{0,40}(?:aud|azp|client_id|appid|token_use)\b/

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
  },
})

/** A call that is handed one token and what to ask of it, and asks nothing about for whom it was made. */
function isOpenCall(project: Project, module: SourceModule, { arguments: given }: CallNode, path: string): boolean {
  const isGoogle = IDENTITY_TOKENS.test(path)
  const keys = given[1]
  if (!isGoogle && !(keys && signedByProvider(project, module, keys, path))) return false
  const options = given[isGoogle ? 0 : 2]
  if (COMPARES_ITSELF.test(module.text)) return false
  if (!options) return !isGoogle
  const object = objectOf(project, module, options)
  return object !== null && isClosed(object) && optionOf(project, module, object, "audience") === undefined
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
