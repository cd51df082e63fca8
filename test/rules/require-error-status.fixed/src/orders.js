// @ts-nocheck fixture
import express from "express"
import { findOrder, saveOrder } from "./store.js"

const app = express()

app.get("/orders/:id", async (req, res) => {
  try {
    res.json(await findOrder(req.params.id))
  } catch (error) {
    // ruleid: require-error-status
    res.status(500).json({ error: "the order could not be read" })
  }
})

app.post("/orders", async (req, res) => {
  try {
    res.status(201).json(await saveOrder(req.body))
  } catch (err) {
    // ruleid: require-error-status
    res.status(200).send({ success: false, message: err.message })
  }
})

app.put("/orders/:id", (req, res) => {
  saveOrder(req.body, (err, order) => {
    // ruleid: require-error-status
    if (err) return res.status(500).send(err)
    // ok: require-error-status
    res.json(order)
  })
})

app.get("/fine/:id", async (req, res, next) => {
  try {
    // ok: require-error-status
    res.json({ error: null, order: await findOrder(req.params.id) })
  } catch (error) {
    // ok: require-error-status
    if (error.code === "ENOENT") return res.status(404).json({ error: "no such order" })
    res.status(503)
    // ok: require-error-status
    res.json({ error: "try again later" })
  }
})

app.get("/fallback/:id", async (req, res, next) => {
  try {
    res.json(await findOrder(req.params.id))
  } catch (error) {
    // ok: require-error-status
    res.json({ orders: [] })
  }
})

app.get("/next/:id", (req, res, next) => {
  saveOrder(req.body, (err, order) => {
    // ok: require-error-status
    if (err) return next(err)
    res.json(order)
  })
})
