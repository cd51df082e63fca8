// @ts-nocheck fixture
import express from "express"
import axios from "axios"
import mongoose from "mongoose"
import { PrismaClient } from "@prisma/client"
import { recordView, sendReceipt, warmUp } from "./mail.js"

const app = express()
const prisma = new PrismaClient()
const Order = mongoose.model("Order", new mongoose.Schema({}))

app.post("/orders", async (req, res) => {
  const order = await prisma.order.create({ data: req.body })
  // ruleid: no-floating-promise
  sendReceipt(order)
  res.status(201).json(order)
})

app.post("/orders/:id/pay", async (req, res) => {
  try {
    // ruleid: no-floating-promise
    sendReceipt(req.params.id)
    // ruleid: no-floating-promise
    axios.post("https://billing.example/pay", { id: req.params.id }).then((reply) => console.log(reply.status))
    res.json({ ok: true })
  } catch (error) {
    res.status(502).json({ error: "billing is not available" })
  }
})

app.post("/orders/:id/archive", async (req, res) => {
  // ruleid: no-floating-promise
  Order.updateOne({ _id: req.params.id }, { archived: true })
  // ruleid: no-floating-promise
  prisma.order.update({ where: { id: req.params.id }, data: { archived: true } })
  res.status(204).end()
})

class Orders {
  async cancel(id) {
    // ruleid: no-floating-promise
    this.refund(id)
    return { id }
  }

  async refund(id) {
    await axios.post("https://billing.example/refunds", { id })
  }
}

app.post("/orders/:id/cancel", async (req, res) => {
  // ok: no-floating-promise
  await sendReceipt(req.params.id)
  // ok: no-floating-promise
  void sendReceipt(req.params.id)
  // ok: no-floating-promise
  sendReceipt(req.params.id).catch((error) => console.error(error))
  // ok: no-floating-promise
  sendReceipt(req.params.id).then(report, report)
  // ok: no-floating-promise
  recordView(req.params.id)
  const sending = sendReceipt(req.params.id)
  // ok: no-floating-promise
  Order.updateOne({ _id: req.params.id }, { archived: true }, (error) => report(error))
  // ok: no-floating-promise
  await Order.updateOne({ _id: req.params.id }, { archived: true })
  // ok: no-floating-promise
  report(await new Orders().cancel(req.params.id))
  res.json(await sending)
})

function report(value) {
  console.log(value)
}

// A start that fails should end the process.
// ok: no-floating-promise
warmUp()
