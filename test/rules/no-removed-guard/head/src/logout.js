const express = require("express")
const { optionalAuth } = require("./auth")

const router = express.Router()
router.get("/logout", (req, res) => res.clearCookie("sid").redirect("/"))

module.exports = router
