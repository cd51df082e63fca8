// @ts-nocheck fixture
import express from "express"
import Papa from "papaparse"
import { stringify } from "csv-stringify/sync"

const app = express()

app.get("/users.csv", async (req, res) => {
  const users = await find()
  res.attachment("users.csv")
  // ruleid: no-formula-in-export
  res.send(users.map((user) => `${user.name},${user.mail}`).join("\n"))
})
app.get("/orders", async (req, res) => {
  res.set("Content-Type", "text/csv")
  // ruleid: no-formula-in-export
  res.send(stringify(await find(), { header: true }))
})
app.get("/clients", async (req, res) => {
  res.type("text/csv")
  // ruleid: no-formula-in-export
  res.send(Papa.unparse(await find()))
})
app.get("/safe", async (req, res) => {
  res.type("text/csv")
  // ok: no-formula-in-export
  res.send(stringify(await find(), { header: true, escape_formulas: true }))
})
app.get("/plain", async (req, res) => {
  // ok: no-formula-in-export
  res.send((await find()).map((user) => `${user.name},${user.mail}`).join("\n"))
})
app.get("/quoted", async (req, res) => {
  const cell = (value) => (/^[=+@-]/.test(value) ? `'${value}` : value)
  res.attachment("quoted.csv")
  // ok: no-formula-in-export
  res.send((await find()).map((user) => `${cell(user.name)},${cell(user.mail)}`).join("\n"))
})
// Whoever calls these sends the table.
export function sheetOf(rows) {
  // ruleid: no-formula-in-export
  return stringify(rows, { header: true, bom: true, delimiter: ";" })
}
export function safeSheetOf(rows) {
  // ok: no-formula-in-export
  return stringify(rows, { header: true, bom: true, escape_formulas: true })
}
export function feedOf(rows) {
  // ok: no-formula-in-export
  return stringify(rows, { header: true })
}
