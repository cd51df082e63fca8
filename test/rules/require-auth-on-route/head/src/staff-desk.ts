import { Router } from "express"
import { requireRole } from "./roles"
import { accounts } from "./accounts"

export const desk = Router()

desk.get("/accounts", requireRole("support"), async (req, res) => {
  res.json(await accounts.page(Number(req.query.page)))
})

desk.post("/accounts/:id/close", requireRole("support"), async (req, res) => {
  await accounts.close(req.params.id)
  res.sendStatus(204)
})

// ruleid: require-auth-on-route
desk.post("/accounts/:id/reset-quota", async (req, res) => {
  await accounts.resetQuota(req.params.id)
  res.sendStatus(204)
})

// ok: require-auth-on-route
desk.post("/reset-password", async (req, res) => {
  await accounts.sendNewPassword(String(req.body.email))
  res.sendStatus(202)
})

desk.post("/accounts/:id/credit", requireRole("support"), async (req, res) => {
  await accounts.credit(req.params.id, Number(req.body.amount))
  res.sendStatus(204)
})
