import { clientValueOf } from "../calls/client-value.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { bare, descendants, enclosingFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

const SECRET = /^(?:new_?|old_?|current_?|user_?)?(?:password|passwd|pwd|passphrase)$|^(?:card_?number|cvv2?|cvc|ssn|social_?security\w*)$/i

// What proves who somebody is where it goes together with who they say they are; alone it may be a pin on a map, or a code of a mail.
const PROOF = /^(?:pin|pin_?code|pass_?code|access_?code|secret|login_?code)$/i
const CLAIM =
  /^(?:user(?:_?name)?|login|e_?mail|phone(?:_?number)?|account(?:_?(?:id|number|name))?|member(?:_?(?:id|number))?|card_?(?:id|number)?)$/i

const MENTIONS_SECRET =
  /passw|pwd|passphrase|cvv|cvc|ssn|social_?security|card_?number|\bpin|pass_?code|access_?code|\bsecret\b|login_?code/i
const ENDS = /[?&](?:password|passwd|pwd)=$/i

export const noPasswordInAddress = defineRule({
  kind: "source",
  id: "no-password-in-address",
  section: "security",
  practice: "api-design",
  severity: "medium",
  confidence: "high",
  title: "A password travels in the address",
  why: "Whole addresses are kept by access logs, proxies, browser histories and the `Referer` of the next page, on TLS connections as well. What stands in the body is kept by none of them.",
  fix: "Take it from the body of a POST request.",
  cwe: ["CWE-598"],
  needs: { path: "server", text: [MENTIONS_SECRET] },
  *check({ module }) {
    if (!isServerPath(module.path) || !MENTIONS_SECRET.test(module.text)) return
    const said = new Set<string>()
    for (const node of nodesOf(module.program, "MemberExpression", "CallExpression", "VariableDeclarator", "Decorator")) {
      const name = nameRead(module, node)
      if (name === null || said.has(name) || !(SECRET.test(name) || (PROOF.test(name) && isProof(module, node, name)))) continue
      said.add(name)
      yield {
        at: node.type === "VariableDeclarator" ? node.id : node,
        title: `\`${name}\` is read from the query`,
        message: `The logs of this server, of every proxy before it and the history of the browser keep \`${name}\` in clear: it is part of the address of the request.`,
        fix: "Use POST and take it from the body.",
      }
    }
    for (const node of nodesOf(module.program, "TemplateLiteral", "BinaryExpression")) {
      if (!writesPassword(node)) continue
      yield {
        at: node,
        confidence: "medium",
        title: "A password is written into an address",
        message: "The logs of both sides and of every proxy between them keep the whole address, and with it the password.",
        fix: "Send it in the body, or as an `Authorization` header.",
      }
    }
  },
})

// `…?password=${password}`, `"…?password=" + password`
function writesPassword(node: Node & { type: "TemplateLiteral" | "BinaryExpression" }): boolean {
  if (node.type === "TemplateLiteral")
    return node.quasis.some((each, index) => index < node.expressions.length && ENDS.test(each.value.raw))
  const before = bare(node.left)
  const text = stringOf(before.type === "BinaryExpression" ? before.right : before)
  return node.operator === "+" && text !== null && ENDS.test(text)
}

/** The name of a value that is read from the query of a request here; `null` when none is. */
function nameRead(module: SourceModule, node: Node): string | null {
  if (node.type === "VariableDeclarator") {
    // `const { user, password } = req.query`
    if (node.id.type !== "ObjectPattern" || !node.init || !isQuery(module, node.init)) return null
    const names = node.id.properties.flatMap((each) => (each.type === "Property" ? (propertyName(each) ?? []) : []))
    return names.find((each) => SECRET.test(each)) ?? names.find((each) => PROOF.test(each)) ?? null
  }
  if (node.type === "Decorator") {
    const call = node.expression
    if (call.type !== "CallExpression" || call.callee.type !== "Identifier" || call.callee.name !== "Query") return null
    const [first] = call.arguments
    return first?.type === "Literal" && typeof first.value === "string" ? first.value : null
  }
  // An assignment to it reads nothing.
  if (node.parent?.type === "AssignmentExpression" && node.parent.left === node) return null
  const value = node.type === "MemberExpression" || node.type === "CallExpression" ? clientValueOf(module, node) : null
  return value?.place === "query" ? value.name : null
}

// `const { username, pin } = request.query; accounts.check(username, pin)`
function isProof(module: SourceModule, node: Node, name: string): boolean {
  const around = enclosingFunction(node)
  if (!around?.body) return false
  for (const call of descendants(around.body)) {
    if (call.type !== "CallExpression" || call.arguments.length < 2) continue
    const names = call.arguments.map((each) => nameGiven(module, each))
    if (names.includes(name) && names.some((each) => each !== null && CLAIM.test(each))) return true
  }
  return false
}

// The name under which the query holds what a call is given.
function nameGiven(module: SourceModule, argument: Node): string | null {
  const value = clientValueOf(module, argument)
  return value?.place === "query" ? value.name : null
}

function isQuery(module: SourceModule, node: Node): boolean {
  const inner = bare(node)
  return inner.type === "MemberExpression" && /^_?(?:req|request|ctx|ctx\.request|c\.req)\.query$/.test(module.textOf(inner))
}
