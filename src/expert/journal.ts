import type { DegradedPass, PassName, StandIn } from "../model/review.ts"
import type { PassResult } from "./pass.ts"

/** What was asked and how it ended; what the report and the check tell about the model's part. */
export interface Journal {
  plan(pass: PassName): void
  /** A pass may be several requests; it is done when every one of them ended whole. */
  record(pass: PassName, result: PassResult): void
  degrade(degraded: DegradedPass): void
  readonly planned: readonly PassName[]
  readonly done: readonly PassName[]
  readonly degraded: readonly DegradedPass[]
  /** Each pass and model once. */
  readonly standIns: readonly StandIn[]
  /** When every pass that was sent away may be asked again, in milliseconds since 1970; `null` when none was. */
  readonly retryAt: number | null
}

/** Returns an empty journal. */
export function createJournal(): Journal {
  const planned = new Set<PassName>()
  const spoiled = new Set<string>()
  const degraded = new Map<string, DegradedPass>()
  const standIns = new Map<string, StandIn>()
  let retryAt: number | null = null
  const degrade = (each: DegradedPass): void => {
    spoiled.add(each.pass)
    degraded.set(`${each.pass} ${each.flag}`, each)
  }
  return {
    plan: (pass) => void planned.add(pass),
    record(pass, result) {
      planned.add(pass)
      for (const each of result.degraded) degrade(each)
      if (result.retryAt !== null) retryAt = Math.max(retryAt ?? 0, result.retryAt)
      if (result.standIn !== undefined) standIns.set(`${pass} ${result.standIn.model}`, { pass, ...result.standIn })
    },
    degrade,
    get planned() {
      return [...planned]
    },
    get done() {
      return [...planned].filter((pass) => !spoiled.has(pass))
    },
    get degraded() {
      return [...degraded.values()]
    },
    get standIns() {
      return [...standIns.values()]
    },
    get retryAt() {
      return retryAt
    },
  }
}
