// @ts-nocheck fixture
import express from "express"
import nodemailer from "nodemailer"

const app = express()
app.use(express.json())
const transport = nodemailer.createTransport(process.env.SMTP_URL)
const FORBIDDEN = ["root", "operator"]

const isOurs = (address) => address.includes("@works.example")

const invite = (address) =>
  // ruleid: no-list-past-check
  transport.sendMail({ from: "desk@works.example", to: address, subject: "Welcome", text: "Your account" })

app.post("/invite", async (req, res) => {
  const { address } = req.body
  if (!isOurs(address)) return res.sendStatus(403)
  await invite(address)
  res.end()
})

app.post("/invite/text", async (req, res) => {
  const { address } = req.body
  if (typeof address !== "string" || !isOurs(address)) return res.sendStatus(403)
  // ok: no-list-past-check
  await transport.sendMail({ from: "desk@works.example", to: address, subject: "Welcome", text: "Your account" })
  res.end()
})

app.post("/invite/made", async (req, res) => {
  const address = String(req.body.address)
  if (!address.includes("@works.example")) return res.sendStatus(403)
  // ok: no-list-past-check
  await transport.sendMail({ from: "desk@works.example", to: address, subject: "Welcome", text: "Your account" })
  res.end()
})

app.post("/accounts", async (req, res) => {
  const { group } = req.body
  if (FORBIDDEN.includes(group)) return res.sendStatus(403)
  // ruleid: no-list-past-check
  res.json(await accounts.add(["everybody"].concat(group)))
})

const isForbidden = (group) => FORBIDDEN.indexOf(group) !== -1

app.post("/members", async (req, res) => {
  const { group } = req.body
  if (isForbidden(group)) return res.sendStatus(403)
  // ruleid: no-list-past-check
  res.json(await accounts.add(["everybody"].concat(group)))
})

app.post("/accounts/text", async (req, res) => {
  const { group } = req.body
  if (typeof group !== "string" || FORBIDDEN.includes(group)) return res.sendStatus(403)
  // ok: no-list-past-check
  res.json(await accounts.add(["everybody"].concat(group)))
})

app.post("/accounts/each", async (req, res) => {
  const groups = [].concat(req.body.group)
  if (groups.some((each) => FORBIDDEN.includes(each))) return res.sendStatus(403)
  // ok: no-list-past-check
  res.json(await accounts.add(["everybody"].concat(groups)))
})
