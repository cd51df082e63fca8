import express from "express"
import { validate } from "./validate.js"
import { schemas } from "./schemas.js"

export const router = express.Router()
router.post("/orders", validate(schemas.order), (req, res) => res.json(save(req.body)))
router.put("/orders/:id", validate(schemas.order), (req, res) => res.json(save(req.body)))
router.patch("/orders/:id", validate(schemas.patch), (req, res) => res.json(save(req.body)))
router.post("/refunds", validate(schemas.refund), (req, res) => res.json(save(req.body)))
