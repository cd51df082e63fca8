// @ts-nocheck fixture
import express from "express"

const app = express()
let controllers

async function start() {
  // ok: no-listener-leak
  setInterval(() => console.info("alive"), 60_000)
  return { ready: true }
}

async function beat() {
  // ruleid: no-listener-leak
  setInterval(() => console.info("beat"), 60_000)
}

app.get("/health", async (req, res) => {
  if (!controllers || !controllers.ready) {
    const made = await start()
    controllers = made
  }
  if (!req.query.quiet) await beat()
  res.json(controllers)
})
