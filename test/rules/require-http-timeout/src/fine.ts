// @ts-nocheck fixture
import axios from "axios"
import express from "express"

const app = express()
const rates = axios.create({ baseURL: "https://rates.example", timeout: 2_000 })

app.get("/fine", async (req, res) => {
  // ok: require-http-timeout
  const limited = await fetch("https://prices.example/today", { signal: AbortSignal.timeout(2_000) })
  // ok: require-http-timeout
  const configured = await fetch("https://prices.example/today", optionsFor(req))
  // ok: require-http-timeout
  const spread = await fetch("https://prices.example/today", { ...optionsFor(req), method: "POST" })
  // ok: require-http-timeout
  const rate = await rates.get("/eur")
  // ok: require-http-timeout
  const tax = await axios.get("https://taxes.example", { timeout: 2_000 })
  res.json({ limited, configured, spread, rate, tax })
})

// Runs at night, where nobody waits.
export async function synchronise() {
  // ok: require-http-timeout
  return axios.get("https://prices.example/all")
}
