import type { Environment } from "./variables.ts"

// How to get to the provider; everything else of our environment is none of that process's business.
const ways = [
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

export type ModelEnvironment = Readonly<Record<string, string>> & { readonly ANTHROPIC_API_KEY: string }

/** Takes key and gateway of the model and our environment, returns what the process that asks the model finds in its own. */
export function modelEnvironment(
  { key, baseUrl }: { readonly key: string; readonly baseUrl: string | null },
  environment: Environment,
): ModelEnvironment {
  const chosen = ways.flatMap((name) => {
    const value = environment[name]
    return value === undefined || value === "" ? [] : [[name, value] as const]
  })
  const usesProxy = chosen.some(([name]) => /^https?_proxy$/i.test(name))
  return {
    ANTHROPIC_API_KEY: key,
    ...(baseUrl === null ? {} : { ANTHROPIC_BASE_URL: baseUrl }),
    ...Object.fromEntries(chosen),
    // Without this Node's `fetch` goes past the proxy.
    ...(usesProxy ? { NODE_USE_ENV_PROXY: "1" } : {}),
  }
}
