// @ts-nocheck fixture
import express from "express"
import { connect, launchBrowser, readRates } from "./services"

const app = express()
let client
let browser
let rates
let connecting
let shared

async function clientOf() {
  if (!client) {
    // ruleid: no-racing-setup
    client = await connect("redis://cache")
  }
  return client
}

class Pages {
  async browser() {
    if (this.open) return this.open
    // ruleid: no-racing-setup
    this.open = await launchBrowser()
    return this.open
  }
}

async function once() {
  // ok: no-racing-setup
  if (!shared) shared = connect("redis://cache")
  return await shared
}

async function guarded() {
  if (connecting) return await connecting
  // ok: no-racing-setup
  if (!browser) browser = await launchBrowser()
  return browser
}

const pages = new Pages()
app.get("/rates", async (req, res) => {
  // ok: no-racing-setup
  if (!rates) rates = await readRates()
  res.json({ rates, hits: await (await clientOf()).get("hits"), page: await (await pages.browser()).newPage() })
})
app.get("/other", async (req, res) => {
  let mine
  // ok: no-racing-setup
  if (!mine) mine = await connect("redis://cache")
  res.json([await once(), await guarded(), mine])
})
