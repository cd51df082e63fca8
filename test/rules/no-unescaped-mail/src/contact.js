const escapeHtml = require("escape-html")
const express = require("express")
const nodemailer = require("nodemailer")

const app = express()
const transporter = nodemailer.createTransport({ host: "mail.internal" })

app.post("/contact", async (req, res) => {
  // ruleid: no-unescaped-mail
  await transporter.sendMail({ to: "team@example.org", subject: "Contact", html: `<p>${req.body.message}</p>` })
  res.sendStatus(202)
})

app.post("/contact-escaped", async (req, res) => {
  // ok: no-unescaped-mail
  await transporter.sendMail({ to: "team@example.org", subject: "Contact", html: `<p>${escapeHtml(req.body.message)}</p>` })
  res.sendStatus(202)
})

app.post("/contact-text", async (req, res) => {
  // ok: no-unescaped-mail
  await transporter.sendMail({ to: "team@example.org", subject: req.body.subject, text: req.body.message })
  res.sendStatus(202)
})

app.post("/contact-raw", async (req, res) => {
  // ruleid: no-unescaped-mail
  await transporter.sendMail({ raw: `To: team@example.org\r\nSubject: ${req.body.subject}\r\n\r\nHello` })
  res.sendStatus(202)
})
