import express from "express"
import pg from "pg"
import { NotFound } from "../lib/errors.js"

const pool = new pg.Pool()
export const router = express.Router()
// ruleid: prefer-codebase-pattern
router.get("/invoices/:id", async (req, res) => {
  const { rows } = await pool.query("SELECT id FROM invoices WHERE id = $1", [req.params.id])
  if (rows.length === 0) throw new NotFound("invoice")
  // ruleid: prefer-codebase-pattern
  console.log("read", rows[0].id)
  res.json({ data: rows[0] })
})
