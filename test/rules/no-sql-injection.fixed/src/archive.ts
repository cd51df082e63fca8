import Database from "better-sqlite3"
import express from "express"

const archive = new Database("archive.db")
export const router = express.Router()

router.get("/archive", (req, res) => {
  // ruleid: no-sql-injection
  res.json(archive.prepare(`SELECT id, total FROM orders WHERE state = ?`).all(req.query.state))
})

router.get("/archive/:id", (req, res) => {
  // ok: no-sql-injection
  res.json(archive.prepare("SELECT id, total FROM orders WHERE id = ?").get(req.params.id))
})
