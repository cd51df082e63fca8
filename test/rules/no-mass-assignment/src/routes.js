// @ts-nocheck fixture
const express = require("express")
const { validate } = require("./validate")
const schemas = require("./schemas")
const users = require("./a/controller")

const router = express.Router()
router.route("/").post(validate(schemas.createUser), users.createUser)

module.exports = router
