const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const

// Under npm one Ctrl-C arrives twice: from the terminal and, passed on, from npm. Nobody presses twice that fast.
const echoMs = 1_000

/** Calls back once for the first signal, and ends the process at a later one, unless that is only the echo of the first. */
export function onSignal(first: (name: keyof typeof exitCodes) => void): () => void {
  let since: number | null = null
  const listen = (name: keyof typeof exitCodes): void => {
    if (since === null) {
      since = performance.now()
      first(name)
    } else if (performance.now() - since > echoMs) process.exit(exitCodes[name])
  }
  process.on("SIGINT", listen)
  process.on("SIGTERM", listen)
  return () => {
    process.off("SIGINT", listen)
    process.off("SIGTERM", listen)
  }
}

/**
 * Runs work that Ctrl-C may stop. The first signal aborts, so that the work can remove its temporary folder; a second
 * one ends the process at once.
 * @returns the work's exit code, or 130 (143 for SIGTERM) when it was stopped
 */
export async function runInterruptibly(work: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const abort = new AbortController()
  let stoppedWith: number | null = null
  const ignoreSignals = onSignal((name) => {
    stoppedWith = exitCodes[name]
    abort.abort(new DOMException("Stopped.", "AbortError"))
  })
  try {
    const code = await work(abort.signal)
    return stoppedWith ?? code
  } catch (error) {
    if (stoppedWith !== null) return stoppedWith
    throw error
  } finally {
    ignoreSignals()
  }
}
