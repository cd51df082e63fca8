const express = require("express")

class Backups {
  create(req, res) {
    res.json(this.store.create())
  }

  middleware(req, res, next) {
    if (!req.user.isAdmin) {
      return res.sendStatus(403)
    }
    next()
  }
}

const backups = new Backups()
const router = express.Router()
router.post("/backups", backups.middleware.bind(backups), backups.create.bind(backups))

module.exports = router
