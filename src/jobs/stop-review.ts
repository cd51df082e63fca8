import { isCodePresent } from "../model/code-presence.ts"
import type { StopJob } from "../model/job.ts"
import type { GitHubDoor, Ledger } from "../model/ports.ts"
import type { PullRequest } from "../model/pull-request.ts"
import { composeCancelledCheck } from "../report/outcomes.ts"

export interface StopEdges {
  readonly github: GitHubDoor
  readonly ledger: Ledger
}

/**
 * Concludes what a closed or drafted pull request left open. The running review was fenced off when this job was queued; this settles the check runs
 * of a review that died before it could. At a pull request's end it also learns what people made of our comments.
 */
export async function stopReview(job: StopJob, { github, ledger }: StopEdges): Promise<void> {
  const pullRequest = await github.readPullRequest(job)
  // Reopened or made ready meanwhile: the review that this caused owns the check.
  if (job.reason === "closed" && pullRequest.state === "open") return
  if (job.reason === "draft" && !pullRequest.draft) return
  await github.settleChecks(job, pullRequest.head.sha, composeCancelledCheck(job.reason))
  if (job.reason === "closed") await learnFrom(pullRequest, { github, ledger })
}

// A pull request with more open comments than this was not read by anybody anyway.
const mostFilesRead = 20

async function learnFrom(pullRequest: PullRequest, { github, ledger }: StopEdges): Promise<void> {
  const { findings, lastReview } = await ledger.recall(pullRequest)
  const said = findings.filter((finding) => finding.saidAs !== null)
  if (said.length === 0) return
  await ledger.recordFeedback(pullRequest, await github.readThreads(pullRequest))
  // Merged with a last push that no review came to: the code itself tells whether our comments were acted on.
  if (lastReview !== null && lastReview.headSha !== pullRequest.head.sha) {
    const open = said.filter(({ state }) => state === "open" || state === "reopened")
    const paths = [...new Set(open.map(({ path }) => path))].slice(0, mostFilesRead)
    const changed: string[] = []
    for (const path of paths) {
      const text = await github.readHeadFile(pullRequest, path)
      const gone = open.filter((finding) => finding.path === path && text !== null && !isCodePresent(text, finding.evidence))
      changed.push(...gone.map((finding) => finding.fingerprint))
    }
    await ledger.markAddressed(pullRequest, changed)
  }
  await ledger.settle(pullRequest)
}
