import type { FinishJob } from "../model/job.ts"
import type { Enqueue, GitHubDoor } from "../model/ports.ts"

export interface FinishEdges {
  readonly github: Pick<GitHubDoor, "readPullRequest">
  readonly enqueue: Enqueue
}

/**
 * Queues the review that was promised when the provider of the model wanted to be asked later. A pull request that was closed or has another head by
 * now has no use for it. `id` is that of the job, so that a second attempt queues nothing twice.
 */
export async function finishReview(job: FinishJob, id: string, { github, enqueue }: FinishEdges): Promise<void> {
  const { installationId, repositoryId, owner, name, number, headSha, asked } = job
  const { state, head } = await github.readPullRequest(job)
  if (state === "closed" || head.sha !== headSha) return
  await enqueue({ kind: "review-pull-request", installationId, repositoryId, owner, name, number, again: true, asked }, `finished/${id}`)
}
