const express = require("express")
const { papers } = require("./store")

const router = express.Router()

router.delete("/papers/:id", async (req, res) => {
  const paper = await papers.byId(req.params.id)
  if (paper.ownerId !== req.user.id) return res.sendStatus(404)
  await papers.remove(paper)
  res.sendStatus(204)
})

module.exports = router
