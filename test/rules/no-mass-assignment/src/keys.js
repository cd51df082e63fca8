// @ts-nocheck fixture
import express from "express"
import mongoose from "mongoose"

const Subscriber = mongoose.model("Subscriber", new mongoose.Schema({ email: String, role: String }))
const FIELDS = ["email", "name"]
const app = express()
app.use(express.json())

app.patch("/subscribers/:id", async (req, res) => {
  const subscriber = await Subscriber.findById(req.params.id)
  for (const name of Object.keys(req.body)) {
    // ruleid: no-mass-assignment
    subscriber[name] = req.body[name]
  }
  res.json(await subscriber.save())
})

app.patch("/subscribers/:id/profile", async (req, res) => {
  const subscriber = await Subscriber.findById(req.params.id)
  Object.entries(req.body).forEach(([name, value]) => {
    // ruleid: no-mass-assignment
    subscriber[name] = value
  })
  res.json(await subscriber.save())
})

app.patch("/subscribers/:id/safe", async (req, res) => {
  const names = Object.keys(req.body)
  if (!names.every((name) => FIELDS.includes(name))) return res.sendStatus(400)
  const subscriber = await Subscriber.findById(req.params.id)
  // ok: no-mass-assignment
  names.forEach((name) => (subscriber[name] = req.body[name]))
  res.json(await subscriber.save())
})

app.patch("/subscribers/:id/listed", async (req, res) => {
  const subscriber = await Subscriber.findById(req.params.id)
  for (const name of FIELDS) {
    // ok: no-mass-assignment
    if (name in req.body) subscriber[name] = req.body[name]
  }
  res.json(await subscriber.save())
})
