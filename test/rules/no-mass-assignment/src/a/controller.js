// @ts-nocheck fixture
const { User } = require("../models")
const { catchAsync } = require("../catch-async")

// Registered behind a validation in ../routes.js
const createUser = catchAsync(async (req, res) => {
  // ok: no-mass-assignment
  res.status(201).send(await User.create(req.body))
})

module.exports = { createUser }
