import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { descendants, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { unsafeSettings } from "../settings/find-settings.ts"

export const noUnsafeLoginFlow = defineRule({
  kind: "source",
  id: "no-unsafe-login-flow",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "high",
  title: "A login through another service lacks one of its checks",
  why: "OAuth, OpenID Connect and SAML move a login through the visitor's browser, where everything can be read and replaced. Each parameter that looks optional stops one known attack.",
  fix: "Use the code flow with `state` and PKCE, signed answers and encrypted connections.",
  cwe: ["CWE-352", "CWE-287", "CWE-347"],
  needs: { path: "server", settings: "login", text: [/response_?type/i] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    yield* unsafeSettings(project, module, "login")
    if (!/response_?type/i.test(module.text)) return
    for (const node of descendants(module.program)) {
      if (!isImplicitFlow(node)) continue
      yield {
        at: node,
        confidence: "medium",
        title: "The access token comes back in the address",
        message:
          "The token stays in the browser's history and goes to every script of the page: the implicit flow puts it into the address, and there is nothing that ties it to this service.",
        fix: 'Use `response_type: "code"` with PKCE; OAuth 2.1 no longer has the implicit flow.',
      }
    }
  },
})

// `response_type: "token"`, and `…?response_type=token&…` in an address.
function isImplicitFlow(node: Node): boolean {
  if (node.type === "Property") {
    const value = /^response_?type$/i.test(propertyName(node) ?? "") ? stringOf(node.value) : null
    return value !== null && /^(?:id_token )?token(?: id_token)?$/.test(value)
  }
  if (node.type === "TemplateElement") return /[?&]response_type=token(?:&|$)/.test(node.value.raw)
  return node.type === "Literal" && typeof node.value === "string" && /[?&]response_type=token(?:&|$)/.test(node.value)
}
