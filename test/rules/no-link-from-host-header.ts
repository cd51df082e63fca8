// @ts-nocheck fixture
import express from "express"
import { mailer } from "./mailer"

const app = express()

app.post("/reset", async (req, res) => {
  const token = await tokenFor(req.body.email)
  // ruleid: no-link-from-host-header
  await mailer.send(req.body.email, `https://${req.headers.host}/reset?token=${token}`)
  // ruleid: no-link-from-host-header
  await mailer.send(req.body.email, "http://" + req.get("host") + "/verify/" + token)
  // ruleid: no-link-from-host-header
  await mailer.send(req.body.email, `${req.protocol}://${req.hostname}/confirm/${token}`)
  // ruleid: no-link-from-host-header
  await mailer.send(req.body.email, `${req.headers.origin}/invite?token=${token}`)
  // ok: no-link-from-host-header
  await mailer.send(req.body.email, `https://${process.env.APP_HOST}/reset?token=${token}`)
  // ok: no-link-from-host-header
  res.json({ next: `https://${process.env.APP_HOST}/reset` })
})

app.get("/feed", (req, res) => {
  // ok: no-link-from-host-header
  res.json({ self: `https://${req.headers.host}/feed` })
})

app.post("/forgot", async (req, res) => {
  // ruleid: no-link-from-host-header
  await requestReset(req.body.email, `${req.protocol}://${req.get("host")}`)
  // ok: no-link-from-host-header
  await requestReset(req.body.email, process.env.PUBLIC_URL)
  // ok: no-link-from-host-header
  await recordVisit(req.body.email, `${req.protocol}://${req.get("host")}`)
  res.sendStatus(202)
})

app.post("/invitations", async (req, res) => {
  const token = await tokenFor(req.body.email)
  // ruleid: no-link-from-host-header
  const base = `${req.protocol}://${req.headers.host}`
  await mailer.send(req.body.email, `Join us: ${base}/join?token=${token}`)
  res.sendStatus(202)
})

app.post("/newsletter", async (req, res) => {
  // ok: no-link-from-host-header
  const base = `${req.protocol}://${req.headers.host}`
  await mailer.send(req.body.email, `Read us: ${base}/news`)
  res.sendStatus(202)
})

async function requestReset(email, baseUrl) {
  const token = await tokenFor(email)
  const link = new URL("/reset-password", baseUrl)
  link.hash = `token=${token}`
  await mailer.sendMail({ to: email, text: `Choose a new password: ${link}` })
}

async function recordVisit(email, origin) {
  await queue.publish({ email, origin, visited: new URL("/", origin).href })
}

app.post("/password", async (req, res) => {
  const reset = await createReset(req.body.email)
  // ruleid: no-link-from-host-header
  const link = new URL("/password/new", `${req.protocol}://${req.hostname}`)
  link.searchParams.set("token", reset.token)
  await mailer.sendReset(req.body.email, link.toString())
  res.sendStatus(202)
})

app.post("/password-hash", async (req, res) => {
  const reset = await createReset(req.body.email)
  // ruleid: no-link-from-host-header
  const link = new URL("/new", "https://" + req.get("host"))
  link.hash = `token=${reset.token}`
  await mailer.sendReset(req.body.email, link.href)
  res.sendStatus(202)
})

app.post("/password-configured", async (req, res) => {
  const reset = await createReset(req.body.email)
  // ok: no-link-from-host-header
  const link = new URL("/password/new", process.env.PUBLIC_URL)
  link.searchParams.set("token", reset.token)
  await mailer.sendReset(req.body.email, link.toString())
  res.sendStatus(202)
})

app.post("/report", async (req, res) => {
  // ok: no-link-from-host-header
  const link = new URL("/report", `${req.protocol}://${req.hostname}`)
  link.searchParams.set("page", "2")
  await mailer.send(req.body.email, link.toString())
  res.sendStatus(202)
})
