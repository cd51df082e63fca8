import { canonicalPath } from "../model-index.ts"
import { bare, descendants, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { literalOf } from "../settings/read-options.ts"
import { isRemoteHost, writtenText } from "../settings/remote-host.ts"
import { callFacts } from "./call-facts.ts"

type Call = Node & { type: "CallExpression" }

/** A request over plain HTTP, to a host that is certain to be far, that carries what proves who is calling. */
export interface ClearCredentials {
  readonly host: string
  /** What proves it, as the code names it: `Authorization`, `password`. */
  readonly secret: string
  /** The address. */
  readonly node: Node
}

const SECRET =
  /^(?:authorization|proxy-authorization|x-(?:api|auth|access)-?(?:key|token)|api-?key|api_?key|auth|bearer|password|passwd|access_?token|refresh_?token|client_?secret)$/i
const CLIENTS = /^(?:axios|got|ky|request)\.(?:create|extend|defaults)$|^http\.(?:request|get)$/
const ADDRESSES = ["url", "uri", "baseURL", "baseUrl", "prefixUrl"]
const PLAIN = /^http:\/\/(?:([^\s@/]{1,300})@)?([\w.-]{1,253})(?=[:/?#]|$)/i

/** What a call sends in the clear to a host far away; `null` when it sends nothing of the kind, or when its address is not written. */
export function clearCredentials(project: Project, module: SourceModule, call: Call): ClearCredentials | null {
  const [first] = call.arguments
  if (!first) return null
  const origin = originOf(project, module, call.callee)
  const path = origin === null ? null : canonicalPath(origin)
  if (!CLIENTS.test(path ?? "") && !callFacts(project, module, call).facts.includes("http")) return null
  const address = addressIn(project, module, call, path)
  if (!address) return null
  if (address.isIdentified) return { host: address.host, secret: "password", node: address.node }
  for (const argument of call.arguments) {
    const secret = secretIn(argument)
    if (secret !== null) return { host: address.host, secret, node: address.node }
  }
  return null
}

interface Address {
  readonly host: string
  readonly isIdentified: boolean
  readonly node: Node
}

function addressIn(project: Project, module: SourceModule, call: Call, path: string | null): Address | null {
  for (const argument of call.arguments.slice(0, 2)) {
    const options = bare(argument)
    if (options.type !== "ObjectExpression") {
      const found = plainAddress(project, module, argument)
      if (found) return found
      continue
    }
    for (const name of ADDRESSES) {
      const value = propertyOf(options, name)
      const found = value && plainAddress(project, module, value)
      if (found) return found
    }
    // `http.request({ host, headers })`
    const host =
      path !== null && /^http\.(?:request|get)$/.test(path) ? (propertyOf(options, "hostname") ?? propertyOf(options, "host")) : null
    const name = host ? literalOf(project, module, host) : undefined
    if (host && typeof name === "string" && isRemoteHost(name)) return { host: name, isIdentified: false, node: host }
  }
  return null
}

function plainAddress(project: Project, module: SourceModule, node: Node): Address | null {
  const found = PLAIN.exec(writtenText(project, module, node) ?? "")
  const host = found?.[2]
  return found && host !== undefined && isRemoteHost(host) ? { host, isIdentified: found[1]?.includes(":") === true, node } : null
}

/** The name under which options or data hold a secret. */
function secretIn(argument: Node): string | null {
  const options = bare(argument)
  if (options.type !== "ObjectExpression" && options.type !== "CallExpression") return null
  // `JSON.stringify({ password })`, `new URLSearchParams({ … })` stand inside.
  for (const node of descendants(options)) {
    if (node.type !== "Property") continue
    const name = propertyName(node)
    if (name !== null && SECRET.test(name) && holdsValue(node.value)) return name
  }
  return null
}

function holdsValue(node: Node): boolean {
  const value = bare(node)
  return !(value.type === "Literal" && (value.value === null || typeof value.value === "boolean" || stringOf(value) === ""))
}
