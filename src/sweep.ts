import { setTimeout } from "node:timers/promises"
import type { Log } from "./model/log.ts"
import { type SweepEdges, sweepLostEvents } from "./jobs/sweep-lost-events.ts"
import type { Ledger } from "./model/ports.ts"

export interface Sweeping {
  /** Ends at once; a sweep that is cut off is made again later. */
  stop(): Promise<void>
}

const everyMs = 20 * 60_000
// An App that restarts over and over, or many replicas that start together, sweep once.
const restMs = 60_000
const goodbyeMs = 1_000

/** Sweeps for lost events now and from time to time. Whatever goes wrong is logged, and the next sweep tries again. */
export function startSweeping(
  edges: Pick<SweepEdges, "github" | "enqueue" | "now"> & { readonly ledger: Pick<Ledger, "isReviewed" | "claimSweep"> },
  log: Log,
): Sweeping {
  const stopping = new AbortController()
  const { signal } = stopping
  const sweep = async () => {
    if (!(await edges.ledger.claimSweep(restMs))) return
    const outcome = await sweepLostEvents({
      ...edges,
      signal,
      onTrouble: (err, about) => log.warn({ ...about, err }, "the sweep for lost events left something out"),
    })
    log.info({ ...outcome }, "swept for lost events")
  }
  const run = async () => {
    while (!signal.aborted) {
      await sweep().catch((err: unknown) => {
        if (!signal.aborted) log.warn({ err }, "the sweep for lost events failed and is made again later")
      })
      await setTimeout(everyMs, undefined, { signal, ref: false }).catch(() => undefined)
    }
  }
  const running = run()
  return {
    async stop() {
      stopping.abort()
      // A request under way may take long; what it brings finds nobody any more.
      await Promise.race([running, setTimeout(goodbyeMs, undefined, { ref: false })])
    },
  }
}
