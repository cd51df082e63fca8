/**
 * The author or operator can mend this: a bad settings file, an unknown command, a missing permission.
 * The message says what happened and what to do, and never holds a secret or source text.
 */
export class UserError extends Error {
  override readonly name = "UserError"
}

/** The outside world may recover: a rate limit, a 5xx, a timeout, git gone. The job goes back into the queue. */
export class RetryableError extends Error {
  override readonly name = "RetryableError"
  /** Milliseconds to wait before the next attempt; `null` leaves the choice to the queue's back-off. */
  readonly retryAfterMs: number | null

  constructor(message: string, options: { retryAfterMs?: number | null; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.retryAfterMs = options.retryAfterMs ?? null
  }
}

/** A newer head, a closed pull request or a re-run took over; whoever catches it stops without writing. */
export class SupersededError extends Error {
  override readonly name = "SupersededError"
}
