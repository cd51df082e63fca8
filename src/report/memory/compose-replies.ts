import type { RememberedFinding } from "../../model/ledger.ts"
import { renderMarker } from "../../model/marker.ts"
import type { Thread } from "../../model/thread.ts"
import type { PullRequest } from "../../model/pull-request.ts"
import type { ThreadReply } from "../../model/review.ts"
import { commitLink } from "../words.ts"
import type { Tracked } from "./track-findings.ts"

export interface ReplyOptions {
  readonly threads: readonly Thread[]
  readonly pullRequest: Pick<PullRequest, "htmlUrl">
  readonly headSha: string
  /** Whether threads of fixed findings are to be resolved, as far as GitHub lets us. */
  readonly resolve: boolean
}

/**
 * Takes the ledger after a review and our threads, returns what is still to be said on them: that a finding is fixed, or that it is back.
 * Follows from what each thread was told last and not from what changed just now, so that a lost answer or a lost database repeats nothing.
 * Threads that somebody answered belong to people.
 */
export function composeReplies(tracked: Tracked, { threads, pullRequest, headSha, resolve }: ReplyOptions): readonly ThreadReply[] {
  // Code that moved leaves an outdated entry behind, which has nothing to say about the thread any more.
  const telling = tracked.entries.filter((entry) => entry.state !== "outdated")
  const byThread = new Map(telling.flatMap((entry) => (entry.saidAs === null ? [] : [[entry.saidAs, entry] as const])))
  return threads.flatMap((thread): ThreadReply[] => {
    const entry = byThread.get(thread.fingerprint)
    if (entry === undefined || thread.isAnswered) return []
    const told = stateToTell(entry, thread)
    if (told === null) return []
    const sha = told === "fixed" ? (entry.fixedHead ?? headSha) : headSha
    const marker = renderMarker({ kind: "status", state: told, headSha: sha })
    const words = told === "fixed" ? "Fixed in" : "Found again in"
    const body = `${marker}\n${words} ${commitLink(pullRequest, sha)}.`
    return [{ fingerprint: thread.fingerprint, state: told, body, resolve: resolve && told === "fixed" }]
  })
}

function stateToTell({ state }: RememberedFinding, { told }: Thread): Thread["told"] {
  if (state === "fixed") return told === "fixed" ? null : "fixed"
  return told === "fixed" && (state === "open" || state === "reopened") ? "reopened" : null
}
