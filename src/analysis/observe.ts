import type { SourceFile } from "../model/source.ts"

/** What an analysis tells while it runs. It changes nothing about the result. */
export interface Observer {
  /** Hears of each file before work on it begins, so that whoever watches from outside knows which file a crash is due to. */
  readonly onFile: (file: SourceFile) => void
  /** Runs the work and puts its time down to a stage; work inside that has a stage of its own does not count twice. */
  readonly time: <T>(stage: string, work: () => T) => T
}

/** Listens to nothing. */
export const silent: Observer = { onFile: () => undefined, time: (_stage, work) => work() }

/** Measures stages with a clock of milliseconds. The sum of `timings` is the time that was spent inside `time`. */
export function createStopwatch(clock: () => number): {
  readonly timings: Readonly<Record<string, number>>
  readonly time: Observer["time"]
} {
  const timings: Record<string, number> = {}
  let running: string | null = null
  let since = 0
  const turnTo = (stage: string | null): void => {
    const now = clock()
    if (running !== null) timings[running] = (timings[running] ?? 0) + now - since
    running = stage
    since = now
  }
  return {
    timings,
    time<T>(stage: string, work: () => T): T {
      const outer = running
      turnTo(stage)
      let result: T
      try {
        result = work()
      } catch (error) {
        turnTo(outer)
        throw error
      }
      if (result instanceof Promise) return result.finally(() => turnTo(outer)) as T
      turnTo(outer)
      return result
    },
  }
}
