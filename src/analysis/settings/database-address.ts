import { isRemoteHost } from "./remote-host.ts"

/** What the address of a database says about TLS. */
export interface DatabaseAddress {
  /** `unchecked`: any certificate is accepted; `off`: nothing is encrypted. */
  readonly tls: "unchecked" | "off"
  /** The parameter that says so, `sslmode=disable`. */
  readonly parameter: string
  /** Where the parameter begins in the text, in UTF-16 code units. */
  readonly index: number
  /** The host, where it is written. */
  readonly host: string | null
}

// https://www.mongodb.com/docs/manual/reference/connection-string-options, pg-connection-string (`no-verify`), Prisma (`sslaccept`).
const PARAMETER =
  /[?&;](tlsAllowInvalidCertificates=true|tlsAllowInvalidHostnames=true|tlsInsecure=true|sslmode=no-verify|sslaccept=accept_invalid_certs|sslmode=disable|ssl=false|tls=false)(?![\w-])/i
const HOST =
  /\b(?:mongodb(?:\+srv)?|postgres(?:ql)?|cockroachdb|mysql|mariadb|rediss?):\/\/(?:[^\s@/]{0,300}@)?([\w.-]{1,253})(?=[:/?,]|$)/i

/**
 * Reads the address of a database in a text of at most some lines; `null` when it leaves TLS alone or leads to this machine or a private network. That nothing
 * is encrypted counts only where the host is written and certain to be far.
 */
export function readDatabaseAddress(text: string): DatabaseAddress | null {
  const found = PARAMETER.exec(text)
  const parameter = found?.[1]
  if (!found || parameter === undefined) return null
  const host = HOST.exec(text)?.[1] ?? null
  const tls = /disable$|(?:ssl|tls)=false$/i.test(parameter) ? "off" : "unchecked"
  if (host === null ? tls === "off" : !isRemoteHost(host)) return null
  return { tls, parameter, index: found.index + 1, host }
}
