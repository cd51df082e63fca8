const express = require("express")
const { papers } = require("./store")

const router = express.Router()

// ok: no-removed-guard
router.delete("/papers/:id", async (req, res) => {
  const paper = await papers.byId(req.params.id)
  if (!req.policy.mayRemove(paper)) return res.sendStatus(404)
  await papers.remove(paper)
  res.sendStatus(204)
})

module.exports = router
