import { compareSeverity } from "../../model/finding.ts"
import type { Severity } from "../../model/finding.ts"
import { meaningOf } from "../categories.ts"
import type { ShownHead } from "../shown-head.ts"
import type { Candidate } from "./candidate.ts"
import type { RawVerdict } from "./read-answer.ts"
import { keepSupported } from "./support-claim.ts"

/** Three ways to look at a serious security claim; each is asked by itself. */
export const lenses = ["reachability", "impact", "defences"] as const
export type Lens = (typeof lenses)[number]

/** What one refuter said; `lens` is `null` where one refuter decides alone. */
export interface Vote {
  readonly lens: Lens | null
  readonly verdict: RawVerdict
}

export interface Judged extends Candidate {
  /** `unverified`: nobody could check it, so nobody hears of it but in a list. */
  readonly state: "confirmed" | "panel" | "refuted" | "unverified"
  /** 0 to 100; only for ranking. */
  readonly score: number
}

// Fewer would let one refuter decide what may block.
const MIN_CONFIRMATIONS = 2

/** Whether a claim is heard by three refuters: what a team would act on at once if it were true. */
export function needsPanel({ category, severity }: Pick<Candidate, "category" | "severity">): boolean {
  return meaningOf(category).family === "security" && compareSeverity(severity, "high") <= 0
}

/**
 * Takes candidates and what refuters said, returns each with what became of it. A claim of the model has to earn its place: it is confirmed only by a
 * refuter that quotes code which exists; no word on it leaves it unverified; everything else refutes it.
 */
export async function judgeCandidates(candidates: readonly Candidate[], votes: readonly Vote[], head: ShownHead): Promise<Judged[]> {
  const judged: Judged[] = []
  for (const candidate of candidates) {
    const mine = votes.filter(({ verdict }) => verdict.id.toUpperCase() === candidate.id)
    judged.push(needsPanel(candidate) ? await judgeByPanel(candidate, mine, head) : await judgeAlone(candidate, mine, head))
  }
  return judged
}

async function judgeAlone(candidate: Candidate, votes: readonly Vote[], head: ShownHead): Promise<Judged> {
  const vote = votes.find(({ lens }) => lens === null)
  if (vote === undefined) return { ...candidate, state: "unverified", score: 0 }
  if (!(await isConfirmed(vote, head))) return { ...candidate, state: "refuted", score: 0 }
  const severity = capped(lessSevere(candidate.severity, vote.verdict.severity))
  return { ...candidate, severity, state: "confirmed", score: vote.verdict.confidence }
}

async function judgeByPanel(candidate: Candidate, votes: readonly Vote[], head: ShownHead): Promise<Judged> {
  const heard = lenses.flatMap((lens) => votes.find((vote) => vote.lens === lens) ?? [])
  if (heard.length < lenses.length) return { ...candidate, state: "unverified", score: 0 }
  const confirming: Vote[] = []
  for (const vote of heard) if (await isConfirmed(vote, head)) confirming.push(vote)
  if (confirming.length < MIN_CONFIRMATIONS) return { ...candidate, state: "refuted", score: 0 }
  const isUnanimous = confirming.length === lenses.length
  const severity = confirming.reduce<Severity>((worst, { verdict }) => lessSevere(worst, verdict.severity), candidate.severity)
  return {
    ...candidate,
    severity: isUnanimous ? severity : capped(severity),
    state: isUnanimous ? "panel" : "confirmed",
    score: Math.min(...confirming.map(({ verdict }) => verdict.confidence)),
  }
}

async function isConfirmed({ verdict }: Vote, head: ShownHead): Promise<boolean> {
  return verdict.verdict === "confirmed" && (await keepSupported(verdict.evidence, head)).length > 0
}

function lessSevere(a: Severity, b: Severity): Severity {
  return compareSeverity(a, b) >= 0 ? a : b
}

// Only a unanimous panel may call something critical.
function capped(severity: Severity): Severity {
  return severity === "critical" ? "high" : severity
}
