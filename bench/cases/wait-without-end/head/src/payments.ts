import { settings } from "./settings.js"

export async function charge(orderId: number, cents: number): Promise<string> {
  const reply = await fetch(`${settings.paymentsUrl}/charges`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": `order-${orderId}` },
    body: JSON.stringify({ orderId, cents }),
  })
  if (!reply.ok) throw new Error(`the provider answered ${reply.status}`)
  return ((await reply.json()) as { id: string }).id
}
