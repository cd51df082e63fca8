// @ts-nocheck fixture
import fs from "node:fs"
import express from "express"
import mysql from "mysql"

const app = express()
const connection = mysql.createConnection({ host: "db" })

// ok: no-throw-in-callback
connection.connect((err) => {
  if (err) throw err
})

app.get("/orders", (req, res, next) => {
  connection.query("SELECT * FROM orders LIMIT 50", (err, rows) => {
    // ruleid: no-throw-in-callback
    if (err) throw err
    res.json(rows)
  })
})

app.get("/page", (req, res) => {
  fs.createReadStream("page.html").on("error", (error) => {
    // ruleid: no-throw-in-callback
    throw error
  })
  read().then(res.json)
})

function read() {
  return new Promise((resolve, reject) => {
    fs.readFile("page.html", "utf8", (error, text) => {
      // ruleid: no-throw-in-callback
      if (error) throw new Error("no page")
      resolve(text)
    })
  })
}

app.get("/fine", (req, res, next) => {
  connection.query("SELECT 1", (err, rows) => {
    // ok: no-throw-in-callback
    if (err) return next(err)
    try {
      // ok: no-throw-in-callback
      if (rows.length === 0) throw new Error("none")
    } catch {
      return res.status(404).end()
    }
    res.json(rows)
  })
  read().then((text) => {
    // ok: no-throw-in-callback
    if (!text) throw new Error("empty")
  }, next)
})

app.get("/tried", async (req, res) => {
  await tryThat(list, (error) => {
    // ok: no-throw-in-callback
    throw new Error("no list", { cause: error })
  })
  const rows = trySafe(read, (error) => {
    // ok: no-throw-in-callback
    throw new Error("no rows", { cause: error })
  })
  res.json(await rows)
})
