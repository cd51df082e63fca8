/** Wakes one sleeper. A ring while nobody sleeps is kept for the next one, so that no wake-up is lost. */
export interface Bell {
  ring(): void
  /** Resolves after `timeoutMs` or at the next ring, whichever is first. */
  wait(timeoutMs: number): Promise<void>
}

export function createBell(): Bell {
  let rung = false
  let wake: (() => void) | null = null
  return {
    ring() {
      rung = true
      wake?.()
    },
    async wait(timeoutMs) {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
        wake = null
      }
      rung = false
    },
  }
}
