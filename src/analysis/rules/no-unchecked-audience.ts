import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import { bare, enclosingClass, nodesOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
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

const MENTIONS_KEY_SET = /jwks|JWKS|passportJwtSecret/

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
  needs: { path: "no test", text: [MENTIONS_KEY_SET] },
  *check({ project, module }) {
    if (isTestPath(module.path) || !MENTIONS_KEY_SET.test(module.text)) return
    for (const node of nodesOf(module.program, "CallExpression", "NewExpression")) {
      const path = calleeOf(project, module, node)
      if (path === "jose.jwtVerify") {
        const [, keys, options] = node.arguments
        if (options || !keys || !(originOf(project, module, keys) ?? "").startsWith("jose.createRemoteJWKSet()")) continue
      } else {
        const check = CHECKS.find((each) => each.call === path)
        const object = check ? objectOf(project, module, node.arguments[check.argument]) : null
        if (!check || !object || !isClosed(object) || optionOf(project, module, object, check.audience) !== undefined) continue
        const key = optionOf(project, module, object, check.key)
        if (!key || !/^jwks-rsa\b/.test(originOf(project, module, bare(key)) ?? "")) continue
      }
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

function calleeOf(project: Project, module: SourceModule, call: CallNode): string | null {
  if (call.callee.type !== "Super") return originOf(project, module, call.callee)
  const parent: Node | null | undefined = enclosingClass(call)?.superClass
  const strategy = parent?.type === "CallExpression" ? parent.arguments[0] : parent
  return strategy ? originOf(project, module, strategy) : null
}
