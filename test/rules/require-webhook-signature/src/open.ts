// @ts-nocheck fixture
import express from "express"

const app = express()

// ruleid: require-webhook-signature
app.post("/webhooks/stripe", express.json(), async (req, res) => {
  const event = req.body
  if (event.type === "payment_intent.succeeded") await orders.updateOne(event.data.object.id, { paid: true })
  res.json({ received: true })
})

// ruleid: require-webhook-signature
app.post("/paypal/ipn", (req, res) => {
  console.log("the signature is not verified yet")
  if (req.body.payment_status === "Completed") orders.markPaid(req.body.invoice)
  res.end()
})

// ok: require-webhook-signature
app.post("/webhooks/create", async (req, res) => {
  await hooks.create({ type: req.body.type })
  res.end()
})

// ok: require-webhook-signature
app.get("/webhooks/stripe", (req, res) => res.end())
