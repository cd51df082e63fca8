import express from "express"
export const loose = express.Router()
loose.post("/a", (req, res) => res.json(save(req.body)))
loose.post("/b", (req, res) => res.json(save(req.body)))
loose.post("/c", (req, res) => res.json(save(req.body)))
loose.post("/d", validate(schemas.d), (req, res) => res.json(save(req.body)))
