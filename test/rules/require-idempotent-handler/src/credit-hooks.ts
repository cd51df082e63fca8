// @ts-nocheck fixture
import express from "express"
import Stripe from "stripe"
import { addCredits, addOnce, settle } from "./credits.ts"

const app = express()
const stripe = new Stripe("key")

app.post("/hooks/credits", express.raw({ type: "*/*" }), async (req, res) => {
  const received = stripe.webhooks.constructEvent(req.body, req.get("stripe-signature"), "secret")
  await addCredits(received.data.object)
  res.sendStatus(204)
})

app.post("/hooks/once", express.raw({ type: "*/*" }), async (req, res) => {
  const received = stripe.webhooks.constructEvent(req.body, req.get("stripe-signature"), "secret")
  await addOnce(received)
  res.sendStatus(204)
})

app.post("/hooks/invoices", express.raw({ type: "*/*" }), async (req, res) => {
  const received = stripe.webhooks.constructEvent(req.body, req.get("stripe-signature"), "secret")
  await settle(received.data.object)
  res.sendStatus(204)
})
