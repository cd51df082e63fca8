// @ts-nocheck fixture
import { Router } from "express"
import * as refunds from "./refunds-store"

async function staff(req, res, next) {
  if ((await refunds.deskOf(req.get("x-desk"))) === null) return res.status(401).end()
  next()
}

function counted(req, res, next) {
  refunds.count(req.path)
  next()
}

export const desk = Router()
export const shop = Router()

desk.get("/tickets", staff, refunds.tickets)
desk.post("/tickets/:id/notes", staff, refunds.note)
// ruleid: require-auth-on-route
desk.post("/tickets/:id/refunds", refunds.refund)
// ok: require-auth-on-route
desk.get("/prices", refunds.prices)

shop.get("/offers", counted, refunds.offers)
shop.post("/offers/:id/votes", counted, refunds.vote)
// ok: require-auth-on-route
shop.post("/offers/:id/notes", refunds.note)
