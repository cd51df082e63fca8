import type { AnalysisAnswer, AnalysisQuestion, Proof, SuggestionTrial } from "../model/question.ts"
import type { AnalysisSubject } from "./messages.ts"
import type { AskEnding, Child, Inquiry, RunLimits } from "./start-child.ts"

/** An analysis that came to its end, and how to come there again. */
export interface Analysed {
  readonly subject: AnalysisSubject
  readonly limits: Omit<RunLimits, "signal">
}

/** The process of one review, and a new one in its place. */
export interface Workplace {
  readonly child: () => Child
  readonly renew: () => Child
  /** Milliseconds for one answer. */
  readonly limitMs: number
  readonly onTrouble?: ((message: string) => void) | undefined
}

/** Asks the process that analysed about its head. One question at a time, in their order. */
export interface Inquirer {
  /** Questions from here on are about this analysis, whose head the process holds; `null` when it failed. */
  turnTo(analysed: Analysed | null): void
  /** Never throws but for the signal. */
  ask(question: AnalysisQuestion, signal: AbortSignal): Promise<AnalysisAnswer>
  prove(trial: SuggestionTrial, signal: AbortSignal): Promise<Proof>
}

// Each lost process costs an analysis; who asks more deadly questions than this asks them on purpose.
const MAX_LOST = 3

/** A question that ends the process has no answer; the next one finds the head analysed again. */
export function createInquirer({ child, renew, limitMs, onTrouble }: Workplace): Inquirer {
  let analysed: Analysed | null = null
  let holder: Child | null = null
  let quarantined = new Map<string, string>()
  let lost = 0
  let last: Promise<unknown> = Promise.resolve()

  const restore = async (signal: AbortSignal, { subject, limits }: Analysed): Promise<boolean> => {
    const place = child().isAlive ? child() : renew()
    const ending = await place.run(subject, { ...limits, quarantined, signal })
    if (ending.kind === "done") holder = place
    else lose(ending, "an analysis for a question")
    return ending.kind === "done"
  }
  const lose = (ending: Exclude<AskEnding, { kind: "answered" | "tried" }>, what: string): void => {
    onTrouble?.(ending.kind === "failed" ? `${what} failed: ${ending.message}` : `${what} ${ending.how}`)
    if (ending.kind === "failed") return
    lost++
    holder = null
    renew()
  }
  const inquire = async (inquiry: Inquiry, signal: AbortSignal): Promise<AskEnding> => {
    signal.throwIfAborted()
    if (analysed === null) return { kind: "failed", message: "there is no analysis to ask" }
    if (lost >= MAX_LOST) return { kind: "failed", message: "the analysis broke too often on questions" }
    const isThere = holder !== null && holder === child() && holder.isAlive
    if (!isThere && !(await restore(signal, analysed))) return { kind: "failed", message: "the analysis is not there any more" }
    const ending = await child().ask(inquiry, { totalMs: limitMs, signal })
    if (ending.kind === "failed" || ending.kind === "ended") lose(ending, inquiry.kind === "ask" ? "an answer" : "a trial")
    // The text of a trial is not that of the file.
    if (ending.kind === "ended" && ending.isCertain && ending.file !== null && inquiry.kind === "ask")
      quarantined.set(ending.file, `the analysis ${ending.how} on this file, so it was left out`)
    return ending
  }
  const inTurn = (inquiry: Inquiry, signal: AbortSignal): Promise<AskEnding> => {
    const turn = last.then(() => inquire(inquiry, signal))
    last = turn.catch(() => undefined)
    return turn
  }
  return {
    turnTo(next) {
      analysed = next
      holder = next === null ? null : child()
      quarantined = new Map(next?.limits.quarantined)
    },
    async ask(question, signal) {
      const ending = await inTurn({ kind: "ask", question }, signal)
      return ending.kind === "answered" ? ending.answer : { kind: "unknown", reason: explain(ending) }
    },
    async prove(trial, signal) {
      const ending = await inTurn({ kind: "prove", trial }, signal)
      return ending.kind === "tried" ? ending.proof : { proven: false, reason: explain(ending) }
    },
  }
}

function explain(ending: AskEnding): string {
  if (ending.kind === "ended") return `the analysis ${ending.how} on it`
  return ending.kind === "failed" ? ending.message : "the analysis answered something else"
}
