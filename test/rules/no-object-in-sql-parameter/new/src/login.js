const express = require("express")
const mysql = require("mysql2")

const app = express()
const pool = mysql.createPool({ host: "db" })

app.post("/login", (req, res) => {
  // ok: no-object-in-sql-parameter
  pool.query("SELECT * FROM users WHERE name = ? AND password = ?", [req.body.name, req.body.password], (error, rows) => res.json(rows.length))
})
