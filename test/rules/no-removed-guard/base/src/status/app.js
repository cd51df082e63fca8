const express = require("express")
const axios = require("axios")
const { requireUser } = require("../auth")
const app = express()
app.use(requireUser)
app.get("/status/ping", (req, res) => res.send("pong"))
app.get("/status/prices", async (req, res) => {
  const { data } = await axios.get("https://prices.example/today", { headers: { Authorization: process.env.PRICES_TOKEN } })
  res.json(data)
})
app.get("/status/rates", async (req, res) => {
  const { data } = await axios.get("https://prices.example/rates", { headers: { "x-user": req.user.id } })
  res.json(data)
})
module.exports = app
