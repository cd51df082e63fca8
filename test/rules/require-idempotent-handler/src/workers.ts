// @ts-nocheck fixture
import { Worker } from "bullmq"
import { Kafka } from "kafkajs"
import Stripe from "stripe"

const stripe = new Stripe(process.env.STRIPE_KEY)

new Worker("refunds", async (job) => {
  // ruleid: require-idempotent-handler
  await stripe.refunds.create({ payment_intent: job.data.payment })
})

new Worker("payouts", async (job) => {
  // ok: require-idempotent-handler
  await stripe.payouts.create({ amount: job.data.amount, currency: "eur" }, { idempotencyKey: `payout-${job.data.id}` })
})

const consumer = new Kafka({ brokers: ["kafka:9092"] }).consumer({ groupId: "billing" })
await consumer.run({
  eachMessage: async ({ message }) => {
    const order = JSON.parse(message.value.toString())
    // ruleid: require-idempotent-handler
    await stripe.charges.create({ amount: order.total, currency: "eur", customer: order.customer })
  },
})

export async function refundByHand(payment) {
  // ok: require-idempotent-handler
  return stripe.refunds.create({ payment_intent: payment })
}
