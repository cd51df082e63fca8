import { UserError } from "../errors.ts"
import { classifyGitHubError, hasStatus, withGitHubErrors } from "../github/classify-error.ts"
import type { GitHubApi } from "../github/clients.ts"
import type { RepositoryRef } from "../model/pull-request.ts"

// An owner has one such file and many repositories that are pushed to all day; who edits it can wait a minute.
const keepMs = 60_000
// Owners, so that the oldest go when a server serves very many.
const mostKept = 1_000

interface Kept {
  readonly text: string | null
  readonly readAt: number
}

/**
 * Returns a function that reads `.github/expert.yml` at the default branch of the repository `.github` of the same owner, and remembers the
 * answer for a minute. `null` when there is no such file or repository, or the installation does not cover it. `now` gives milliseconds.
 */
export function createOrganisationPolicyReader(
  now: () => number = () => performance.now(),
): (api: GitHubApi, ref: RepositoryRef) => Promise<string | null> {
  const kept = new Map<string, Kept>()
  return async (api, { installationId, owner }) => {
    // What one installation may read is nobody else's to know.
    const key = `${installationId}/${owner.toLowerCase()}`
    const known = kept.get(key)
    if (known !== undefined && now() - known.readAt < keepMs) return known.text
    const text = await readFile(api, owner)
    kept.delete(key)
    kept.set(key, { text, readAt: now() })
    for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - mostKept))) kept.delete(oldest)
    return text
  }
}

async function readFile(api: GitHubApi, owner: string): Promise<string | null> {
  return withGitHubErrors("read the organisation's settings", async () => {
    try {
      const { data } = await api.rest.repos.getContent({ owner, repo: ".github", path: ".github/expert.yml" })
      if (Array.isArray(data) || data.type !== "file" || !("content" in data)) return null
      // A repository that was renamed or given away answers under its new name, which may be somebody else's.
      const place = new URL(data.url).pathname.toLowerCase()
      if (!place.includes(`/repos/${owner.toLowerCase()}/.github/contents/`)) return null
      return Buffer.from(data.content, "base64").toString("utf8")
    } catch (error) {
      if (hasStatus(error, 404)) return null
      // The installation may not read contents there. A limit of requests has the same status and must not make the settings disappear.
      if (classifyGitHubError(error, "read the organisation's settings") instanceof UserError) return null
      throw error
    }
  })
}
