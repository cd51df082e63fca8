// @ts-nocheck fixture
import { Router } from "express"
import { store } from "./store.js"

export const orders = Router()

orders.get("/", async (req, res) => {
  res.json(await store.list())
})

orders.get("/export", async (req, res) => {
  res.json(await store.export())
})
