// Where the provider is and how to get there; everything else of our environment is none of the process's business.
const names = [
  "ANTHROPIC_API_KEY",
  "ANTHROPIC_BASE_URL",
  "HTTPS_PROXY",
  "https_proxy",
  "HTTP_PROXY",
  "http_proxy",
  "NO_PROXY",
  "no_proxy",
  "NODE_EXTRA_CA_CERTS",
  "NODE_USE_SYSTEM_CA",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
] as const

/** Takes the environment of the operator, returns what the process that talks to the model finds in its own. Empty values count as unset. */
export function modelEnvironment(environment: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const chosen = names.flatMap((name) => {
    const value = environment[name]
    return value === undefined || value === "" ? [] : [[name, value] as const]
  })
  const usesProxy = chosen.some(([name]) => /^https?_proxy$/i.test(name))
  // Without this Node's `fetch` goes past the proxy.
  return Object.fromEntries(usesProxy ? [...chosen, ["NODE_USE_ENV_PROXY", "1"] as const] : chosen)
}
