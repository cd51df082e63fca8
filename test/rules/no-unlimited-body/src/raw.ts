// @ts-nocheck fixture
import express from "express"
import getRawBody from "raw-body"

const app = express()

app.post("/imports", async (req, res) => {
  // ruleid: no-unlimited-body
  const body = await getRawBody(req)
  res.json({ bytes: body.byteLength })
})

app.post("/notes", async (req, res) => {
  // ok: no-unlimited-body
  const body = await getRawBody(req, { limit: "100kb", encoding: "utf8" })
  res.json({ bytes: body.length })
})
