import type { Forgotten } from "./mark-forgotten.ts"
import type { Database } from "./tables.ts"

/**
 * Deletes what is stored about lost repositories: pull requests with their reviews and findings. Only what is still marked as
 * forgotten goes, so that a repository given back in the meantime keeps its state. Returns the number of pull requests.
 */
export async function forgetInstallation(db: Database, { installationId, repositoryIds }: Forgotten): Promise<number> {
  let deletion = db.deleteFrom("pull_requests").where("installation_id", "=", installationId).where("forgotten", "=", true)
  if (repositoryIds !== null) deletion = deletion.where("repository_id", "in", repositoryIds.length === 0 ? [-1] : repositoryIds)
  const result = await deletion.executeTakeFirst()
  return Number(result.numDeletedRows)
}
