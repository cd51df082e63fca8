import { hasStatus, isUncertain, withGitHubErrors } from "../github/classify-error.ts"
import type { FileComment, Review } from "../model/review.ts"
import { readShownFiles } from "./github-hunks.ts"
import type { Publishing } from "./publishing.ts"
import { readCommented } from "./read-history.ts"
import { waitFor } from "./wait.ts"

/** Posts the comments on whole files that are not there yet; returns the fingerprints of those that GitHub has no place for. */
export async function postFileComments(
  publishing: Publishing,
  { review, commented }: { review: Review; commented: ReadonlySet<string> },
): Promise<string[]> {
  const missing = review.fileComments.filter((comment) => !commented.has(comment.fingerprint))
  if (missing.length === 0) return []
  const files = await readShownFiles(publishing.api, publishing.pullRequest, new Set(missing.map((comment) => comment.path)))
  const refused: string[] = []
  for (const comment of missing) {
    const posted = files.has(comment.path) && (await postOnce(publishing, comment, review.headSha))
    if (!posted) refused.push(comment.fingerprint)
  }
  return refused
}

// `false` when GitHub refuses the place.
async function postOnce(publishing: Publishing, comment: FileComment, headSha: string): Promise<boolean> {
  return withGitHubErrors("comment on a file", async () => {
    try {
      return await post(publishing, comment, headSha)
    } catch (error) {
      if (hasStatus(error, 422)) return false
      if (!isUncertain(error)) throw error
      await waitFor(publishing.readBackDelayMs)
      const there = await readCommented(publishing.api, publishing.isOurs, publishing.pullRequest)
      return there.has(comment.fingerprint) || (await post(publishing, comment, headSha))
    }
  })
}

async function post({ api, pullRequest, fence }: Publishing, { path, body }: FileComment, headSha: string): Promise<boolean> {
  await fence()
  await api.rest.pulls.createReviewComment({
    owner: pullRequest.owner,
    repo: pullRequest.name,
    pull_number: pullRequest.number,
    commit_id: headSha,
    path,
    subject_type: "file",
    body,
  })
  return true
}
