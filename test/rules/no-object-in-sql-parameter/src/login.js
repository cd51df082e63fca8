const express = require("express")
const mysql = require("mysql2")

const app = express()
const pool = mysql.createPool({ host: "db" })

app.post("/login", (req, res) => {
  // ruleid: no-object-in-sql-parameter
  pool.query("SELECT * FROM users WHERE name = ? AND password = ?", [req.body.name, req.body.password], (error, rows) => res.json(rows.length))
})

app.post("/login-text", (req, res) => {
  // ok: no-object-in-sql-parameter
  pool.query("SELECT * FROM users WHERE name = ? AND password = ?", [String(req.body.name), String(req.body.password)], (error, rows) => res.json(rows.length))
})

app.post("/login-prepared", (req, res) => {
  // ok: no-object-in-sql-parameter
  pool.execute("SELECT * FROM users WHERE name = ? AND password = ?", [req.body.name, req.body.password], (error, rows) => res.json(rows.length))
})

app.post("/notes", (req, res) => {
  // ok: no-object-in-sql-parameter
  pool.query("INSERT INTO notes (text) VALUES (?)", [req.body.text], () => res.sendStatus(201))
})
