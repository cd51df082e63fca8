import express from "express"
import { archive, list, read } from "./invoice-store.js"

export const router = express.Router()
router.get("/v2/invoices", (req, res) => res.json(list()))
router.get("/invoices/:invoiceId", (req, res) => res.json(read(req.params.invoiceId)))
router.post("/invoices/:id/archive", (req, res) => res.json(archive(req.params.id)))
