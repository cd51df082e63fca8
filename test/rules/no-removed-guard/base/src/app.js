const express = require("express")
const helmet = require("helmet")
const { Pool } = require("pg")
const { requireUser } = require("./auth")
const { validate, orderSchema } = require("./validation")
const pool = new Pool()
const app = express()
app.use(helmet())
app.get("/health", (req, res) => res.send("ok"))
app.use(requireUser)

app.get("/orders", async (req, res) => {
  res.json(await list())
})

app.post("/orders", validate(orderSchema), async (req, res) => {
  res.json(await create(req.body))
})

app.delete("/orders/:id", async (req, res) => {
  await pool.query("DELETE FROM orders WHERE id = $1 AND owner = $2", [req.params.id, req.user.id])
  res.status(204).end()
})
