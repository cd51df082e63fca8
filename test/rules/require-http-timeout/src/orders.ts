// @ts-nocheck fixture
import express from "express"

const app = express()

app.post("/orders", async (req, res) => {
  // ruleid: require-http-timeout
  const reply = await fetch("https://stock.example/reservations", {
    method: "POST",
    body: JSON.stringify(req.body),
  })
  res.status(reply.status).end()
})
