import type { Inquiry, ModelPart } from "../model/inquiry.ts"
import type { Person } from "../model/ledger.ts"
import type { Inquire, Ledger } from "../model/ports.ts"
import type { PullRequest } from "../model/pull-request.ts"
import { composeEvidence } from "./compose-evidence.ts"
import type { Circumstances, StudiedChange } from "./compose-evidence.ts"
import { openAccount } from "./open-account.ts"
import type { Account, AccountEdges, AccountSubject } from "./open-account.ts"

export interface AskingEdges extends AccountEdges {
  /** `null` where there is no model. */
  readonly inquire: Inquire | null
  readonly ledger: AccountEdges["ledger"] & Pick<Ledger, "countAnswers">
}

export interface Asking extends Pick<AccountSubject, "job" | "attempt"> {
  readonly pullRequest: PullRequest
  readonly change: StudiedChange
  /** Whoever has no rights in the repository has so many answers a day and no more. */
  readonly asker: { readonly person: Person; readonly isTrusted: boolean }
}

/**
 * Asks the model within what may be spent and how often this person may ask: the money is booked before, and what it took is entered whatever comes of
 * it. Throws for the signal, and when that cannot be entered; whatever else fails is told as a reason.
 */
export async function askModel(
  { pullRequest, change, asker, job, attempt }: Asking,
  inquiry: Inquiry,
  edges: AskingEdges,
  signal: AbortSignal,
): Promise<ModelPart> {
  const { inquire, model, ledger, now } = edges
  const { policy } = change
  if (inquire === null || model === null || !policy.model.enabled) return { kind: "none" }
  const most = policy.model.max_author_answers_per_day
  if (!asker.isTrusted && (await ledger.countAnswers(pullRequest, asker.person, now())) >= most)
    return { kind: "silent", wasAsked: false, reason: whyNoMore(most), usd: 0 }
  const account = openAccount({ ref: pullRequest, headSha: pullRequest.head.sha, policy, job, attempt, askedBy: asker.person }, edges)
  const evidence = composeEvidence(change, circumstancesOf(pullRequest, account), signal)
  let paid: Parameters<Account["settle"]>[0] = null
  try {
    const { answer, degraded, usage } = await inquire(evidence, inquiry, signal)
    paid = { model: model.name, usage }
    if (answer !== null) return { kind: "answered", answer, usage, isLimited: degraded.length > 0 }
    const reason = degraded.map((each) => each.reason).join("; ")
    return { kind: "silent", wasAsked: usage.calls > 0, reason, usd: usage.usd }
  } catch (error) {
    signal.throwIfAborted()
    const name = error instanceof Error ? error.name : "unknown error"
    return { kind: "silent", wasAsked: true, reason: `an error of ours (${name})`, usd: 0 }
  } finally {
    await account.settle(paid)
  }
}

function circumstancesOf({ installationId, cloneUrl, author }: PullRequest, { allow, onSpent }: Account): Circumstances {
  return {
    repository: cloneUrl,
    installationId,
    // What the author says about the change is no evidence for an answer.
    texts: { title: "", body: "", commits: [] },
    author,
    isDeep: false,
    isAgain: false,
    allow,
    onSpent,
  }
}

function whyNoMore(most: number): string {
  if (most === 0) return "in this repository it answers people with triage access alone"
  return `authors without triage access have at most ${most} of its answers a day in this repository`
}
