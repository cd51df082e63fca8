import { devNull } from "node:os"

/** Where git may talk to, and with what. Reaches git through its environment alone. */
export interface RemoteAccess {
  /** Scheme, host and port, such as `https://github.com`. */
  readonly origin: string
  readonly protocol: "https" | "http"
  /** Value of the Authorization header. */
  readonly authorization: string
  /** Every form of the secret, to be kept out of messages. */
  readonly secrets: readonly string[]
}

export interface EnvironmentOptions {
  /** An empty directory. */
  readonly home?: string | undefined
  /** Without it no protocol is allowed, so no command can reach the network behind our back. */
  readonly remote?: RemoteAccess | undefined
  /** Further variables such as GIT_INDEX_FILE. */
  readonly environment?: Readonly<Record<string, string>> | undefined
  /** Further settings; they win over the safe ones. */
  readonly settings?: readonly (readonly [string, string])[] | undefined
}

// Nothing the repository or the machine configures may run a program, reach the network or change what we see.
const safeSettings: readonly (readonly [string, string])[] = [
  ["core.hooksPath", devNull],
  ["core.fsmonitor", "false"],
  ["core.untrackedCache", "false"],
  ["core.symlinks", "false"],
  ["core.attributesFile", devNull],
  ["core.quotePath", "false"],
  ["core.pager", "cat"],
  ["protocol.allow", "never"],
  ["http.followRedirects", "false"],
  // A stalled transfer is given up after half a minute instead of holding the job until the time limit.
  ["http.lowSpeedLimit", "100"],
  ["http.lowSpeedTime", "30"],
  ["submodule.recurse", "false"],
  ["fetch.recurseSubmodules", "false"],
  ["transfer.fsckObjects", "true"],
  // A bundle named by the server would be fetched from anywhere (CVE-2025-48385).
  ["transfer.bundleURI", "false"],
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  ["credential.helper", ""],
  ["safe.bareRepository", "explicit"],
  ["diff.suppressBlankEmpty", "false"],
]

/**
 * Gives the whole environment of one git process: nothing of ours but the way to find git and, for a fetch, the proxy.
 * Settings go here and not into arguments, where every user of the machine could read the token.
 */
export function composeEnvironment({
  home,
  remote,
  environment: further = {},
  settings: furtherSettings = [],
}: EnvironmentOptions): Record<string, string> {
  const settings = [...safeSettings, ...furtherSettings]
  if (remote) {
    settings.push([`protocol.${remote.protocol}.allow`, "always"])
    settings.push([`http.${remote.origin}/.extraHeader`, `Authorization: ${remote.authorization}`])
  }
  const environment: Record<string, string> = {
    ...inherited(
      remote === undefined ? ["PATH"] : ["PATH", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR"],
    ),
    HOME: home ?? devNull,
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "true",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: devNull,
    GIT_ATTR_NOSYSTEM: "1",
    GIT_LFS_SKIP_SMUDGE: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_LITERAL_PATHSPECS: "1",
    // An unknown name allows nothing; leaving the variable out would leave the choice to the settings.
    GIT_ALLOW_PROTOCOL: remote?.protocol ?? "none",
    ...(remote ? {} : { GIT_NO_LAZY_FETCH: "1" }),
    ...further,
    GIT_CONFIG_COUNT: String(settings.length),
  }
  settings.forEach(([key, value], index) => {
    environment[`GIT_CONFIG_KEY_${index}`] = key
    environment[`GIT_CONFIG_VALUE_${index}`] = value
  })
  return environment
}

// Everything else of our own environment, above all the App's secrets, stays out of git's.
function inherited(names: readonly string[]): Record<string, string> {
  // oxlint-disable-next-line node/no-process-env -- finding git and the operator's proxy is not a setting of ours
  return Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])))
}
