import Wreck from "@hapi/wreck"
import { S3Client } from "@aws-sdk/client-s3"
import axios from "axios"
import express from "express"
import http from "node:http"
import https from "node:https"
import { ofetch } from "ofetch"
import superagent from "superagent"
import { request } from "undici"

const app = express()
const api = axios.create({ baseURL: "https://api.internal" })

app.get("/undici", async (req, res) => {
  // ruleid: no-ssrf
  await request(`https://${req.query.host}/status`)
  // ok: no-ssrf
  await request(`https://status.internal/${encodeURIComponent(String(req.query.name))}`)
  res.sendStatus(204)
})

app.get("/superagent", async (req, res) => {
  // ruleid: no-ssrf
  await superagent.get(req.query.url)
  res.sendStatus(204)
})

app.get("/node", (req, res) => {
  // ruleid: no-ssrf
  http.get(req.query.url, () => res.sendStatus(204))
  // ruleid: no-ssrf
  https.request({ hostname: req.query.host, path: "/" }, () => res.sendStatus(204))
  // ok: no-ssrf
  https.request({ hostname: "status.internal", path: req.query.path }, () => res.sendStatus(204))
})

app.post("/wreck", async (req, res) => {
  // ruleid: no-ssrf
  await Wreck.get(req.body.url)
  // ruleid: no-ssrf
  await ofetch(req.body.url)
  res.sendStatus(204)
})

app.post("/config", async (req, res) => {
  // ruleid: no-ssrf
  await axios({ method: "post", url: req.body.url })
  // ruleid: no-ssrf
  const client = new S3Client({ endpoint: req.body.endpoint })
  // ok: no-ssrf
  await api.get(`/users/${req.body.id}`)
  res.json(client)
})

app.get("/screenshot", async (req, res) => {
  const page = await browser.newPage()
  // ruleid: no-ssrf
  await page.goto(req.query.url)
  // ok: no-ssrf
  await page.goto(`https://app.internal/reports/${req.query.id}`)
  res.send(await page.screenshot())
})

app.post("/filtered", async (req, res) => {
  const agent = new RequestFilteringHttpAgent()
  // ok: no-ssrf
  await axios.get(req.body.url, { httpAgent: ssrfFilter(req.body.url), httpsAgent: ssrfFilter(req.body.url) })
  // ok: no-ssrf
  await axios({ url: req.body.url, httpAgent: agent })
  // ruleid: no-ssrf
  await axios.get(req.body.url, { httpAgent: new http.Agent({ keepAlive: true }) })
  res.sendStatus(204)
})

app.get("/joined", async (req, res) => {
  const address = ["https://chat.example.com/api/oauth.access", `?code=${req.query.code}`, `&team=${req.query.team}`].join("")
  // ok: no-ssrf
  await axios.get(address)
  // ok: no-ssrf
  await axios.get(["https://chat.example.com", req.query.room].join("/"))
  // ruleid: no-ssrf
  await axios.get(["https:/", req.query.host, "status"].join("/"))
  res.sendStatus(204)
})
