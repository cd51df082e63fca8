// @ts-nocheck fixture
import Stripe from "stripe"

const stripe = new Stripe(process.env.STRIPE_KEY)

export async function charge(total) {
  // ruleid: no-truncated-cents
  return stripe.paymentIntents.create({ amount: Math.round(total * 100), currency: "eur" })
}

export const checkout = (items) =>
  stripe.checkout.sessions.create({
    mode: "payment",
    line_items: items.map((item) => ({
      quantity: item.quantity,
      // ruleid: no-truncated-cents
      price_data: { currency: "eur", unit_amount: Math.round(item.price * 100) },
    })),
  })

// ruleid: no-truncated-cents
export const toCents = (price) => Math.round(parseFloat(price) * 100)

export function line(order) {
  // ruleid: no-truncated-cents
  const tipCents = Math.round(order.tip * 100)
  // ruleid: no-truncated-cents
  const totalInCents = Math.round(order.total * 100)
  // ruleid: no-truncated-cents
  return { tipCents, totalInCents, shipping_cents: Math.round(order.shipping * 100) }
}

export async function refund(total) {
  // ok: no-truncated-cents
  return stripe.refunds.create({ charge: "ch_1", amount: Math.round(total * 100) })
}

export function shares(order, people) {
  // The rest is handed out afterwards, cent by cent.
  // ok: no-truncated-cents
  const shareCents = Math.floor((order.total / people) * 100)
  // ok: no-truncated-cents
  const recentPercent = Math.floor(order.progress * 100)
  // ok: no-truncated-cents
  const shown = Math.floor(order.total * 100) / 100
  // ok: no-truncated-cents
  const feeCents = Math.floor(order.feeRate * 100)
  // ok: no-truncated-cents
  const roundedCents = Math.floor(order.total * 100 + 0.5)
  // ok: no-truncated-cents
  const textCents = parseInt((order.total * 100).toFixed(0), 10)
  // ok: no-truncated-cents
  const amount = Math.floor(order.weight * 100)
  return { shareCents, recentPercent, shown, feeCents, roundedCents, textCents, amount }
}

// ok: no-truncated-cents
export const center = (page) => Math.floor(page.left * 100)
