import { Router } from "express"
import { verifyPassword } from "./passwords.js"

export const router = Router()

router.post("/login", async (req, res) => {
  const { email, passowrd } = req.body
  // ruleid: no-undeclared-name
  if (!email || !password) return res.sendStatus(400)
  res.json(await verifyPassword(email, password))
})

router.get("/orders", async (req, res) => {
  const customers = await verifyPassword(req.query.email)
  // ruleid: no-undeclared-name
  res.json(customer.map((each) => each.name))
})

router.get("/status", (req, res) => {
  const statuss = req.query.status
  // ruleid: no-undeclared-name
  res.json(status)
})

router.get("/typed", (req, res) => {
  const settings = req.query
  // ok: no-undeclared-name
  if (typeof setting !== "undefined") return res.json(setting)
  res.sendStatus(404)
})

router.get("/none", (req, res) => {
  // Nothing here is written almost like it: who knows where it comes from.
  // ok: no-undeclared-name
  res.json(injectedByHost.version)
})

router.get("/answer", (req, response) => {
  // ok: no-undeclared-name
  return new Response("fine")
})

router.get("/read", (req, res) => {
  const account = req.query.account
  // ok: no-undeclared-name
  res.json({ account, accounts: [account] })
})
