import type { StopJob } from "../model/job.ts"
import type { GitHubDoor } from "../model/ports.ts"
import { composeCancelledCheck } from "../report/outcomes.ts"

/**
 * Concludes what a closed or drafted pull request left open. The running review was fenced off when this job was queued;
 * this settles the check runs of a review that died before it could.
 */
export async function stopReview(job: StopJob, github: GitHubDoor): Promise<void> {
  const pullRequest = await github.readPullRequest(job)
  // Reopened or made ready meanwhile: the review that this caused owns the check.
  if (job.reason === "closed" && pullRequest.state === "open") return
  if (job.reason === "draft" && !pullRequest.draft) return
  await github.settleChecks(job, pullRequest.head.sha, composeCancelledCheck(job.reason))
}
