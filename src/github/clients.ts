import { createAppAuth } from "@octokit/auth-app"
import { Octokit } from "@octokit/rest"

// What we were built against; without the header GitHub picks a version for us, and octokit sends none.
const apiVersion = "2022-11-28"

// GitHub gives up on a request after 10 s by itself; three times that means that the connection is dead.
const requestTimeoutMs = 30_000

export interface GitHubClientOptions {
  readonly appId: number | string
  /** PEM, PKCS#1 or PKCS#8. */
  readonly privateKey: string
  /** Such as `https://api.github.com`, `https://ghes.example/api/v3` or the address of a sandbox. */
  readonly apiUrl: string
  readonly userAgent: string
}

/** What functions over an installation need of octokit. */
export type GitHubApi = Pick<Octokit, "rest" | "paginate" | "graphql">

/** The one door to GitHub outside of a webhook: requests as the App and as one of its installations. */
export interface GitHubClients {
  readonly appId: number
  /** Speaks as the App itself (JWT): `/app/…` and installation tokens, nothing else. */
  readonly app: Octokit
  /** Speaks as an installation; the same client and cached token for the same id. */
  installation(installationId: number): Octokit
}

/**
 * Takes the App's identity and the address of the API, returns its clients. No request is repeated by itself, because a POST that was answered with
 * an error may have been carried out; writes of one installation go out one after the other, as GitHub asks for.
 */
export function createGitHubClients({ appId, privateKey, apiUrl, userAgent }: GitHubClientOptions): GitHubClients {
  const installations = new Map<number, Octokit>()
  const create = (auth: object) => {
    const octokit = new Octokit({
      authStrategy: createAppAuth,
      auth: { appId, privateKey, ...auth },
      baseUrl: apiUrl.replace(/\/+$/, ""),
      userAgent,
      log: silent,
      request: { fetch: createSerialFetch() },
    })
    octokit.hook.before("request", (options) => {
      options.headers["x-github-api-version"] = apiVersion
    })
    return octokit
  }
  return {
    appId: Number(appId),
    app: create({}),
    installation(installationId) {
      const known = installations.get(installationId)
      if (known !== undefined) return known
      const created = create({ installationId })
      // A token that was revoked before its hour is over would stay in the client's cache.
      created.hook.error("request", (error) => {
        if ("status" in error && error.status === 401) installations.delete(installationId)
        throw error
      })
      installations.set(installationId, created)
      return created
    },
  }
}

// Octokit would write warnings to the console, where they end up without ids and outside of our log.
const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore }

function ignore(): void {}

// Below octokit's hooks, where the token is already there: a write that waited inside a hook would wait for its own token request.
function createSerialFetch(): typeof fetch {
  let last: Promise<unknown> = Promise.resolve()
  return (input, init) => {
    const send = () =>
      fetch(input, { ...init, signal: AbortSignal.any([AbortSignal.timeout(requestTimeoutMs), ...(init?.signal ? [init.signal] : [])]) })
    if (init?.method === undefined || init.method === "GET" || init.method === "HEAD") return send()
    const sent = last.then(send, send)
    last = sent.catch(ignore)
    return sent
  }
}
