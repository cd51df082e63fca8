// @ts-nocheck fixture
import express, { Router } from "express"
import Stripe from "stripe"
import { PrismaClient } from "@prisma/client"

const stripe = new Stripe(process.env.STRIPE_KEY)
const prisma = new PrismaClient()
export const hooks = Router()

hooks.post("/stripe", express.raw({ type: "application/json" }), async (req, res) => {
  const event = stripe.webhooks.constructEvent(req.body, req.headers["stripe-signature"], process.env.STRIPE_HOOK)
  if (event.type === "checkout.session.completed") await credit(event.data.object)
  res.json({ received: true })
})

async function credit(session) {
  // ruleid: require-idempotent-handler
  await prisma.credit.create({ data: { accountId: session.client_reference_id, amount: session.amount_total } })
}
