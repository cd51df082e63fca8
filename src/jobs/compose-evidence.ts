import type { Analysis } from "../model/analysis.ts"
import type { Policy } from "../model/policy.ts"
import type { Analyst, Checkout, Evidence } from "../model/ports.ts"
import type { SourceTree } from "../model/source.ts"

/** A change as the stages before the expert leave it. */
export interface StudiedChange {
  readonly checkout: Pick<Checkout, "diff" | "read">
  readonly base: SourceTree
  readonly head: SourceTree
  readonly analyst: Pick<Analyst, "ask" | "prove">
  readonly analysis: Analysis
  readonly policy: Policy
}

/** What the change itself does not tell: whose it is, what people say and wish, and what it may cost. */
export type Circumstances = Omit<Evidence, "diff" | "base" | "head" | "analysis" | "policy" | "reader">

/** Takes a change and its circumstances, returns what the expert is told. The reader stops with the signal. */
export function composeEvidence(change: StudiedChange, circumstances: Circumstances, signal: AbortSignal): Evidence {
  const { checkout, base, head, analyst, analysis, policy } = change
  return {
    ...circumstances,
    diff: checkout.diff,
    base,
    head,
    analysis,
    policy,
    reader: {
      read: (paths) => checkout.read("head", paths),
      ask: (question) => analyst.ask(question, signal),
      prove: (trial) => analyst.prove(trial, signal),
    },
  }
}
