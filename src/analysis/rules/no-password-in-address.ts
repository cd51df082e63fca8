import { clientValueOf } from "../calls/client-value.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { bare, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

const SECRET = /^(?:new_?|old_?|current_?|user_?)?(?:password|passwd|pwd|passphrase)$|^(?:card_?number|cvv2?|cvc|ssn|social_?security\w*)$/i

const MENTIONS_SECRET = /passw|pwd|passphrase|cvv|cvc|ssn|social_?security|card_?number/i
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
      if (name === null || !SECRET.test(name) || said.has(name)) continue
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
    for (const each of node.id.properties) {
      const name = each.type === "Property" ? propertyName(each) : null
      if (name !== null && SECRET.test(name)) return name
    }
    return null
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

function isQuery(module: SourceModule, node: Node): boolean {
  const inner = bare(node)
  return inner.type === "MemberExpression" && /^_?(?:req|request|ctx|ctx\.request|c\.req)\.query$/.test(module.textOf(inner))
}
