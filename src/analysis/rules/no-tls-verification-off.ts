import type { TraceStep } from "../../model/finding.ts"
import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import type { Edit } from "../rule.ts"
import { ancestors, bare, descendants, enclosingFunction, isFunction, ownNodes, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import { onlyInDevelopment } from "../settings/only-in-development.ts"

// A switch of the operator that says what it does.
const OPERATORS_SWITCH =
  /self-?_?signed|insecure|reject_?unauthorized|(?:skip|ignore|disable|verify)\w{0,20}(?:tls|ssl|cert)|(?:tls|ssl|cert)\w{0,20}(?:skip|ignore|disable|verify)/i

export const noTlsVerificationOff = defineRule({
  kind: "text",
  id: "no-tls-verification-off",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "The certificate of the other side is not checked",
  why: "Encryption without knowing to whom is no protection: whoever stands between reads and changes everything, passwords included. A private authority is trusted by naming its certificate, not by trusting all.",
  fix: "Keep the check on and name the certificate of your authority: `ca` or `NODE_EXTRA_CA_CERTS`.",
  cwe: ["CWE-295"],
  files: (path) =>
    !isTestPath(path) &&
    /\.(?:[cm]?[jt]s|ya?ml|json|sh)$|(?:^|\/)(?:Dockerfile|Containerfile)[\w.-]*$|(?:^|\/)\.env(?:\.(?:production|prod|staging))?$/.test(
      path,
    ) &&
    !/(?:^|[/._-])(?:examples?|samples?|docs?|lock)(?:[/._-]|$)/i.test(path),
  needs: {
    words: [
      "rejectUnauthorized",
      "NODE_TLS_REJECT_UNAUTHORIZED",
      "checkServerIdentity",
      "strictSSL",
      "tlsAllowInvalidCertificates",
      "sslValidate",
    ],
  },
  *check({ project, path, text }) {
    const module = project.moduleOf(path)
    if (module) {
      for (const node of descendants(module.program)) {
        const off = switchedOff(module, node)
        if (!off || onlyInDevelopment(module, node, OPERATORS_SWITCH)) continue
        const isDatabase = off !== "process" && aroundDatabase(module, node)
        yield {
          at: node,
          severity: isDatabase ? "medium" : "high",
          title:
            off === "process"
              ? "Certificate checks are off for the whole process"
              : isDatabase
                ? "The database's certificate is not checked"
                : "The certificate of the other side is not checked",
          message:
            off === "process"
              ? "Every TLS connection of the process accepts any certificate: whoever stands between reads and changes all of it, calls to payment and login providers included."
              : `Whoever stands between the service and ${isDatabase ? "its database" : "the other side"} reads and changes everything, credentials included: \`${module.textOf(node).slice(0, 50)}\` accepts any certificate.`,
          ...switchOn(node),
          ...usedLater(module, node),
          ...(isDatabase ? { fix: "Give the provider's certificate: `ssl: { ca: … }`; managed databases publish it." } : {}),
        }
      }
      return
    }
    const match = /\bNODE_TLS_REJECT_UNAUTHORIZED\s*["']?\s*[=:]?\s*["']?0/.exec(text)
    if (!match || /^\s*(?:#|\/\/)/.test(text.slice(text.lastIndexOf("\n", match.index) + 1, match.index + 1))) return
    yield {
      at: { start: match.index, end: match.index + match[0].length },
      title: "Certificate checks are off for the whole process",
      message: "Every TLS connection of the process accepts any certificate: whoever stands between reads and changes all of it.",
    }
  },
})

function switchedOff(module: SourceModule, node: Node): "option" | "process" | null {
  if (node.type === "AssignmentExpression" && node.left.type === "MemberExpression") {
    const name = propertyName(node.left)
    if (name === "NODE_TLS_REJECT_UNAUTHORIZED") return (stringOf(node.right) ?? module.textOf(node.right)) === "0" ? "process" : null
    return name === "rejectUnauthorized" && isFalse(node.right) ? "option" : null
  }
  if (node.type !== "Property" || node.parent?.type === "ObjectPattern") return null
  const name = propertyName(node)
  if (name === "checkServerIdentity") return isFunction(node.value) && acceptsAnyone(node.value) ? "option" : null
  return (name === "rejectUnauthorized" || name === "strictSSL" || name === "tlsAllowInvalidCertificates" || name === "sslValidate") &&
    (name === "tlsAllowInvalidCertificates" ? isTrue(node.value) : isFalse(node.value))
    ? "option"
    : null
}

// `checkServerIdentity: () => undefined`
function acceptsAnyone(node: FunctionNode): boolean {
  const { body } = node
  if (!body) return false
  if (body.type !== "BlockStatement")
    return (
      (body.type === "Identifier" && body.name === "undefined") ||
      (body.type === "Literal" && !body.value) ||
      body.type === "UnaryExpression"
    )
  return body.body.every(
    (each) =>
      each.type === "ReturnStatement" &&
      (!each.argument ||
        (each.argument.type === "Identifier" && each.argument.name === "undefined") ||
        (each.argument.type === "Literal" && !each.argument.value)),
  )
}

function isTrue(node: Node): boolean {
  const inner = bare(node)
  return inner.type === "Literal" && inner.value === true
}

// The process-wide switch has no harmless value to put in its place; its line goes as a whole, and with it what relied on it.
function switchOn(node: Node): { edits?: readonly Edit[] } {
  const value = node.type === "Property" ? bare(node.value) : node.type === "AssignmentExpression" ? bare(node.right) : null
  return value?.type === "Literal" && typeof value.value === "boolean"
    ? { edits: [{ start: value.start, end: value.end, text: String(!value.value) }] }
    : {}
}

// `options.rejectUnauthorized = false` says nothing of where the options go.
function usedLater(module: SourceModule, node: Node): { trace?: readonly TraceStep[] } {
  if (node.type !== "AssignmentExpression" || node.left.type !== "MemberExpression" || node.left.object.type !== "Identifier") return {}
  const { name } = node.left.object
  const owner = enclosingFunction(node)
  for (const call of owner?.body ? ownNodes(owner.body) : []) {
    if ((call.type !== "CallExpression" && call.type !== "NewExpression") || call.start < node.end) continue
    if (!call.arguments.some((each) => each.type === "Identifier" && each.name === name)) continue
    const step = (at: Node, what: string) => ({ path: module.path, line: module.lineOf(at), what })
    const callee = module.textOf(call.callee).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 40)
    return { trace: [step(node, `the check is switched off in \`${name}\``), step(call, `\`${callee}\` connects with it`)] }
  }
  return {}
}

function isFalse(node: Node): boolean {
  const inner = bare(node)
  return inner.type === "Literal" && inner.value === false
}

function aroundDatabase(module: SourceModule, node: Node): boolean {
  for (const above of ancestors(node)) {
    if (above.type === "Property" && /^(?:ssl|dialectOptions|extra)$/.test(propertyName(above) ?? "")) return true
    if (above.type === "NewExpression" || above.type === "CallExpression")
      return /Pool|Client|DataSource|Sequelize|knex|createConnection|TypeOrm/.test(module.textOf(above.callee))
  }
  return false
}
