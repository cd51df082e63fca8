const { Router } = require("express")
const { pool } = require("../db")

const router = Router()

router.post("/", async (req, res) => {
  await pool.query("INSERT INTO events (id) VALUES ($1)", [req.body.id])
  res.status(204).end()
})

module.exports = router
