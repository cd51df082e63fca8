import Database from "better-sqlite3"
import express from "express"
import mysql from "mysql2"
import { Pool } from "pg"
import sqlite3 from "sqlite3"

const app = express()
const archive = new Database("archive.db")
const old = new sqlite3.Database("old.db")
const connection = mysql.createConnection({})
const pool = new Pool()

app.get("/concatenated", async (req, res) => {
  // ruleid: no-sql-injection
  res.json(await pool.query("SELECT id FROM users WHERE id = " + req.query.id))
})

app.get("/quoted", async (req, res) => {
  // ruleid: no-sql-injection
  res.json(await pool.query("SELECT id FROM users WHERE name = '" + req.query.name + "' AND town LIKE '%" + req.query.town + "%' LIMIT 20"))
})

app.get("/callback", (req, res) => {
  // ruleid: no-sql-injection
  connection.query("SELECT id FROM users WHERE name = '" + req.query.name + "'", (error, rows) => {
    if (error) return res.status(500).end()
    res.json(rows)
  })
})

app.get("/escaped", (req, res) => {
  // ruleid: no-sql-injection
  res.json(archive.prepare('SELECT id FROM users WHERE name = \'' + req.query.name + '\'').all())
})

app.get("/one", (req, res) => {
  // ruleid: no-sql-injection
  res.json(archive.prepare(`SELECT id FROM users WHERE id = ${req.query.id}`).get())
})

app.get("/old", (req, res) => {
  // ruleid: no-sql-injection
  old.all(`SELECT id FROM users WHERE name = '${req.query.name}'`, (error, rows) => res.json(rows))
})

app.get("/sorted-by-name", async (req, res) => {
  // A name cannot be bound: no suggestion.
  // ruleid: no-sql-injection
  res.json(await pool.query("SELECT id FROM users ORDER BY " + req.query.sort))
})

app.get("/half-quoted", async (req, res) => {
  // ruleid: no-sql-injection
  res.json(await pool.query("SELECT id FROM users WHERE name = 'a" + req.query.name + "'"))
})
