// @ts-nocheck fixture
import express from "express"
import Stripe from "stripe"

const app = express()
const stripe = new Stripe(process.env.STRIPE_KEY)

// ok: require-webhook-signature
app.post("/webhooks/stripe", express.raw({ type: "application/json" }), async (req, res) => {
  const event = stripe.webhooks.constructEvent(req.body, req.headers["stripe-signature"], process.env.STRIPE_HOOK)
  if (event.type === "payment_intent.succeeded") await orders.updateOne(event.data.object.id, { paid: true })
  res.json({ received: true })
})
