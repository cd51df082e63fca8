import { clearCredentials } from "../calls/clear-credentials.ts"
import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { unsafeSettings } from "../settings/find-settings.ts"
import { onlyInDevelopment } from "../settings/only-in-development.ts"
import { isRemoteHost } from "../settings/remote-host.ts"
import { nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { tlsOptions } from "../models/tls-versions.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const OPTIONS = new Map(tlsOptions.map((each) => [each.option, each]))
const REQUESTS = /http:\/\/|["']http["']|["']node:http["']/

export const noWeakTransport = defineRule({
  kind: "source",
  id: "no-weak-transport",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "high",
  title: "An encrypted connection may be talked down",
  why: "Both sides of a connection agree on the best version that both allow, and whoever is between them can spoil the better ones. What is still allowed for one old client is what an attack uses with all.",
  fix: "Leave versions and ciphers to Node's defaults.",
  cwe: ["CWE-327", "CWE-757", "CWE-319"],
  needs: { path: "no test", settings: "transport", words: ["DEFAULT_MIN_VERSION", ...OPTIONS.keys()], text: [REQUESTS] },
  *check({ project, module }) {
    if (isTestPath(module.path)) return
    const known = [...unsafeSettings(project, module, "transport")]
    yield* known
    yield* writtenElsewhere(module, known)
    yield* sentInTheClear(project, module)
    yield* keysInTheClear(module)
    if (!module.text.includes("DEFAULT_MIN_VERSION")) return
    for (const node of nodesOf(module.program, "AssignmentExpression")) {
      if (!/^tls\.DEFAULT_MIN_VERSION$/.test(originOf(project, module, node.left) ?? module.textOf(node.left))) continue
      if (!/^TLSv1(?:\.1)?$/.test(stringOf(node.right) ?? "")) continue
      yield {
        at: node,
        title: "Every connection of the process may use a broken version of TLS",
        message:
          "Whoever is on the way talks both sides into a version whose ciphers can be read, in every connection of the process: TLS before 1.2 is withdrawn (RFC 8996).",
        edits: [{ start: node.right.start, end: node.right.end, text: '"TLSv1.2"' }],
      }
    }
  },
})

// Options of TLS that stand apart from the call they are for: `export const tlsOptions = { minVersion: "TLSv1" }`.
function* writtenElsewhere(module: SourceModule, known: readonly Draft[]): Generator<Draft> {
  const reported = new Set(known.flatMap(({ at }) => (typeof at === "object" && "start" in at ? [at.start] : [])))
  for (const node of nodesOf(module.program, "Property")) {
    const setting = OPTIONS.get(propertyName(node) ?? "")
    const value = stringOf(node.value)
    if (!setting || value === null || !setting.unsafe.test(value) || reported.has(node.start)) continue
    if (onlyInDevelopment(module, node.value)) continue
    yield { at: node, title: setting.title, message: setting.message, fix: setting.fix }
  }
}

// `fetch("http://api.example.com/orders", { headers: { Authorization: … } })`
function* sentInTheClear(project: Project, module: SourceModule): Generator<Draft> {
  if (!REQUESTS.test(module.text)) return
  for (const call of nodesOf(module.program, "CallExpression")) {
    const found = clearCredentials(project, module, call)
    if (!found || onlyInDevelopment(module, call)) continue
    const { host, secret, node } = found
    const scheme = module.code.slice(node.start + 1, node.start + 8) === "http://" && !/^:\d/.test(afterHost(module, node, host))
    yield {
      at: node,
      severity: "high",
      title: `\`${secret}\` travels to \`${host}\` in the clear`,
      message: `Whoever is on the way reads \`${secret}\` and calls \`${host}\` as this service does: plain HTTP encrypts nothing.`,
      fix: "Call it over `https://`.",
      ...(scheme ? { edits: [{ start: node.start + 5, end: node.start + 5, text: "s" }] } : {}),
      evidence: `http://${host}`,
    }
  }
}

// `http://id.example.com/.well-known/jwks.json`
const KEYS =
  /^http:\/\/([\w.-]{1,253})(?::\d{1,5})?\/\S{0,200}(?:jwks|\.well-known\/openid-configuration|oauth2?\/(?:v\d\/)?(?:certs|keys))/i

// Who signs is asked of whoever answers, wherever the address is handed on to.
function* keysInTheClear(module: SourceModule): Generator<Draft> {
  if (!/http:\/\/[^\s"'`]{1,253}(?:jwks|well-known|certs|keys)/i.test(module.text)) return
  for (const node of nodesOf(module.program, "Literal", "TemplateLiteral")) {
    const host = KEYS.exec(stringOf(node) ?? "")?.[1]
    if (host === undefined || !isRemoteHost(host) || onlyInDevelopment(module, node)) continue
    yield {
      at: node,
      severity: "high",
      title: `The keys that tokens are checked with come from \`${host}\` in the clear`,
      message: `Whoever is on the way to \`${host}\` answers with a key of their own and signs any token with it: plain HTTP does not tell who answers.`,
      fix: "Read them over `https://`.",
      edits: [{ start: node.start + 5, end: node.start + 5, text: "s" }],
    }
  }
}

// A port was chosen for plain HTTP.
function afterHost(module: SourceModule, node: Node, host: string): string {
  const text = module.textOf(node)
  return text.slice(text.indexOf(host) + host.length)
}
