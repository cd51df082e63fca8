const { Router } = require("express")
const { pool } = require("../db")

const router = Router()

router.get("/", async (req, res) => {
  const { rows } = await pool.query("SELECT id FROM refunds ORDER BY id LIMIT 100")
  res.json(rows)
})

router.post("/:id/approve", async (req, res) => {
  await pool.query("UPDATE refunds SET state = 'approved' WHERE id = $1", [req.params.id])
  res.status(204).end()
})

module.exports = router
