// @ts-nocheck fixture
const express = require("express")
const jwt = require("jsonwebtoken")

const app = express()

app.get("/a", (req, res) => {
  // ruleid: no-weak-jwt
  const claims = jwt.decode(req.headers.authorization)
  res.json({ user: claims.sub })
})

app.get("/b", (req, res) => {
  // ruleid: no-weak-jwt
  const { role } = jwt.decode(req.cookies.token)
  res.json(role === "admin" ? everything() : [])
})

app.get("/c", (req, res) => {
  // ok: no-weak-jwt
  const { exp } = jwt.decode(req.cookies.token)
  res.json({ exp })
})

function subject(token) {
  // ok: no-weak-jwt
  return jwt.decode(token).sub
}

module.exports = { app, subject }
