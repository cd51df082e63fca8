import type { Newsroom } from "./events.ts"
import { announceMergeGroup } from "./events.ts"
import { updateReference, writeCommit } from "./git.ts"
import type { PullRequest } from "./records.ts"

/**
 * Makes the commit of a merge queue for one pull request and asks for its checks. Its contents are those of the head: the sandbox does not merge,
 * and what is under test is who answers for which commit.
 */
export async function requestMergeGroup(news: Newsroom, pullRequest: PullRequest): Promise<string> {
  const { world } = news.scene
  const repository = world.repositoryOf(pullRequest)
  const message = `Merge pull request #${pullRequest.number}`
  const signature = { name: "GitHub", email: "noreply@github.com", at: world.clock.iso() }
  const sha = await writeCommit(repository.gitDirectory, { parent: pullRequest.head.sha, files: {}, message, signature })
  const ref = `refs/heads/gh-readonly-queue/${pullRequest.base.ref}/pr-${pullRequest.number}-${pullRequest.base.sha}`
  await updateReference(repository.gitDirectory, ref, sha)
  world.touch()
  await announceMergeGroup(news, { pullRequest, sha, ref, message })
  return sha
}
