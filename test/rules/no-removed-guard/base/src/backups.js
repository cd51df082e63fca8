const express = require("express")

class Backups {
  create(req, res) {
    if (!req.user.isAdmin) {
      return res.sendStatus(403)
    }
    res.json(this.store.create())
  }
}

const backups = new Backups()
const router = express.Router()
router.post("/backups", backups.create.bind(backups))

module.exports = router
