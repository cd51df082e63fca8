import axios from "axios"
import express from "express"
import { globalHttpsAgent } from "request-filtering-agent"

const STOCK = "https://stock.example"
const STOCK_API = "https://stock.example/v1/"
const app = express()

app.get("/levels", async (req, res) => {
  // ruleid: no-ssrf
  const levels = await axios.get(STOCK + req.query.path, { timeout: 1_000 })
  res.json(levels.data)
})

app.get("/levels/:sku", async (req, res) => {
  // ok: no-ssrf
  const levels = await axios.get(STOCK_API + req.params.sku, { timeout: 1_000 })
  res.json(levels.data)
})

app.get("/mirror", async (req, res) => {
  // ok: no-ssrf
  const copy = await axios.get(STOCK + req.url, { timeout: 1_000 })
  res.json(copy.data)
})

app.get("/picture", async (req, res) => {
  const options = 5_000
  // ok: no-ssrf
  const picture = await axios.get(req.query.address, { timeout: options, maxRedirects: 0, proxy: false, httpsAgent: globalHttpsAgent })
  res.send(picture.data)
})
