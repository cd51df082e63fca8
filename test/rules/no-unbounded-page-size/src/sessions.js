const express = require("express")
const { toInteger, toNumber } = require("./numbers")
const Database = require("./database")

class SessionController {
  async list(req, res) {
    const size = Math.max(1, toNumber(req.query.size, 10))
    const page = Math.max(0, toNumber(req.query.page, 0))
    const where = { userId: req.user.id }
    // ruleid: no-unbounded-page-size
    const { rows } = await Database.sessionModel.findAndCountAll({ where, limit: size, offset: size * page })
    res.json(rows)
  }

  async listWell(req, res) {
    const size = toInteger(req.query.size)
    // ok: no-unbounded-page-size
    const { rows } = await Database.sessionModel.findAndCountAll({ limit: size })
    res.json(rows)
  }
}

const controller = new SessionController()
const router = express.Router()
router.get("/sessions", controller.list.bind(this))
router.get("/sessions/well", controller.listWell.bind(this))
module.exports = router
