const express = require("express")

const app = express()

app.get("/device", (req, res) => {
  // ruleid: no-template-injection
  res.render("device.dust", { title: "Hello", device: req.query.device })
})

app.get("/title", (req, res) => {
  // ok: no-template-injection
  res.render("device.dust", { title: req.query.title, language: req.query.language, device: "Desktop" })
})

app.get("/pages", (req, res) => {
  // ruleid: no-template-injection
  res.render("device.dust", { title: "Pages", device: "Desktop", pages: req.query.pages })
})

app.get("/count", (req, res) => {
  // ok: no-template-injection
  res.render("device.dust", { title: "Pages", device: "Desktop", pages: Number(req.query.pages) })
})
