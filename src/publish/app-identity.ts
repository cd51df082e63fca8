import { withGitHubErrors } from "../github/classify-error.ts"
import type { GitHubClients } from "../github/clients.ts"

/** Who wrote something on GitHub, as far as its answers tell. */
interface Written {
  readonly user?: { readonly login: string; readonly type?: string } | null
  readonly performed_via_github_app?: { readonly id: number } | null
}

/** Tells our own writings from everybody else's. */
export type IsOurs = (written: Written) => boolean

/** Returns a function that learns once what our bot account is called. Logins that end in `[bot]` are reserved for Apps, so nobody can take it. */
export function createAppIdentity(clients: Pick<GitHubClients, "app" | "appId">): () => Promise<IsOurs> {
  let known: Promise<IsOurs> | null = null
  return () => {
    known ??= readIdentity(clients).catch((error: unknown) => {
      known = null
      throw error
    })
    return known
  }
}

async function readIdentity({ app, appId }: Pick<GitHubClients, "app" | "appId">): Promise<IsOurs> {
  const answer = await withGitHubErrors("tell who the App is", () => app.rest.apps.getAuthenticated())
  const login = `${answer.data?.slug}[bot]`
  return ({ user, performed_via_github_app: via }) => (via ? via.id === appId : user?.login === login && user.type === "Bot")
}
