// @ts-nocheck fixture
import axios from "axios"
import express from "express"

const app = express()
// ruleid: require-http-timeout
const risks = axios.create({ baseURL: process.env.RISK_URL })
// Nothing that serves requests uses it.
// ok: require-http-timeout
const nightly = axios.create({ baseURL: process.env.REPORT_URL })

app.post("/scores", async (req, res) => {
  const { data } = await risks.post("/scores", { order: req.body.order })
  res.json(data)
})

export const report = () => nightly.get("/all")
