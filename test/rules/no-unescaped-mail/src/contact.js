const escapeHtml = require("escape-html")
const express = require("express")
const nodemailer = require("nodemailer")
const sendgrid = require("@sendgrid/mail")
const { Resend } = require("resend")
const { SESv2Client, SendEmailCommand } = require("@aws-sdk/client-sesv2")

const ses = new SESv2Client({})
const resend = new Resend(process.env.RESEND_KEY)

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

app.post("/services", async (req, res) => {
  const note = `<blockquote>${req.body.note.replace(/\n/g, "<br>")}</blockquote>`
  const safe = `<blockquote>${escapeHtml(req.body.note).replace(/\n/g, "<br>")}</blockquote>`
  // ruleid: no-unescaped-mail
  await ses.send(new SendEmailCommand({ Content: { Simple: { Subject: { Data: "Hello" }, Body: { Html: { Data: note } } } } }))
  // ok: no-unescaped-mail
  await ses.send(new SendEmailCommand({ Content: { Simple: { Subject: { Data: "Hello" }, Body: { Html: { Data: safe } } } } }))
  // ok: no-unescaped-mail
  await ses.send(new SendEmailCommand({ Content: { Simple: { Subject: { Data: req.body.note }, Body: { Text: { Data: req.body.note } } } } }))
  // ruleid: no-unescaped-mail
  await sendgrid.send({ to: "team@example.org", subject: "Hello", html: note })
  // ruleid: no-unescaped-mail
  await resend.emails.send({ to: "team@example.org", subject: "Hello", html: note })
  // ok: no-unescaped-mail
  await resend.emails.send({ to: "team@example.org", subject: req.body.note, text: req.body.note })
  res.sendStatus(202)
})
