const express = require("express")
const xpath = require("xpath")
const { DOMParser } = require("@xmldom/xmldom")

const app = express()
const users = new DOMParser().parseFromString("<users/>", "text/xml")

app.post("/login", (req, res) => {
  // ruleid: no-xpath-injection
  const found = xpath.select(`//user[name='${req.body.name}' and password='${req.body.password}']`, users)
  res.json({ found: found.length })
})

app.post("/login-safe", (req, res) => {
  // ok: no-xpath-injection
  const found = xpath.parse("//user[name=$name]").select({ node: users, variables: { name: req.body.name } })
  res.json({ found: found.length })
})
