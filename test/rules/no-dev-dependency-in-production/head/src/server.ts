// @ts-nocheck fixture
import express from "express"

const app = express()
if (process.env.NODE_ENV !== "production") {
  const { inspect } = require("./inspector.js")
  inspect(app)
}
app.listen(3000)
