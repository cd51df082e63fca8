import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { isComposePath, readComposeFile } from "../source/compose-file.ts"
import type { ComposeService } from "../source/compose-file.ts"
import { readDockerfile } from "../source/dockerfile.ts"

// Images without or with a known password behind these ports.
const STORES: readonly { readonly image: RegExp; readonly port: string; readonly what: string }[] = [
  { image: /(?:^|\/)(?:redis|valkey|keydb)(?:[:@-]|$)/, port: "6379", what: "Redis" },
  { image: /(?:^|\/)mongo(?:db)?(?:[:@-]|$)/, port: "27017", what: "MongoDB" },
  { image: /(?:^|\/)(?:elasticsearch|opensearch)(?:[:@-]|$)/, port: "9200", what: "Elasticsearch" },
  { image: /(?:^|\/)memcached(?:[:@-]|$)/, port: "11211", what: "Memcached" },
]
const LOCAL = /(?:^|[./_-])(?:dev|development|local|test|ci|override|example|e2e|debug)(?:[./_-]|$)/i
const INSPECT = /--inspect(?:-brk|-wait)?(?:=|\s+)0\.0\.0\.0(?::\d+)?/

export const noExposedPort = defineRule({
  kind: "text",
  id: "no-exposed-port",
  section: "security",
  practice: "environment",
  severity: "high",
  confidence: "high",
  title: "A port meant for insiders is open to the network",
  why: "Docker publishes ports past the host's firewall, on every address the host has. Databases and debuggers found this way are emptied or taken over within hours.",
  fix: "Leave `ports` out, services of one compose file reach each other without; or bind to `127.0.0.1`.",
  cwe: ["CWE-668", "CWE-489"],
  files: (path) =>
    !isTestPath(path) &&
    !LOCAL.test(path) &&
    (isComposePath(path) ||
      /(?:^|\/)(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?$|\.dockerfile$|(?:^|\/)(?:Procfile|ecosystem\.config\.[cm]?js)$/i.test(path)),
  *check({ path, text }) {
    if (isComposePath(path)) yield* publishedStores(text)
    const places = isComposePath(path)
      ? readComposeFile(text).flatMap((each) => (each.command ? [each.command] : []))
      : /dockerfile|containerfile/i.test(path)
        ? (readDockerfile(text).stages.at(-1)?.instructions ?? [])
            .filter((each) => /^(?:CMD|ENTRYPOINT)$/.test(each.name))
            .map((each) => ({ ...each, text: each.value }))
        : [{ text, start: 0, end: text.length }]
    for (const place of places) {
      const match = INSPECT.exec(place.text.replace(/["',[\]]+/g, " "))
      if (!match) continue
      const at = text.indexOf("--inspect", place.start)
      yield {
        at: at === -1 ? place : { start: at, end: Math.min(at + match[0].length, text.length) },
        title: "The debugger listens on every address",
        message: `Whoever reaches the port runs code in the service, without a password: \`${match[0].replace(/\s+/g, " ")}\` opens the inspector to the network.`,
        fix: "Start without `--inspect` in production, or bind it to `127.0.0.1` and use a tunnel.",
        key: "inspector",
      }
    }
  },
})

function* publishedStores(text: string): Generator<Draft> {
  for (const service of readComposeFile(text)) {
    const store = STORES.find((each) => service.image !== null && each.image.test(service.image))
    if (!store) continue
    const port = service.ports.find((each) => new RegExp(`^(?:0\\.0\\.0\\.0:)?\\d{2,5}:${store.port}(?:/tcp)?$`).test(each.text))
    if (!port) continue
    // Behind a password, or on a developer's machine, it is a matter of taste.
    if (!isWithoutPassword(service)) continue
    yield {
      at: port,
      confidence: "medium",
      title: `${store.what} is open to the network`,
      message: `Whoever reaches the host reads and changes everything in \`${service.name.slice(0, 40)}\`: its port is published on every address, past the host's firewall, and no password is set.`,
      fix: `Leave the port out, or write \`"127.0.0.1:${store.port}:${store.port}"\`.`,
      key: `port ${service.name} ${store.port}`,
    }
  }
}

function isWithoutPassword(service: ComposeService): boolean {
  if (/requirepass|--auth|--user|\.conf|ACL/i.test(service.command?.text ?? "")) return false
  return !service.environment.some((each) => /PASSWORD|USERNAME|security/i.test(each.name))
}
