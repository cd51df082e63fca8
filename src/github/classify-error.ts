import { RetryableError, SupersededError, UserError } from "../errors.ts"

/** What octokit throws for an answer it did not like; read structurally, because probot brings its own copy of the class. */
interface RequestFailure extends Error {
  readonly status: number
  readonly response?: { readonly headers: Readonly<Record<string, string | number | undefined>>; readonly data?: unknown }
  readonly request?: { readonly url?: string }
}

// The documentation's advice for a secondary limit without `retry-after`.
const secondaryLimitMs = 60_000

/** Runs `work`; whatever it throws comes out classified. `action` completes "GitHub refused to …" and holds nothing from a pull request. */
export async function withGitHubErrors<T>(action: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw classifyGitHubError(error, action)
  }
}

/**
 * Takes anything thrown by a request, returns the error that the jobs understand. `now` is milliseconds since the epoch.
 *
 * - RetryableError: primary and secondary rate limits (with the delay GitHub asks for), 5xx, timeouts, a dead connection, an expired token.
 * - SupersededError: the installation is suspended or gone; nothing can be read or written there, not even a check.
 * - UserError: a permission or a repository that the App does not have, a key that GitHub does not accept.
 * - Error: anything else is a mistake of ours.
 */
export function classifyGitHubError(error: unknown, action: string, now: number = Date.now()): Error {
  if (error instanceof RetryableError || error instanceof SupersededError || error instanceof UserError) return error
  if (!isRequestFailure(error))
    return isAborted(error) ? new RetryableError(`GitHub did not answer in time to: ${action}`, { cause: error }) : asError(error)
  const { status } = error
  const message = messageOf(error)
  const onToken = /\/app\/installations\/\d+\/access_tokens/.test(error.request?.url ?? "")
  const delay = delayOf(error, message, now)
  if (delay !== null) return new RetryableError(`GitHub limits our requests, asked to: ${action}`, { retryAfterMs: delay, cause: error })
  if (status >= 500 || status === 408) return new RetryableError(`GitHub failed (${status}), asked to: ${action}`, { cause: error })
  if ((status === 403 && /installation has been suspended/i.test(message)) || ((status === 404 || status === 422) && onToken)) {
    return new SupersededError("the App's installation is suspended or gone, or no longer covers the repository")
  }
  if (status === 401) return classifyRefusedIdentity(error, action)
  if (status === 403 || status === 451) {
    const accepted = error.response?.headers["x-accepted-github-permissions"]
    const needed = accepted === undefined ? "" : ` It needs the permission: ${accepted}.`
    return new UserError(
      `GitHub refused to ${action} (${status}).${needed} Accept the App's permissions in the settings of its installation.`,
      { cause: error },
    )
  }
  if (status === 404 || status === 410)
    return new UserError(
      `GitHub shows the App nothing when asked to ${action} (${status}). Check that the repository is selected in the installation.`,
      { cause: error },
    )
  return new Error(`GitHub answered ${status} when asked to ${action}: ${message.slice(0, 300)}`, { cause: error })
}

/** True for an answer of GitHub with this status. */
export function hasStatus(error: unknown, ...statuses: readonly number[]): boolean {
  return isRequestFailure(error) && statuses.includes(error.status)
}

/** True when a write may have been carried out although it failed: 5xx, timeout, dead connection. */
export function isUncertain(error: unknown): boolean {
  return isAborted(error) || (isRequestFailure(error) && error.status >= 500)
}

/** True for the refusal of a comment's place; GitHub has worded it in several ways over the years and does not say which comment it means. */
export function isRefusedAnchor(error: unknown): boolean {
  return (
    isRequestFailure(error) &&
    error.status === 422 &&
    /could not be resolved|must be part of the diff|must be part of the same hunk/i.test(messageOf(error))
  )
}

/** True for the refusal of a review because an unsubmitted one of ours is there. */
export function isPendingReviewConflict(error: unknown): boolean {
  return isRequestFailure(error) && error.status === 422 && /one pending review/i.test(messageOf(error))
}

function classifyRefusedIdentity(error: RequestFailure, action: string): Error {
  const asApp = /\/app(\/|$)/.test(new URL(error.request?.url ?? "http://unknown").pathname)
  if (asApp)
    return new UserError("GitHub does not accept the App's key: check APP_ID and PRIVATE_KEY, and that this machine's clock is right.", {
      cause: error,
    })
  // The token ran out under way, or has not reached every server of GitHub yet.
  return new RetryableError(`GitHub refused the installation token, asked to: ${action}`, { retryAfterMs: 5_000, cause: error })
}

// `null` when the failure is no limit.
function delayOf(error: RequestFailure, message: string, now: number): number | null {
  if (error.status !== 403 && error.status !== 429) return null
  const headers = error.response?.headers ?? {}
  const seconds = Number(headers["retry-after"])
  if (headers["retry-after"] !== undefined && Number.isFinite(seconds)) return Math.max(1, seconds) * 1_000
  const reset = Number(headers["x-ratelimit-reset"])
  if (String(headers["x-ratelimit-remaining"]) === "0" && Number.isFinite(reset) && reset > 0) return Math.max(1_000, reset * 1_000 - now)
  return error.status === 429 || /\bsecondary rate\b|rate limit exceeded|abuse detection/i.test(message) ? secondaryLimitMs : null
}

function messageOf(error: RequestFailure): string {
  const data = error.response?.data
  if (typeof data !== "object" || data === null) return error.message
  const { message, errors } = data as { message?: unknown; errors?: unknown }
  return `${typeof message === "string" ? message : ""} ${errors === undefined ? "" : JSON.stringify(errors)}`.trim() || error.message
}

function isRequestFailure(error: unknown): error is RequestFailure {
  return error instanceof Error && "status" in error && typeof error.status === "number"
}

function isAborted(error: unknown): boolean {
  return error instanceof Error && (error.name === "AbortError" || error.name === "TimeoutError")
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error("GitHub could not be asked", { cause: error })
}
