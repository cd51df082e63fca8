import { setTimeout } from "node:timers/promises"
import { settings } from "./settings.js"

/** Tries three times, because the provider is sometimes slow. */
export async function chargeWithRetry(orderId: number, cents: number): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const reply = await fetch(`${settings.paymentsUrl}/charges`, {
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": `order-${orderId}` },
        body: JSON.stringify({ orderId, cents }),
        signal: AbortSignal.timeout(5_000),
      })
      if (reply.ok) return
      throw new Error(`the provider answered ${reply.status}`)
    } catch (error) {
      if (attempt === 3) throw error
      await setTimeout(1_000 * attempt)
    }
  }
}
