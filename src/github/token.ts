import type { RepositoryRef } from "../model/pull-request.ts"
import { withGitHubErrors } from "./classify-error.ts"
import type { GitHubClients } from "./clients.ts"

/**
 * Takes a repository, returns a fresh token that can read this repository's contents and nothing else; for git alone.
 * Made by the REST call, because `octokit.auth` ignores the address of the API and gives a token for everything.
 */
export async function createContentsToken(
  clients: Pick<GitHubClients, "app">,
  { installationId, repositoryId }: RepositoryRef,
): Promise<string> {
  const answer = await withGitHubErrors("create a token for reading the repository", () =>
    clients.app.rest.apps.createInstallationAccessToken({
      installation_id: installationId,
      repository_ids: [repositoryId],
      permissions: { contents: "read" },
    }),
  )
  return answer.data.token
}
