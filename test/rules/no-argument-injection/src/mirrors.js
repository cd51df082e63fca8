import { execFile } from "node:child_process"
import { promisify } from "node:util"
import amqp from "amqplib"
import express from "express"

const run = promisify(execFile)
const router = express.Router()
const HOSTS = /(?:github|gitlab)\.com[/:]\w+/
const ADDRESS = /^https:\/\/github\.com\/[\w-]+\/[\w-]+$/

// Any text with a piece that looks right passes.
const isSupported = (url) => url.length <= 300 && HOSTS.test(url)

function isAddress(url) {
  return typeof url === "string" && ADDRESS.test(url)
}

router.post("/mirrors", async (req, res) => {
  const { url } = req.body
  if (!isSupported(url)) return res.status(400).end()
  // ruleid: no-argument-injection
  await run("git", ["clone", url, "mirror"])
  // ok: no-argument-injection
  await run("git", ["clone", "--", url, "mirror"])
  res.end()
})

router.post("/forks", async (req, res) => {
  const { url } = req.body
  if (!isAddress(url)) return res.status(400).end()
  // ok: no-argument-injection
  await run("git", ["clone", url, "fork"])
  res.end()
})

export async function listen() {
  const channel = await (await amqp.connect("amqp://localhost")).createChannel()
  await channel.consume("mirrors", async (message) => {
    const job = JSON.parse(message.content.toString())
    // ruleid: no-argument-injection
    await run("git", ["fetch", job.remote])
    channel.ack(message)
  })
}
