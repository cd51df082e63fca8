// @ts-nocheck fixture
import express from "express"
import { PrismaClient } from "@prisma/client"
import mongoose from "mongoose"
import { dataSource } from "./data-source"
import { Tag } from "./tag"
import { describe } from "./describe"

const app = express()
const prisma = new PrismaClient()
const User = mongoose.model("User", new mongoose.Schema({ email: String }))

app.post("/seats", async (req, res) => {
  for (const seat of req.body.seats) {
    // ruleid: no-query-in-loop
    await prisma.seat.create({ data: { row: seat.row, number: seat.number } })
  }
  res.sendStatus(201)
})

app.post("/seats/at-once", async (req, res) => {
  await prisma.$transaction(async (tx) => {
    // ruleid: no-query-in-loop
    await Promise.all(req.body.seats.map((seat) => tx.seat.create({ data: { row: seat.row } })))
  })
  res.sendStatus(201)
})

app.post("/users", async (req, res) => {
  // ruleid: no-query-in-loop
  for (const user of req.body.users) await User.create({ email: user.email })
  res.sendStatus(201)
})

app.post("/tags", async (req, res) => {
  const tags = dataSource.getRepository(Tag)
  for (const name of req.body.names) {
    const tag = tags.create({ name })
    // ruleid: no-query-in-loop
    await tags.save(tag)
  }
  res.sendStatus(201)
})

app.post("/seats/many", async (req, res) => {
  // ok: no-query-in-loop
  await prisma.seat.createMany({ data: req.body.seats.map((seat) => ({ row: seat.row })) })
  res.sendStatus(201)
})

app.post("/seats/told", async (req, res) => {
  const made = []
  for (const seat of req.body.seats) {
    // What it gives is answered with.
    // ok: no-query-in-loop
    made.push(await prisma.seat.create({ data: { row: seat.row } }))
  }
  res.status(201).json(made)
})

app.post("/orders", async (req, res) => {
  for (const order of req.body.orders) {
    // `createMany` adds no rows of another table.
    // ok: no-query-in-loop
    await prisma.order.create({ data: { number: order.number, lines: { create: order.lines } } })
  }
  res.sendStatus(201)
})

app.post("/users/valid", async (req, res) => {
  const refused = []
  for (const user of req.body.users) {
    try {
      // ok: no-query-in-loop
      await User.create({ email: user.email })
    } catch (error) {
      refused.push(user.email)
    }
  }
  res.status(201).json({ refused })
})

app.post("/users/described", async (req, res) => {
  for (const user of req.body.users) {
    const text = await describe(user)
    // ok: no-query-in-loop
    await User.create({ email: user.email, text })
  }
  res.sendStatus(201)
})

app.put("/tags", async (req, res) => {
  const tags = dataSource.getRepository(Tag)
  for (const tag of req.body.tags) {
    // A row that is there already.
    // ok: no-query-in-loop
    await tags.save({ id: tag.id, name: tag.name })
  }
  res.sendStatus(204)
})

app.post("/defaults", async (req, res) => {
  // ok: no-query-in-loop
  for (const email of ["first@example.com", "second@example.com"]) await User.create({ email })
  res.sendStatus(201)
})
