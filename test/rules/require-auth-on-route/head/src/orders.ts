// @ts-nocheck fixture
import { Router } from "express"
import { requireUser } from "./require-user"
import * as orders from "./orders-store"

export const router = Router()

router.get("/orders", requireUser, orders.list)
router.get("/orders/:id", requireUser, orders.one)
router.post("/orders", requireUser, orders.create)
// ruleid: require-auth-on-route
router.delete("/orders/:id", orders.remove)
// ok: require-auth-on-route
router.put("/orders/:id", requireUser, orders.replace)
// ruleid: require-auth-on-route
router.get("/orders/:id/invoice", async (req, res) => {
  res.json(await orders.invoice(req.params.id))
})
// ok: require-auth-on-route
router.post("/login", orders.login)
// ok: require-auth-on-route
router.get("/health", (req, res) => res.send("ok"))
// ok: require-auth-on-route
router.patch("/orders/:id", (req, res) => {
  if (!req.user) return res.status(401).end()
  res.json(orders.change(req.params.id, req.user))
})
