import express from "express"
import { settle } from "./settle.js"

export const app = express()
app.get("/invoices/:id", (req, res) => res.json({ id: req.params.id }))
app.post("/invoices", (req, res) => res.status(201).json(settle(req.body)))
