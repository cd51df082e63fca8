import type { ReviewHeadJob } from "../model/job.ts"
import type { Enqueue, GitHubDoor } from "../model/ports.ts"

export interface ReviewHeadEdges {
  readonly github: Pick<GitHubDoor, "listPullRequestsOf">
  readonly enqueue: Enqueue
}

/** Queues a review for each open pull request with this head. `id` is that of the job, so that a second attempt queues nothing twice. */
export async function reviewHead(job: ReviewHeadJob, id: string, { github, enqueue }: ReviewHeadEdges): Promise<void> {
  const { installationId, repositoryId, owner, name, headSha } = job
  for (const number of await github.listPullRequestsOf(job, headSha)) {
    await enqueue(
      { kind: "review-pull-request", installationId, repositoryId, owner, name, number, again: true, asked: true },
      `review-head/${id}/${number}`,
    )
  }
}
