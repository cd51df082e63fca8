// @ts-nocheck fixture
import { createTransport } from "nodemailer"

const transport = createTransport({})

export async function sendReceipt(order) {
  await transport.sendMail({ to: order.email, text: "Thank you" })
}

// Catches what it awaits, so nobody has to wait for it.
export async function recordView(id) {
  try {
    await fetch(`https://stats.example/${id}`, { method: "POST" })
  } catch (error) {
    console.warn(error)
  }
}

export async function warmUp() {
  await transport.verify()
}

export function remind(order) {
  // ruleid: no-floating-promise
  transport.sendMail({ to: order.email, text: "Still open" })
  // ok: no-floating-promise
  transport.sendMail({ to: order.email, text: "Still open" }, (error) => console.error(error))
}
