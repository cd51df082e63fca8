import express from "express"
import { archive, list, read, send } from "./invoice-store.js"

export const router = express.Router()
router.get("/invoices", (req, res) => res.json(list()))
router.get("/invoices/:id", (req, res) => res.json(read(req.params.id)))
router.post("/invoices/:id/send", (req, res) => res.json(send(req.params.id)))
router.post("/invoices/:id/archive", (req, res) => res.json(archive(req.params.id)))
router.get("/debug/invoices", (req, res) => res.json(list()))

/**
 * @deprecated Use `POST /invoices/:id/send`.
 */
router.post("/invoices/:id/mail", (req, res) => res.json(send(req.params.id)))
