import type { TraceStep } from "../../model/finding.ts"
import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import type { Draft, Edit } from "../rule.ts"
import { readDatabaseAddress } from "../settings/database-address.ts"
import type { DatabaseAddress } from "../settings/database-address.ts"
import { writtenText } from "../settings/remote-host.ts"
import { ancestors, bare, descendants, enclosingFunction, isFunction, nodesOf, ownNodes, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { LineIndex } from "../source/line-index.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { onlyInDevelopment } from "../settings/only-in-development.ts"

// A switch of the operator that says what it does.
const OPERATORS_SWITCH =
  /self-?_?signed|insecure|reject_?unauthorized|(?:skip|ignore|disable|verify)\w{0,20}(?:tls|ssl|cert)|(?:tls|ssl|cert)\w{0,20}(?:skip|ignore|disable|verify)/i

const IN_ADDRESS = /[?&;](?:tls|ssl)\w{0,24}=(?:true|false|disable|no-verify|accept_invalid_certs)/i

const OFF_WHEN_TRUE = /^(?:tlsAllowInvalidCertificates|tlsAllowInvalidHostnames|tlsInsecure|trustServerCertificate)$/
const OF_DATABASE = /^(?:tlsAllowInvalid\w+|tlsInsecure|sslValidate|trustServerCertificate)$/
const OFF_WHEN_FALSE = /^(?:rejectUnauthorized|strictSSL|sslValidate)$/

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
  cwe: ["CWE-295", "CWE-319"],
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
      "tlsAllowInvalidHostnames",
      "tlsInsecure",
      "trustServerCertificate",
      "sslValidate",
    ],
    text: [IN_ADDRESS],
  },
  *check({ project, path, text, lines }) {
    const module = project.moduleOf(path)
    if (module) {
      yield* writtenAddresses(project, module)
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
    if (IN_ADDRESS.test(text)) yield* addressesIn(text, lines)
    const match = /\bNODE_TLS_REJECT_UNAUTHORIZED\s*["']?\s*[=:]?\s*["']?0/.exec(text)
    if (!match || /^\s*(?:#|\/\/)/.test(text.slice(text.lastIndexOf("\n", match.index) + 1, match.index + 1))) return
    yield {
      at: { start: match.index, end: match.index + match[0].length },
      title: "Certificate checks are off for the whole process",
      message: "Every TLS connection of the process accepts any certificate: whoever stands between reads and changes all of it.",
    }
  },
})

// `"mongodb://db.example.com/shop?tlsInsecure=true"`
function* writtenAddresses(project: Project, module: SourceModule): Generator<Draft> {
  if (!IN_ADDRESS.test(module.text)) return
  for (const node of nodesOf(module.program, "Literal", "TemplateLiteral", "BinaryExpression")) {
    const written = node.parent?.type === "BinaryExpression" ? null : writtenText(project, module, node)
    const found = written === null ? null : readDatabaseAddress(written)
    if (found && !onlyInDevelopment(module, node, OPERATORS_SWITCH)) yield { at: node, ...describeAddress(found) }
  }
}

function* addressesIn(text: string, lines: LineIndex): Generator<Draft> {
  for (let line = 1; line <= lines.count; line++) {
    const start = lines.startOf(line)
    const written = text.slice(start, lines.endOf(line)).slice(0, 2_000)
    if (/^\s*(?:#|\/\/)/.test(written)) continue
    const found = readDatabaseAddress(written)
    if (found) yield { at: { start: start + found.index, end: start + found.index + found.parameter.length }, ...describeAddress(found) }
  }
}

function describeAddress({ tls, parameter, host }: DatabaseAddress): Pick<Draft, "severity" | "title" | "message" | "fix" | "evidence"> {
  const to = host === null ? "its database" : `\`${host}\``
  return {
    severity: "medium",
    title: tls === "off" ? "The connection to the database is not encrypted" : "The database's certificate is not checked",
    message: `Whoever stands between the service and ${to} reads and changes everything, credentials included: \`${parameter}\` ${tls === "off" ? "sends it in the clear" : "accepts any certificate"}.`,
    fix:
      tls === "off"
        ? "Remove the parameter, or demand a checked certificate: `sslmode=verify-full` for PostgreSQL, `tls=true` for MongoDB."
        : "Remove the parameter and name the certificate of the provider's authority; managed databases publish it.",
    // The rest of the address may hold a password.
    evidence: parameter,
  }
}

function switchedOff(module: SourceModule, node: Node): "option" | "process" | null {
  if (node.type === "AssignmentExpression" && node.left.type === "MemberExpression") {
    const name = propertyName(node.left)
    if (name === "NODE_TLS_REJECT_UNAUTHORIZED") return (stringOf(node.right) ?? module.textOf(node.right)) === "0" ? "process" : null
    return name === "rejectUnauthorized" && isFalse(node.right) ? "option" : null
  }
  if (node.type !== "Property" || node.parent?.type === "ObjectPattern") return null
  const name = propertyName(node)
  // PM2, and whoever starts another process: `env: { NODE_TLS_REJECT_UNAUTHORIZED: "0" }`
  if (name === "NODE_TLS_REJECT_UNAUTHORIZED") return isZero(node.value) && !isForDevelopment(node) ? "process" : null
  if (name === "checkServerIdentity") return isFunction(node.value) && acceptsAnyone(node.value) ? "option" : null
  if (name === null) return null
  return (OFF_WHEN_TRUE.test(name) && isTrue(node.value)) || (OFF_WHEN_FALSE.test(name) && isFalse(node.value)) ? "option" : null
}

function isZero(node: Node): boolean {
  const inner = bare(node)
  return stringOf(inner) === "0" || (inner.type === "Literal" && inner.value === 0)
}

// `env_development: { … }`
function isForDevelopment(node: Node): boolean {
  for (const above of ancestors(node))
    if (above.type === "Property" && /(?:^|_)(?:dev|test|local)/i.test(propertyName(above) ?? "")) return true
  return false
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
  if (node.type === "Property" && OF_DATABASE.test(propertyName(node) ?? "")) return true
  for (const above of ancestors(node)) {
    if (above.type === "Property" && /^(?:ssl|dialectOptions|extra)$/.test(propertyName(above) ?? "")) return true
    if (above.type === "NewExpression" || above.type === "CallExpression")
      return /Pool|Client|DataSource|Sequelize|knex|createConnection|TypeOrm/.test(module.textOf(above.callee))
  }
  return false
}
