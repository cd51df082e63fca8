import type { Pause, Person } from "../model/ledger.ts"
import type { Policy } from "../model/policy.ts"
import type { PullRequest } from "../model/pull-request.ts"

/** Why a pull request is not reviewed although it has a new head. */
export type Skip =
  | { readonly kind: "paused"; readonly by: Person }
  | { readonly kind: "draft" | "bot" }
  /** `label` is a word of the repository's settings. */
  | { readonly kind: "label"; readonly label: string }

/** Takes a pull request nobody asked us to review, returns why it is left alone; `null` when it is not. */
export function decideSkip({ draft, author, labels }: PullRequest, policy: Policy, pause: Pause | null): Skip | null {
  if (pause !== null) return { kind: "paused", by: pause.by }
  if (draft && !policy.drafts) return { kind: "draft" }
  if (author.isBot && !policy.bots) return { kind: "bot" }
  const label = policy.labels.skip.find((skipping) => hasLabel(labels, skipping))
  return label === undefined ? null : { kind: "label", label }
}

/** True when the pull request carries a label that has it reviewed as if somebody had asked for everything. */
export function isDeepened({ labels }: Pick<PullRequest, "labels">, policy: Pick<Policy, "labels">): boolean {
  return policy.labels.deepen.some((label) => hasLabel(labels, label))
}

// GitHub takes labels for the same whatever their case.
function hasLabel(labels: readonly string[], wanted: string): boolean {
  return labels.some((label) => label.toLowerCase() === wanted.toLowerCase())
}
