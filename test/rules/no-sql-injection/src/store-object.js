// @ts-nocheck fixture
const express = require("express")

const Note = {
  table: "notes",
  open: async function () {
    const sqlite3 = require("sqlite3").verbose()
    const { open } = require("sqlite")
    return await open({ filename: "notes.db", driver: sqlite3.Database })
  },
  where: async function (clause) {
    const db = await this.open()
    // ruleid: no-sql-injection
    return await db.all(`SELECT * FROM ${this.table} WHERE ${clause}`)
  },
  async find(id) {
    const db = await this.open()
    // ok: no-sql-injection
    return await db.get(`SELECT * FROM ${this.table} WHERE id = ?`, [id])
  },
}

const app = express()
app.get("/notes/:id", async (req, res) => {
  res.json([await Note.where(`id = ${req.params.id}`), await Note.find(req.params.id)])
})
