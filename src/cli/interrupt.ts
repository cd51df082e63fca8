const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const

/**
 * Runs work that Ctrl-C may stop. The first signal aborts, so that the work can remove its temporary folder; a second
 * one ends the process at once.
 * @returns the work's exit code, or 130 (143 for SIGTERM) when it was stopped
 */
export async function runInterruptibly(work: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const abort = new AbortController()
  let stoppedWith: number | null = null
  const onSignal = (name: keyof typeof exitCodes): void => {
    if (stoppedWith !== null) process.exit(exitCodes[name])
    stoppedWith = exitCodes[name]
    abort.abort(new DOMException("Stopped.", "AbortError"))
  }
  process.on("SIGINT", onSignal)
  process.on("SIGTERM", onSignal)
  try {
    const code = await work(abort.signal)
    return stoppedWith ?? code
  } catch (error) {
    if (stoppedWith !== null) return stoppedWith
    throw error
  } finally {
    process.off("SIGINT", onSignal)
    process.off("SIGTERM", onSignal)
  }
}
