import type { MergeGroupJob } from "../model/job.ts"
import type { GitHubDoor } from "../model/ports.ts"
import { composeMergeGroupCheck } from "../report/outcomes.ts"

/**
 * Concludes our check on a commit that a merge queue made, with what the check of the pull request says. A merge queue waits for every required
 * check on its own commits, and would throw the pull request out if none came.
 */
export async function checkMergeGroup(job: MergeGroupJob, github: GitHubDoor): Promise<void> {
  const pullRequest = await github.readPullRequest(job)
  const { conclusion } = await github.readCheck(job, pullRequest.head.sha)
  const check = await github.openCheck(job, job.headSha)
  await check.conclude(composeMergeGroupCheck(job.number, pullRequest.head.sha, conclusion))
}
