import { APIConnectionError, APIError } from "@anthropic-ai/sdk"
import type { Refusal } from "../circuit.ts"

/** Why a call gave no whole message. What to do about it is decided elsewhere. */
export type Failure =
  /** About our account: the circuit opens. */
  | { readonly kind: "unwelcome"; readonly refusal: Refusal }
  | { readonly kind: "rate-limited"; readonly retryAfterMs: number }
  /** The provider cannot answer at the moment, or cannot be reached. */
  | { readonly kind: "unavailable" }
  /** This request will never be accepted. */
  | { readonly kind: "rejected"; readonly status: number }
  /** The answer began, or should have, and did not come whole. */
  | { readonly kind: "interrupted" }
  | { readonly kind: "stalled"; readonly waitedFor: "first byte" | "next event" }
  | { readonly kind: "out-of-time" }

const spendCapCodes = new Set(["enforced_spend_limit_reached", "contract_spend_limit_reached"])
// The provider names no code for this one; the words are in its documentation.
const ownSpendLimit = /^You have reached your specified (API|workspace API) usage limits/

/** Sorts what the client threw. `now` in milliseconds since 1970, for dates in `retry-after`. Never throws. */
export function classifyFailure(error: unknown, now: number): Failure {
  if (!(error instanceof APIError)) return { kind: "interrupted" }
  if (error instanceof APIConnectionError) return { kind: "unavailable" }
  const status: unknown = error.status
  // An error event in the middle of a stream has no status.
  if (typeof status !== "number") return { kind: "interrupted" }
  const refusal = refusalOf(error, status)
  if (refusal !== null) return { kind: "unwelcome", refusal }
  if (status === 429) {
    const retryAfterMs = parseRetryAfter(error.headers, now)
    return retryAfterMs === null ? { kind: "unavailable" } : { kind: "rate-limited", retryAfterMs }
  }
  // 408 and 409 are the provider's own time-outs and locks.
  if (status >= 500 || status === 408 || status === 409) return { kind: "unavailable" }
  return { kind: "rejected", status }
}

function refusalOf(error: APIError, status: number): Refusal | null {
  if (status === 429 && spendCapCodes.has(error.errorCode ?? "")) return "spend-cap"
  if (status === 400 && ownSpendLimit.test(error.apiMessage ?? "")) return "spend-limit"
  if (status === 400 && error.errorCode === "organization_on_hold") return "forbidden"
  if (status === 401) return "bad-key"
  if (status === 402) return "unpaid"
  return status === 403 ? "forbidden" : null
}

function parseRetryAfter(headers: Headers | undefined, now: number): number | null {
  const text = headers?.get("retry-after")?.trim() ?? ""
  if (/^\d{1,9}(\.\d+)?$/.test(text)) return Number(text) * 1000
  const date = Date.parse(text)
  return Number.isNaN(date) ? null : Math.max(0, date - now)
}
