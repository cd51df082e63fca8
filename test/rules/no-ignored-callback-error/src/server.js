// @ts-nocheck fixture
import fs from "node:fs"
import express from "express"
import jwt from "jsonwebtoken"
import mysql from "mysql"

const app = express()
const pool = mysql.createPool({})

app.get("/orders", (req, res, next) => {
  // ruleid: no-ignored-callback-error
  pool.query("SELECT id FROM orders LIMIT 20", (err, rows) => {
    res.json(rows)
  })
  // ruleid: no-ignored-callback-error
  jwt.verify(req.headers.authorization, process.env.SECRET, (err, decoded) => {
    req.user = decoded
  })
  // ruleid: no-ignored-callback-error
  fs.readFile("page.html", (error, page) => res.send(page))
})

app.get("/fine", (req, res, next) => {
  // ok: no-ignored-callback-error
  pool.query("SELECT id FROM orders LIMIT 20", (err, rows) => {
    if (err) return next(err)
    res.json(rows)
  })
  // ok: no-ignored-callback-error
  fs.readFile("page.html", (_err, page) => res.send(page ?? ""))
  // ok: no-ignored-callback-error
  fs.stat("page.html", (err) => res.end())
})

// ok: no-ignored-callback-error
app.use((err, req, res, next) => res.status(500).send(req.path))
