import type { ModelCost, SpendingCaps } from "../model/cost.ts"
import type { Allowance, Consult, Evidence, GitHubDoor, Ledger } from "../model/ports.ts"
import type { PullRequest } from "../model/pull-request.ts"
import type { Consultation, ModelUsage } from "../model/review.ts"
import { allowSpending } from "./allow-spending.ts"

export interface ConsultEdges {
  readonly github: Pick<GitHubDoor, "readCommitSubjects">
  readonly consult: Consult
  readonly ledger: Pick<Ledger, "readSpending" | "recordCost">
  /** What the model may cost; `null` where there is none. */
  readonly caps: SpendingCaps | null
  readonly now: () => Date
}

/** What is known but for what the money and the commits tell. */
export interface Consulting {
  readonly pullRequest: PullRequest
  readonly known: Omit<Evidence, "repository" | "installationId" | "texts" | "author" | "labels" | "allowance" | "onSpent">
  /** Names this consultation among all, so that its cost is counted once. */
  readonly id: string
}

const nothingSetAside: Allowance = { usd: 0, limitedBy: "no money was set aside" }

/** Consults the expert within what may be spent, and enters what was spent whatever becomes of the review. Throws for the signal. */
export async function consultExpert(
  { pullRequest, known, id }: Consulting,
  edges: ConsultEdges,
  signal: AbortSignal,
): Promise<Consultation> {
  const { github, consult, ledger, caps, now } = edges
  const asksModel = caps !== null && known.policy.model.enabled
  const [allowance, commits] = asksModel
    ? await Promise.all([
        ledger.readSpending(pullRequest, now()).then((spent) => allowSpending(known.policy, caps, spent)),
        github.readCommitSubjects(pullRequest),
      ])
    : [nothingSetAside, []]
  const { title, body, author, labels, installationId, cloneUrl: repository, head } = pullRequest
  const run = { id, headSha: head.sha }
  const paid: { usage: ModelUsage | null } = { usage: null }
  const record = async (cost: ModelCost): Promise<void> => {
    if (cost.calls > 0 || cost.usd > 0) await ledger.recordCost(pullRequest, run, cost)
  }
  try {
    const consultation = await consult(
      {
        ...known,
        repository,
        installationId,
        texts: { title, body, commits },
        author,
        labels,
        allowance,
        onSpent: (usage) => void (paid.usage = usage),
      },
      signal,
    )
    const { participation } = consultation
    if (participation !== null) await record({ model: participation.model, ...participation.usage })
    return consultation
  } catch (error) {
    // A push ends the review, not the bill.
    if (paid.usage !== null) await record({ model: "interrupted", ...paid.usage })
    throw error
  }
}
