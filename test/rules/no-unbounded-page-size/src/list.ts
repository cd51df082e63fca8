// @ts-nocheck fixture
import express from "express"
import fastify from "fastify"
import mongoose from "mongoose"
import { PrismaClient } from "@prisma/client"

const prisma = new PrismaClient()
const Order = mongoose.model("Order", new mongoose.Schema({}))
const app = express()
const server = fastify()

app.get("/orders", async (req, res) => {
  // ruleid: no-unbounded-page-size
  res.json(await prisma.order.findMany({ take: Number(req.query.limit) }))
})

app.get("/documents", async (req, res) => {
  const { limit = 20 } = req.query
  // ruleid: no-unbounded-page-size
  const found = await Order.find().limit(limit)
  res.json(found)
})

server.get("/rows", async (request) => {
  const limit = parseInt(request.query.limit, 10) || 20
  // ruleid: no-unbounded-page-size
  return prisma.order.findMany({ take: limit, skip: 0 })
})

app.get("/capped", async (req, res) => {
  const limit = Math.min(Number(req.query.limit) || 20, 100)
  // ok: no-unbounded-page-size
  res.json(await prisma.order.findMany({ take: limit }))
})

app.get("/refused", async (req, res) => {
  const limit = Number(req.query.limit)
  if (limit > 100) return res.status(400).end()
  // ok: no-unbounded-page-size
  res.json(await prisma.order.findMany({ take: limit }))
})

app.get("/fixed", async (req, res) => {
  // ok: no-unbounded-page-size
  res.json(await prisma.order.findMany({ take: 50 }))
})
