import type { ServerResponse } from "node:http"

/** What goes wrong, how often, and with which requests. */
export interface Fault {
  /** `status-after` applies the write and then answers as if it had failed; `reset` and `timeout` never apply it. */
  readonly kind:
    | "status-before"
    | "status-after"
    | "reset"
    | "reset-after"
    | "timeout"
    | "slow"
    | "secondary-limit"
    | "primary-limit"
    | "html"
  /** An `operationId`, or `git/upload-pack`, `graphql`. Without it and without `match` every request is meant. */
  readonly operationId?: string
  readonly match?: (request: {
    readonly method: string
    readonly path: string
    readonly operationId: string | null
    readonly body: unknown
  }) => boolean
  /** Default 1. */
  readonly times?: number
  /** Status of `status-before`, `status-after` and `html`; 502 by default. */
  readonly status?: number
  /** Texts of `errors` in the answer of `status-before`, as GitHub gives its reasons with a 422. */
  readonly errors?: readonly string[]
  /** Seconds in `retry-after` of a secondary limit; `null` leaves the header out. Default 1. */
  readonly retryAfterSeconds?: number | null
  /** Wait of `slow` (default 1000) and of `timeout` (default 10000, GitHub's own limit) in milliseconds. */
  readonly delayMs?: number
}

export interface Faults {
  add(fault: Fault): void
  clear(): void
  /** How many armed faults have not yet happened. */
  remaining(): number
}

/** The armed faults; `take` is for the server. */
export class FaultPlan implements Faults {
  #armed: { readonly fault: Fault; left: number }[] = []

  add(fault: Fault): void {
    this.#armed.push({ fault, left: fault.times ?? 1 })
  }

  clear(): void {
    this.#armed = []
  }

  remaining(): number {
    return this.#armed.reduce((sum, { left }) => sum + left, 0)
  }

  /** Takes a request; returns the first fault meant for it and counts it as used. */
  take(request: {
    readonly method: string
    readonly path: string
    readonly operationId: string | null
    readonly body: unknown
  }): Fault | null {
    const hit = this.#armed.find(
      ({ fault, left }) =>
        left > 0 && (fault.operationId === undefined || fault.operationId === request.operationId) && (fault.match?.(request) ?? true),
    )
    if (hit === undefined) return null
    hit.left -= 1
    return hit.fault
  }
}

/** Takes a fault that answers instead of GitHub; returns that answer, or `null` for those that only disturb. */
export function composeFaultReply(fault: Fault, now: Date): { status: number; headers: Record<string, string>; body: string } | null {
  const documentation = { documentation_url: "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api" }
  const reset = String(Math.floor(now.getTime() / 1000) + 60)
  switch (fault.kind) {
    case "status-before":
    case "status-after": {
      const status = fault.status ?? 502
      if (fault.errors !== undefined) {
        return json(status, { message: "Unprocessable Entity", errors: fault.errors, status: String(status) })
      }
      return json(status, {
        message: status >= 500 ? "Server Error" : status === 401 ? "Bad credentials" : "Fault by script",
        status: String(status),
      })
    }
    case "html":
      return {
        status: fault.status ?? 502,
        headers: { "content-type": "text/html; charset=utf-8" },
        body: "<!DOCTYPE html><html><head><title>Unicorn! &middot; GitHub</title></head><body>We had issues producing the response.</body></html>",
      }
    case "secondary-limit": {
      const seconds = fault.retryAfterSeconds === undefined ? 1 : fault.retryAfterSeconds
      const message =
        "You have exceeded a secondary rate limit and have been temporarily blocked from content creation. Please retry your request again later."
      return json(403, { message, ...documentation }, seconds === null ? {} : { "retry-after": String(seconds) })
    }
    case "primary-limit":
      return json(
        403,
        { message: "API rate limit exceeded for installation.", ...documentation },
        { "x-ratelimit-limit": "5000", "x-ratelimit-remaining": "0", "x-ratelimit-used": "5000", "x-ratelimit-reset": reset },
      )
    case "reset":
    case "reset-after":
    case "timeout":
    case "slow":
      return null
    default:
      return fault.kind satisfies never
  }
}

function json(
  status: number,
  body: object,
  headers: Record<string, string> = {},
): { status: number; headers: Record<string, string>; body: string } {
  return { status, headers: { "content-type": "application/json; charset=utf-8", ...headers }, body: JSON.stringify(body) }
}

/** Cuts the connection without an answer. */
export function resetConnection(response: ServerResponse): void {
  response.socket?.resetAndDestroy()
}
