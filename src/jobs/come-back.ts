import type { FinishJob } from "../model/job.ts"
import type { Enqueue } from "../model/ports.ts"
import type { PullRequest } from "../model/pull-request.ts"
import type { Consultation } from "../model/review.ts"

export interface ComeBackEdges {
  readonly enqueue: Enqueue
  readonly now: () => Date
}

// A head is worth three visits; a provider that turns us away each time will not be moved by a fourth.
const mostReturns = 3
// The review that asks for it has to be over by then.
const soonestMs = 60_000
// Who has waited half a working day has merged.
const latestMs = 4 * 60 * 60_000

/**
 * Takes what came of a consultation. Where the provider wants to be asked later, queues one more review of this head for then, so that nobody waits for
 * it now. Returns the consultation with the time of that (`returnsAt`), or as it was where nothing is queued. Throws what the queue throws.
 */
export async function comeBack(
  consultation: Consultation,
  { pullRequest, asked }: { readonly pullRequest: PullRequest; readonly asked: boolean },
  { enqueue, now }: ComeBackEdges,
): Promise<Consultation> {
  const { participation } = consultation
  if (participation?.retryAt === undefined) return consultation
  const notBefore = new Date(Math.max(participation.retryAt, now().getTime() + soonestMs))
  const isQueued = notBefore.getTime() - now().getTime() <= latestMs && (await queueReturn(pullRequest, asked, notBefore, enqueue))
  return isQueued ? { ...consultation, participation: { ...participation, returnsAt: notBefore.getTime() } } : consultation
}

/** False when this head was come back to often enough. */
async function queueReturn(pullRequest: PullRequest, asked: boolean, notBefore: Date, enqueue: Enqueue): Promise<boolean> {
  const { installationId, repositoryId, owner, name, number, head } = pullRequest
  const job: FinishJob = { kind: "finish-review", installationId, repositoryId, owner, name, number, headSha: head.sha, asked }
  // Each return has a name, and a name is accepted once: the queue counts for us.
  for (let time = 1; time <= mostReturns; time++)
    if ((await enqueue(job, `finish/${repositoryId}/${number}/${head.sha}/${time}`, notBefore)) === "accepted") return true
  return false
}
