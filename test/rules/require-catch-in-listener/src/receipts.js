// @ts-nocheck fixture
const nodemailer = require("nodemailer")
const { bus, subscribe, subscribeSafely, watch } = require("./bus")

const transport = nodemailer.createTransport()

async function sendReceipt({ order }) {
  await transport.sendMail({ to: order.email })
}

async function sendQuietly({ order }) {
  try {
    await transport.sendMail({ to: order.email })
  } catch (error) {
    console.error(error)
  }
}

function register(queue) {
  subscribe("order.paid", sendReceipt)
  subscribeSafely("order.refunded", sendReceipt)
  watch("order.seen", (order) => console.info(order.id))
  // ok: require-catch-in-listener
  bus.on("order.lost", sendQuietly)
  // Its library may wait.
  // ok: require-catch-in-listener
  queue.on("order.late", sendReceipt)
}

module.exports = { register }
