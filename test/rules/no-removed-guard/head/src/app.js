const express = require("express")
const { Pool } = require("pg")
const { validate, orderSchema } = require("./validation")
const pool = new Pool()
const app = express()
app.get("/health", (req, res) => res.send("ok"))

app.get("/orders", async (req, res) => {
  res.json(await list())
})

app.post("/orders", async (req, res) => {
  res.json(await create(req.body))
})

app.delete("/orders/:id", async (req, res) => {
  await pool.query("DELETE FROM orders WHERE id = $1", [req.params.id])
  res.status(204).end()
})
