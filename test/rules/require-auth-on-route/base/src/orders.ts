// @ts-nocheck fixture
import { Router } from "express"
import { requireUser } from "./require-user"
import * as orders from "./orders-store"

export const router = Router()

router.get("/orders", requireUser, orders.list)
router.get("/orders/:id", requireUser, orders.one)
router.post("/orders", requireUser, orders.create)
