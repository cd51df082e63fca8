// @ts-nocheck fixture
import express from "express"
import { list } from "../src/keys.js"

const app = express()
// ok: require-async-error-path
app.get("/list", async (req, res) => {
  res.json(await list())
})
