// @ts-nocheck fixture
import { Router } from "express"
import { store } from "./store.js"

export const orders = Router()

// ok: require-test-for-route
orders.get("/", async (req, res) => {
  res.json(await store.list(req.query.status))
})

// ok: require-test-for-route
orders.get("/:id", async (req, res) => {
  res.json(await store.read(req.params.id))
})

// ruleid: require-test-for-route
orders.delete("/:id", async (req, res) => {
  const order = await store.read(req.params.id)
  if (!order) return res.status(404).end()
  await store.remove(order)
  res.status(204).end()
})

// ok: require-test-for-route
orders.get("/export", async (req, res) => {
  res.json(await store.export())
})
