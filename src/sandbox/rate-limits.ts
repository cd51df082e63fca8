import type { Actor } from "./actor.ts"
import type { Clock } from "./clock.ts"

/** GitHub's own: 5,000 requests an hour for an installation or a person, 60 for nobody. */
const hourMs = 3_600_000

/** Counts requests per caller and tells them in GitHub's headers; running out is done by script, see faults.ts. */
export class RateLimits {
  readonly #clock: Clock
  readonly #buckets = new Map<string, { used: number; resetAt: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Takes the caller and what the request costs; returns the headers of its answer. */
  count(actor: Actor, cost: 0 | 1, resource: "core" | "graphql"): Record<string, string> {
    const now = this.#clock.now().getTime()
    const key = `${resource} ${actor.kind === "installation" ? actor.installation.id : actor.kind === "user" ? actor.user.login : actor.kind}`
    const known = this.#buckets.get(key)
    const bucket = known === undefined || known.resetAt <= now ? { used: 0, resetAt: now + hourMs } : known
    bucket.used += cost
    this.#buckets.set(key, bucket)
    const limit = actor.kind === "anonymous" ? 60 : 5000
    return {
      "x-ratelimit-limit": String(limit),
      "x-ratelimit-remaining": String(Math.max(0, limit - bucket.used)),
      "x-ratelimit-reset": String(Math.floor(bucket.resetAt / 1000)),
      "x-ratelimit-used": String(bucket.used),
      "x-ratelimit-resource": resource,
    }
  }
}
