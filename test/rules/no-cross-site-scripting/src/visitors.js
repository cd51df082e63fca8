const express = require("express")
const mysql = require("mysql2/promise")

const app = express()
const pool = mysql.createPool(process.env.DATABASE_URL)
const tags = (text) => String(text).replace(/</g, "&lt;").replace(/>/g, "&gt;")
const all = (text) => tags(text).replace(/"/g, "&quot;")

app.post("/visitors", express.urlencoded({ extended: false }), async (req, res) => {
  await pool.execute("INSERT INTO visitors (nick, site) VALUES (?, ?)", [`${req.body.nick}`, `${req.body.site}`])
  res.redirect("/visitors")
})

const row = ({ nick, site }) => (/^https:/.test(site) ? `<a href="${tags(site)}">${tags(nick)}</a>` : tags(nick))
const closed = ({ nick, site }) => `<a href="${all(site)}">${tags(nick)}</a>`

app.get("/visitors", async (req, res) => {
  const [rows] = await pool.query("SELECT nick, site FROM visitors LIMIT 50")
  // ruleid: no-cross-site-scripting
  res.send(`<ul>${rows.map(row).join("")}</ul>`)
})

app.get("/visitors/closed", async (req, res) => {
  const [rows] = await pool.query("SELECT nick, site FROM visitors LIMIT 50")
  // ok: no-cross-site-scripting
  res.send(`<ul>${rows.map(closed).join("")}</ul>`)
})
