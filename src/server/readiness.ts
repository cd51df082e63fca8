import type { Log } from "../model/log.ts"

/** What must work for this process to be useful; each rejects with the reason when it does not. */
export type Readiness = Readonly<Record<string, () => Promise<void>>>

export interface ReadinessReport {
  readonly ready: boolean
  readonly checks: Readonly<Record<string, "ok" | "failed">>
}

// Orchestrators ask every few seconds and want an answer within about one.
const limitMs = 2_000

/** Asks everything at once. The reasons go to the log: whoever may ask for readiness need not know our database's address. */
export async function readReadiness(readiness: Readiness, isDraining: boolean, log: Log): Promise<ReadinessReport> {
  const results = await Promise.all(
    Object.entries(readiness).map(async ([name, check]) => {
      try {
        await withinLimit(check())
        return [name, "ok"] as const
      } catch (error) {
        log.warn({ check: name, err: error }, "readiness check failed")
        return [name, "failed"] as const
      }
    }),
  )
  const checks = Object.fromEntries([...results, ["accepting", isDraining ? ("failed" as const) : ("ok" as const)]])
  return { ready: Object.values(checks).every((result) => result === "ok"), checks }
}

async function withinLimit(answer: Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs)
  try {
    await Promise.race([answer, promise])
  } finally {
    clearTimeout(timer)
  }
}
