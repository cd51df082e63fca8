const express = require("express")
const app = express()
let rates

app.get("/rates", async (req, res) => {
  await fetch("https://rates.example.com/latest").then(async (answer) => {
    // ok: no-request-state-in-singleton
    rates = await answer.json()
    await keep(rates)
    return rates
  })
  res.json(rates)
})
