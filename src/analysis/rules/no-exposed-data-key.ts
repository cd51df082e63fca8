import { isServerPath } from "../calls/server-path.ts"
import { callFacts } from "../calls/call-facts.ts"
import { clearKeys } from "../calls/data-keys.ts"
import { defineRule } from "../rule.ts"
import { ancestors, isFunction } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const KEY_SERVICE = /client-kms|client-secrets-manager|keyvault|aws-sdk|@google-cloud\/(?:kms|secret-manager)/

export const noExposedDataKey = defineRule({
  kind: "source",
  id: "no-exposed-data-key",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "A key leaves the memory of the process in clear",
  why: "The point of a key service is that keys are kept encrypted and are in clear only while they are used. A key in a log, a table or an answer opens everything it encrypted, for as long as a copy of it lasts.",
  fix: "Keep the encrypted form and have it decrypted when it is needed.",
  cwe: ["CWE-312", "CWE-532"],
  needs: {
    path: "server",
    words: [
      "kms",
      "KMS",
      "keyvault",
      "secretsmanager",
      "SecretsManager",
      "SecretsManagerClient",
      "SecretManagerServiceClient",
      "KeyManagementServiceClient",
    ],
  },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !KEY_SERVICE.test(module.text)) return
    for (const { node, service, what, isForClients } of clearKeys(project, module)) {
      const way = wayOut(project, module, node)
      // A client may well be sent what it had the service encrypt.
      if (!way || (isForClients && way.done === "sent")) continue
      const stored = service === "AWS KMS" && !isForClients ? " Keep `CiphertextBlob` and decrypt it when it is needed." : ""
      yield {
        at: way.call,
        title: `${what.charAt(0).toUpperCase()}${what.slice(1)} of ${service} is ${way.done} in clear`,
        message: `Whoever sees ${way.where} reads ${isForClients ? "what was encrypted to be read by nobody else" : `everything that ${what === "the secret" ? "the secret protects" : "this key encrypts"}`}: \`${way.name}\` is given ${what} as ${service} handed it out.`,
        fix: way.done === "logged" ? "Leave it out." : `Do not ${way.done === "stored" ? "store" : "send"} it.${stored}`,
        key: `clear key ${way.name}`,
      }
    }
  },
})

interface WayOut {
  readonly call: Node
  readonly name: string
  readonly done: "logged" | "stored" | "sent"
  readonly where: string
}

/** The call that takes the key out as it is; another call between, `cipher(key)`, makes something else of it. */
function wayOut(project: Project, module: SourceModule, node: Node): WayOut | null {
  let inner = node
  for (const above of ancestors(node)) {
    if (isFunction(above)) return null
    if (above.type === "CallExpression") {
      const { name, facts, method } = callFacts(project, module, above)
      // `key.toString("base64")` and `Buffer.from(key)` are the key in another dress.
      const isDress = /^(?:toString|Buffer\.from|String|JSON\.stringify)$/.test(method === "toString" ? method : name)
      if (isDress) {
        inner = above
        continue
      }
      if (above.callee === inner) return null
      if (/^(?:console|_?log(?:ger)?|this\._?logger|winston|pino|req\.log|request\.log|fastify\.log|app\.log)\.\w+$/i.test(name))
        return { call: above, name, done: "logged", where: "the log" }
      if (
        facts.includes("db-write") ||
        /^(?:fs\.|fsPromises\.|fs\.promises\.)?writeFile(?:Sync)?$/.test(name) ||
        /(?:redis|cache)\w*\.set(?:ex)?$/i.test(name)
      )
        return { call: above, name, done: "stored", where: "the database, a backup or a copy of it" }
      if (/^(?:res|response|reply|ctx|c)\.(?:json|send|end)$|\.status\(\d+\)\.(?:json|send)$/.test(name))
        return { call: above, name, done: "sent", where: "the answer" }
      return null
    }
    if (above.type === "NewExpression" || /Statement$|Declarat/.test(above.type)) return null
    inner = above
  }
  return null
}
