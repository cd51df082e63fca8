// @ts-nocheck fixture
import { randomUUID } from "node:crypto"
import { Worker } from "bullmq"
import type { Job } from "bullmq"
import pRetry from "p-retry"
import Stripe from "stripe"
import { v4 as uuid } from "uuid"

const stripe = new Stripe(process.env.STRIPE_KEY)

async function post(order) {
  const response = await fetch("https://gateway.example/charges", {
    method: "POST",
    // ruleid: no-fresh-idempotency-key
    headers: { "Idempotency-Key": randomUUID() },
    body: JSON.stringify(order),
    signal: AbortSignal.timeout(5_000),
  })
  if (response.status >= 500) throw new Error("gateway failed")
}

export async function charge(order) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await post(order)
    } catch (error) {
      if (attempt >= 3) throw error
    }
  }
}

export function refund(order) {
  return pRetry(async () => {
    const idempotencyKey = uuid()
    // ruleid: no-fresh-idempotency-key
    return stripe.refunds.create({ charge: order.charge }, { idempotencyKey })
  })
}

export const worker = new Worker("charges", async (job) => {
  await stripe.paymentIntents.create(
    { amount: job.data.amount, currency: "eur" },
    // ruleid: no-fresh-idempotency-key
    { idempotencyKey: `charge-${job.data.order}-${Date.now()}` },
  )
})

export function createProcessor(gateway) {
  return async (job: Job) => {
    // ruleid: no-fresh-idempotency-key
    await gateway.pay(job.data, { idempotencyKey: randomUUID() })
  }
}

export function refundOnce(order) {
  const idempotencyKey = uuid()
  // ok: no-fresh-idempotency-key
  return pRetry(() => stripe.refunds.create({ charge: order.charge }, { idempotencyKey }))
}

async function postWith(order, key) {
  // ok: no-fresh-idempotency-key
  await fetch("https://gateway.example/charges", { method: "POST", headers: { "Idempotency-Key": key }, body: JSON.stringify(order) })
}

export async function chargeOnce(order) {
  const key = randomUUID()
  for (let attempt = 1; attempt < 3; attempt++) {
    try {
      return await postWith(order, key)
    } catch (error) {
      console.warn(error)
    }
  }
}

export const named = new Worker("charges", async (job) => {
  // ok: no-fresh-idempotency-key
  await stripe.paymentIntents.create({ amount: job.data.amount }, { idempotencyKey: `charge-${job.data.order}` })
})

export async function pay(order) {
  // ok: no-fresh-idempotency-key
  return stripe.paymentIntents.create({ amount: order.amount }, { idempotencyKey: randomUUID() })
}
