// @ts-nocheck fixture
import express from "express"
import fastify from "fastify"
import mongoose from "mongoose"
import { PrismaClient } from "@prisma/client"

const prisma = new PrismaClient()
const Order = mongoose.model("Order", new mongoose.Schema({}))
const app = express()
const server = fastify()

app.get("/orders/:id", async (req, res) => {
  const order = await prisma.order.findUnique({ where: { id: req.params.id } })
  // ruleid: require-not-found
  res.json(order)
})

app.get("/documents/:id", async (req, res) => {
  // ruleid: require-not-found
  res.json(await Order.findById(req.params.id).lean())
})

server.get("/first/:name", async (request, reply) => {
  const order = await prisma.order.findFirst({ where: { name: request.params.name } })
  // ruleid: require-not-found
  return reply.send(order)
})

app.get("/checked/:id", async (req, res) => {
  const order = await prisma.order.findUnique({ where: { id: req.params.id } })
  if (!order) return res.status(404).end()
  // ok: require-not-found
  res.json(order)
})

app.get("/thrown/:id", async (req, res) => {
  // ok: require-not-found
  res.json(await prisma.order.findUniqueOrThrow({ where: { id: req.params.id } }))
  // ok: require-not-found
  res.json(await Order.findById(req.params.id).orFail())
  // ok: require-not-found
  res.json(await prisma.order.findMany({ take: 10 }))
})
