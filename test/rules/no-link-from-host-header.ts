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
