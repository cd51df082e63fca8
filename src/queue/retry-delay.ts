import { RetryableError } from "../errors.ts"

const firstDelayMs = 5_000
const longestDelayMs = 15 * 60_000

// GitHub's primary limit starts afresh within an hour; nobody has a reason to ask for more.
const longestAskedMs = 65 * 60_000

/**
 * Milliseconds until the next attempt: what the error asked for, else 5 s and three times more after each attempt, up to
 * a quarter of an hour. `random` in [0, 1) spreads attempts by a fifth, so that jobs that failed together do not return together.
 */
export function retryDelay(error: unknown, attempt: number, random: number): number {
  if (error instanceof RetryableError && error.retryAfterMs !== null) return Math.min(Math.max(error.retryAfterMs, 0), longestAskedMs)
  const delay = Math.min(firstDelayMs * 3 ** (attempt - 1), longestDelayMs)
  return Math.round(delay * (0.9 + 0.2 * random))
}
