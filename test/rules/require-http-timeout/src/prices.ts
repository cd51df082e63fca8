// @ts-nocheck fixture
import express from "express"
import { readTax } from "./taxes.js"

const app = express()

app.get("/prices", async (req, res) => {
  // ruleid: require-http-timeout
  const reply = await fetch("https://prices.example/today")
  // ok: require-http-timeout
  const second = await fetch("https://prices.example/tomorrow")
  res.json([await reply.json(), await second.json(), await readTax(req.query.country)])
})
