// @ts-nocheck fixture
import express from "express"
import axios from "axios"
import got from "got"
import https from "node:https"
import { config } from "./config"

const app = express()
const API = process.env.API_URL
const HOSTS = new Set(["images.example.com", "cdn.example.com"])
const client = axios.create({ baseURL: "https://api.example.com" })

app.get("/preview", async (req, res) => {
  // ruleid: no-ssrf
  const page = await fetch(req.query.url)
  res.send(await page.text())
})

app.post("/hooks", async (req, res) => {
  const { callbackUrl } = req.body
  // ruleid: no-ssrf
  await axios.post(callbackUrl, { event: "created" })
  // ruleid: no-ssrf
  await axios({ method: "post", url: callbackUrl })
  res.end()
})

app.get("/avatar", async (req, res) => {
  const address = new URL(req.query.src)
  if (!HOSTS.has(address.hostname)) return res.status(400).end()
  // ok: no-ssrf
  got.stream(address)
  // ok: no-ssrf
  const image = await got.get(address)
  res.send(image.rawBody)
})

app.get("/region/:host", (req, res) => {
  // ruleid: no-ssrf
  https.get(`https://${req.params.host}/status`, (answer) => answer.pipe(res))
})

app.get("/users/:id", async (req, res) => {
  // ok: no-ssrf
  await fetch(`https://api.example.com/users/${req.params.id}`)
  // ok: no-ssrf
  await fetch(`${API}/users/${req.params.id}`)
  // ok: no-ssrf
  await fetch(API + "/users/" + req.params.id)
  // ok: no-ssrf
  await fetch(`${config.protocol}://${config.host}/users/${req.params.id}`)
  // ok: no-ssrf
  await axios.get("/users", { params: { id: req.params.id } })
  // ok: no-ssrf
  await axios({ url: "https://api.example.com/search", data: req.body })
  res.end()
})

app.get("/scheme", async (req, res) => {
  // ruleid: no-ssrf
  await fetch(`${config.protocol}://${req.query.host}/health`)
  // ruleid: no-ssrf
  await got("http://" + req.query.host)
  res.end()
})
