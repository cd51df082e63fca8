import type { SpendingCaps } from "../model/cost.ts"
import type { Person } from "../model/ledger.ts"
import type { Policy } from "../model/policy.ts"
import type { Allowance, Evidence, Ledger } from "../model/ports.ts"
import type { PullRequestRef } from "../model/pull-request.ts"
import type { ModelUsage, Participation } from "../model/review.ts"
import { allowSpending } from "./allow-spending.ts"

/** The model that is asked, and what the operator lets it cost. */
export interface PricedModel {
  readonly name: string
  readonly caps: SpendingCaps
}

export interface AccountEdges {
  readonly ledger: Pick<Ledger, "reserveCost" | "noteCost" | "recordCost">
  /** `null` where there is none. */
  readonly model: PricedModel | null
  readonly now: () => Date
}

/** Whose money it is, and for what. */
export interface AccountSubject {
  readonly ref: PullRequestRef
  readonly headSha: string
  readonly policy: Pick<Policy, "model">
  /** The job that asks, and which of its attempts: names this consultation among all, so that its cost is counted once. */
  readonly job: string
  readonly attempt: number
  /** Who wants the answer; left out for a review. */
  readonly askedBy?: Person
}

/** The money of one consultation. */
export interface Account extends Pick<Evidence, "allow"> {
  /** Hears what was paid so far, so that a crash does not make it forgotten. */
  readonly onSpent: (usage: ModelUsage) => void
  /**
   * Enters what was paid in the end and frees what is left of what was set aside; `null` when the consultation was broken off: then what was heard
   * last is entered. Throws when it cannot be entered.
   */
  readonly settle: (paid: Pick<Participation, "model" | "usage" | "shares"> | null) => Promise<void>
}

// A process that asks the model is ended after 22 minutes; what is set aside for longer was left behind by a crash.
const reservedMs = 30 * 60_000

const nothingSetAside: Allowance = { usd: 0, limitedBy: "no money was set aside" }
const nothingPaid: ModelUsage = { usd: 0, inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, calls: 0 }

/** Opens the books for one consultation. */
export function openAccount(
  { ref, headSha, policy, job, attempt, askedBy }: AccountSubject,
  { ledger, model, now }: AccountEdges,
): Account {
  const run = { id: `${job}/${attempt}`, headSha }
  const name = model?.name ?? ""
  let isReserved = false
  let last: ModelUsage | null = null
  let noted: Promise<void> = Promise.resolve()
  return {
    async allow(mostUsd) {
      if (model === null) return nothingSetAside
      isReserved = true
      const until = new Date(now().getTime() + reservedMs)
      return ledger.reserveCost(ref, { ...run, job: `${job}/`, model: name, askedBy: askedBy ?? null, until }, (spent) =>
        allowSpending(policy, model.caps, spent, mostUsd),
      )
    },
    onSpent(usage) {
      last = usage
      // One after the other. What cannot be noted now is part of the next note, or of the settlement.
      noted = noted.then(() => ledger.noteCost(ref, run, { model: name, ...usage })).catch(() => undefined)
    },
    async settle(paid) {
      await noted
      const { model: asked, usage, shares = [] } = paid ?? { model: name, usage: last ?? nothingPaid }
      if (!isReserved && usage.calls === 0) return
      // Each model under its own name; the one that was asked first last, because that frees what was set aside.
      for (const share of shares) if (share.model !== asked) await ledger.recordCost(ref, { ...run, id: `${run.id} ${share.model}` }, share)
      const own = shares.length === 0 ? usage : (shares.find((share) => share.model === asked) ?? nothingPaid)
      await ledger.recordCost(ref, run, { ...own, model: asked })
    },
  }
}
