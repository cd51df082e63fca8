// @ts-nocheck fixture
import dns from "node:dns/promises"
import https from "node:https"
import axios from "axios"
import express from "express"
import puppeteer from "puppeteer"
import { Agent, request } from "undici"
import { lookupOutside, outwards } from "./outwards"

const app = express()
const INTERNAL = /^(localhost|127\.|10\.)/
const HOSTS = ["cdn.example.com", "images.example.org"]

// Which protocol and port it is says nothing of whose address it is.
app.post("/protocol", async (req, res) => {
  const url = new URL(req.body.url)
  if (url.protocol !== "https:" || url.port !== "" || url.username) return res.sendStatus(400)
  // ruleid: no-ssrf
  await request(url)
  res.sendStatus(204)
})

app.post("/pattern", async (req, res) => {
  const url = new URL(req.body.url)
  if (url.protocol !== "https:" || INTERNAL.test(url.hostname)) return res.sendStatus(400)
  // ruleid: no-ssrf
  await request(url)
  res.sendStatus(204)
})

const isInternalName = (host) => /^(localhost|10\.)/.test(host)
app.post("/named-pattern", async (req, res) => {
  const url = new URL(req.body.url)
  if (isInternalName(url.hostname)) return res.sendStatus(400)
  // ruleid: no-ssrf
  await request(url)
  res.sendStatus(204)
})

app.post("/listed", async (req, res) => {
  const url = new URL(req.body.url)
  if (url.protocol !== "https:" || !HOSTS.includes(url.hostname)) return res.sendStatus(400)
  // ok: no-ssrf
  await request(url)
  res.sendStatus(204)
})

app.post("/one-of-ours", async (req, res) => {
  const { hostname } = new URL(req.body.url)
  if (!HOSTS.some((host) => hostname === host || hostname.endsWith(`.${host}`))) return res.sendStatus(400)
  // ok: no-ssrf
  await request(req.body.url)
  res.sendStatus(204)
})

async function assertPublic(host) {
  const addresses = await dns.lookup(host, { all: true })
  if (addresses.some(({ address }) => address.startsWith("10."))) throw new Error("private")
}

app.post("/resolved", async (req, res) => {
  const url = new URL(req.body.url)
  await assertPublic(url.hostname)
  // ok: no-ssrf
  await request(url)
  res.sendStatus(204)
})

app.post("/denied", async (req, res) => {
  const url = new URL(req.body.url)
  if (isPrivateHost(url.hostname)) return res.sendStatus(400)
  // ok: no-ssrf
  await request(url)
  res.sendStatus(204)
})

const outside = new Agent({ connect: { lookup: lookupOutside } })
app.post("/agents", async (req, res) => {
  // ok: no-ssrf
  await request(req.body.url, { dispatcher: outside })
  // ok: no-ssrf
  await request(req.body.url, { dispatcher: outwards })
  // ok: no-ssrf
  await axios.get(req.body.url, { httpsAgent: new https.Agent({ lookup: lookupOutside }) })
  // ruleid: no-ssrf
  await axios.get(req.body.url, { httpsAgent: new https.Agent({ keepAlive: true }) })
  res.sendStatus(204)
})

// A message is an object: what its kind is says nothing of its address.
app.post("/message", express.text(), async (req, res) => {
  const message = JSON.parse(req.body)
  if (message.kind !== "ping") return res.sendStatus(400)
  // ruleid: no-ssrf
  await request(message.address)
  res.sendStatus(204)
})

app.post("/checked-message", express.text(), async (req, res) => {
  const message = JSON.parse(req.body)
  if (!HOSTS.includes(message.host)) return res.sendStatus(400)
  // ok: no-ssrf
  await request(`https://${message.host}/`)
  res.sendStatus(204)
})

const started = puppeteer.launch().then((browser) => browser)
app.post("/pdf", async (req, res) => {
  const page = await (await started).newPage()
  // ruleid: no-ssrf
  await page.goto(req.body.url)
  res.end(await page.pdf())
})
