import express from "express"
import { validate } from "./validate.js"
import { schemas } from "./schemas.js"

export const router = express.Router()
router.post("/orders", validate(schemas.order), (req, res) => res.json(save(req.body)))
router.put("/orders/:id", validate(schemas.order), (req, res) => res.json(save(req.body)))
router.patch("/orders/:id", validate(schemas.patch), (req, res) => res.json(save(req.body)))
router.post("/refunds", validate(schemas.refund), (req, res) => res.json(save(req.body)))
// ok: require-validation-like-siblings
router.post("/notes", validate(schemas.note), (req, res) => res.json(save(req.body)))
// ok: require-validation-like-siblings
router.post("/orders/:id/close", (req, res) => res.json(close(req.params.id)))
// ok: require-validation-like-siblings
router.post("/tags", (req, res) => res.json(save(tagSchema.parse(req.body))))
// ruleid: require-validation-like-siblings
router.post("/invoices", (req, res) => res.json(save(req.body)))
