import type { LabelJob } from "../model/job.ts"
import type { Enqueue, GitHubDoor } from "../model/ports.ts"
import { readPolicy } from "./read-policy.ts"

export interface LabelEdges {
  readonly github: Pick<GitHubDoor, "readPullRequest" | "readPolicyFile" | "readOrganisationPolicyFile">
  readonly enqueue: Enqueue
}

/**
 * Queues a review when the label is one that the repository's settings give a meaning to; it then finds the labels as they are. Most labels mean
 * nothing to us, and a running review is not disturbed for them. `id` is that of the job, so that a second attempt queues nothing twice.
 */
export async function weighLabel(job: LabelJob, id: string, { github, enqueue }: LabelEdges): Promise<void> {
  const pullRequest = await github.readPullRequest(job)
  if (pullRequest.state === "closed") return
  const { labels } = (await readPolicy(pullRequest, github)).policy
  const label = job.label.toLowerCase()
  if (![...labels.skip, ...labels.deepen].some((meaningful) => meaningful.toLowerCase() === label)) return
  const { installationId, repositoryId, owner, name, number } = job
  await enqueue(
    { kind: "review-pull-request", installationId, repositoryId, owner, name, number, again: true, asked: false },
    `label/${id}`,
  )
}
