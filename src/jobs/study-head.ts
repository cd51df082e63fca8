import { planReading } from "../analysis/plan-reading.ts"
import type { LedgerFinding } from "../model/ledger.ts"
import type { Policy } from "../model/policy.ts"
import type { Analyst, GitHubDoor, OpenAnalyst, OpenCheckout } from "../model/ports.ts"
import type { PullRequest } from "../model/pull-request.ts"
import type { Facts } from "../report/answers/facts.ts"
import type { StudiedChange } from "./compose-evidence.ts"

export interface StudyEdges {
  readonly github: Pick<GitHubDoor, "readMergeBase" | "readBlobSizes" | "createCheckoutToken">
  readonly openCheckout: OpenCheckout
  readonly openAnalyst: OpenAnalyst
}

/** The head of a pull request, analysed, to be asked about. Disposing lets go of everything. */
export interface Study extends AsyncDisposable {
  readonly facts: Facts
  readonly ask: Analyst["ask"]
  /** The same for whoever asks the model about it. */
  readonly change: StudiedChange
}

/** Checks out and analyses the present head, as a review does, and writes nothing. */
export async function studyHead(
  {
    pullRequest,
    policy,
    ledger,
  }: { readonly pullRequest: PullRequest; readonly policy: Policy; readonly ledger: readonly LedgerFinding[] },
  { github, openCheckout, openAnalyst }: StudyEdges,
  signal: AbortSignal,
): Promise<Study> {
  await using opening = new AsyncDisposableStack()
  const analyst = opening.use(openAnalyst(pullRequest.cloneUrl))
  const [mergeBaseSha, blobSizes, token] = await Promise.all([
    github.readMergeBase(pullRequest),
    github.readBlobSizes(pullRequest),
    github.createCheckoutToken(pullRequest),
  ])
  const { number: pullNumber, cloneUrl, base, head } = pullRequest
  const checkout = opening.use(
    await openCheckout({ cloneUrl, token, pullNumber, baseSha: base.sha, headSha: head.sha, mergeBaseSha, blobSizes }, signal),
  )
  const plan = planReading(checkout.diff, checkout.base, checkout.head, policy)
  const [baseTree, headTree] = await Promise.all([checkout.read("base", plan.base), checkout.read("head", plan.head)])
  const analysis = await analyst.analyze({ diff: checkout.diff, base: baseTree, head: headTree, policy }, signal)
  signal.throwIfAborted()
  const opened = opening.move()
  return {
    facts: {
      pullRequest,
      headSha: head.sha,
      diff: checkout.diff,
      analysis,
      ledger,
      textOf: (path) => headTree.files.get(path)?.text ?? null,
    },
    ask: (question, askSignal) => analyst.ask(question, askSignal),
    change: { checkout, base: baseTree, head: headTree, analyst, analysis, policy },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}
