// @ts-nocheck fixture
const express = require("express")
const monk = require("monk")

const users = monk(process.env.MONGO_URL).get("users")
const app = express()
app.use(express.json())

app.post("/login", async (req, res) => {
  // ruleid: no-nosql-injection
  const user = await users.findOne({ name: req.body.name, password: req.body.password })
  // ok: no-nosql-injection
  await users.update({ name: String(req.body.name) }, { $set: { seen: new Date() } })
  res.json({ id: user?._id })
})
