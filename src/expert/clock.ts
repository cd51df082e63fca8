/** Time as the model's seat sees it; a test hands in its own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Calls `ring` once after so many milliseconds; the returned function takes it back. */
  ringAfter(ms: number, ring: () => void): () => void
  /** Resolves after so many milliseconds. Throws the reason of the signal at once when it is raised. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  ringAfter(ms, ring) {
    const timer = setTimeout(ring, ms)
    return () => clearTimeout(timer)
  },
  sleep(ms, signal) {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted()
      const stop = (): void => {
        clearTimeout(timer)
        reject(signal.reason as Error)
      }
      const timer = setTimeout(() => {
        signal.removeEventListener("abort", stop)
        resolve()
      }, ms)
      signal.addEventListener("abort", stop, { once: true })
    })
  },
}
