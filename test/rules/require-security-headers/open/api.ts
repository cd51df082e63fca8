// @ts-nocheck fixture
import express from "express"

// ok: require-security-headers
const api = express()
api.get("/items", (req, res) => res.json([]))
