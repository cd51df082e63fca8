// @ts-nocheck fixture
import { Router } from "express"
import { authenticator } from "otplib"
import { accounts } from "./accounts"

declare module "express-session" {
  interface SessionData {
    userId: string
    adminId?: string
    secondFactorAt?: number
  }
}

export const login = Router()

login.post("/", async (req, res) => {
  const account = await accounts.byPassword(req.body.email, req.body.password)
  if (!account) return res.sendStatus(401)
  await renew(req)
  req.session.userId = account.id
  res.json({ next: "totp" })
})

login.post("/totp", async (req, res) => {
  // ok: no-unasked-second-factor
  if (!req.session.userId) return res.sendStatus(401)
  const account = await accounts.find(req.session.userId)
  if (!authenticator.check(req.body.code, account.totpSecret)) return res.sendStatus(401)
  req.session.secondFactorAt = Date.now()
  req.session.accountId = account.id
  res.json({ next: "home" })
})

login.post("/logout", (req, res) => {
  req.session.secondFactorAt = undefined
  res.sendStatus(204)
})

export const members = Router()

members.post("/", async (req, res) => {
  const member = await accounts.byPassword(req.body.email, req.body.password)
  if (!member) return res.sendStatus(401)
  await renew(req)
  req.session.memberId = member.id
  req.session.totpPending = member.hasTotp
  res.json({ next: "totp" })
})

members.post("/totp", async (req, res) => {
  const { memberId, totpPending } = req.session
  if (!totpPending || !(await accounts.checkTotp(memberId, req.body.code))) return res.sendStatus(401)
  req.session.totpPending = false
  res.sendStatus(204)
})
