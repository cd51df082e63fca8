import { createAppAuth } from "@octokit/auth-app"
import { Octokit } from "@octokit/rest"
import type { Sandbox } from "../../src/sandbox/sandbox.ts"
import type { SandboxRepository } from "../../src/sandbox/sandbox-repository.ts"

const quiet = { debug() {}, info() {}, warn() {}, error() {} }

/** GitHub's own client as the App's installation on this repository: signs the JWT and fetches its token itself. */
export function installationOctokit(sandbox: Sandbox, repository: SandboxRepository): Octokit {
  const { id, privateKey } = sandbox.app
  const auth = { appId: id, privateKey, installationId: sandbox.installationOf(repository).id }
  return new Octokit({ baseUrl: sandbox.apiUrl, authStrategy: createAppAuth, auth, log: quiet })
}

/** The same as the App itself. */
export function appOctokit(sandbox: Sandbox): Octokit {
  return new Octokit({
    baseUrl: sandbox.apiUrl,
    authStrategy: createAppAuth,
    auth: { appId: sandbox.app.id, privateKey: sandbox.app.privateKey },
    log: quiet,
  })
}

/** The same with any token; without one as nobody. */
export function tokenOctokit(sandbox: Sandbox, token?: string): Octokit {
  return new Octokit({ baseUrl: sandbox.apiUrl, log: quiet, ...(token === undefined ? {} : { auth: token }) })
}

/** Takes a request that has to fail; returns GitHub's answer. Throws when it succeeds. */
export async function refusal(request: Promise<unknown>): Promise<{ status: number; body: unknown; headers: Record<string, string> }> {
  const error: unknown = await request.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (error === null) throw new Error("the request was expected to be refused")
  const { status, response } = error as { status: number; response?: { data: unknown; headers: Record<string, string> } }
  return { status, body: response?.data, headers: response?.headers ?? {} }
}
