const { Router } = require("express")
const { pool } = require("../db")
const requireUser = require("../require-user")

const router = Router()
router.use(requireUser)

router.delete("/:id", async (req, res) => {
  await pool.query("DELETE FROM notes WHERE id = $1", [req.params.id])
  res.status(204).end()
})

module.exports = router
