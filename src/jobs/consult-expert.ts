import type { Consult, GitHubDoor } from "../model/ports.ts"
import type { PullRequest } from "../model/pull-request.ts"
import type { Consultation } from "../model/review.ts"
import { composeEvidence } from "./compose-evidence.ts"
import type { Circumstances, StudiedChange } from "./compose-evidence.ts"
import { openAccount } from "./open-account.ts"
import type { AccountEdges, AccountSubject } from "./open-account.ts"

export interface ConsultEdges extends AccountEdges {
  readonly github: Pick<GitHubDoor, "readCommitSubjects">
  readonly consult: Consult
}

export interface Consulting extends Pick<Circumstances, "isDeep" | "isAgain">, Pick<AccountSubject, "job" | "attempt"> {
  readonly pullRequest: PullRequest
  readonly change: StudiedChange
}

/**
 * Consults the expert within what may be spent: the money is booked before the model is asked, and what it took is entered whatever becomes of the
 * review. Throws for the signal, and when the money cannot be booked.
 */
export async function consultExpert(
  { pullRequest, change, isDeep, isAgain, job, attempt }: Consulting,
  edges: ConsultEdges,
  signal: AbortSignal,
): Promise<Consultation> {
  const { title, body, author, installationId, cloneUrl: repository, head } = pullRequest
  const { policy } = change
  const asksModel = edges.model !== null && policy.model.enabled
  const commits = asksModel ? await edges.github.readCommitSubjects(pullRequest) : []
  const { allow, onSpent, settle } = openAccount({ ref: pullRequest, headSha: head.sha, policy, job, attempt }, edges)
  const circumstances: Circumstances = {
    repository,
    installationId,
    pullNumber: pullRequest.number,
    texts: { title, body, commits },
    author,
    isDeep,
    isAgain,
    allow,
    onSpent,
  }
  let participation: Consultation["participation"] = null
  try {
    const consultation = await edges.consult(composeEvidence(change, circumstances, signal), signal)
    participation = consultation.participation
    return consultation
  } finally {
    // A push ends the review, not the bill.
    await settle(participation)
  }
}
