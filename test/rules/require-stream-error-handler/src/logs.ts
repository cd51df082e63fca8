// @ts-nocheck fixture
import { pipeline } from "node:stream/promises"
import { createGunzip, createGzip } from "node:zlib"
import express from "express"
import { bucket } from "./bucket.ts"

const app = express()

app.get("/logs/:day", async (req, res) => {
  const { Body } = await bucket.get(`logs/${req.params.day}.gz`)
  // ruleid: require-stream-error-handler
  Body.pipe(createGunzip()).pipe(res)
})

app.get("/heard/:day", async (req, res) => {
  const { Body } = await bucket.get(`logs/${req.params.day}.gz`)
  // ok: require-stream-error-handler
  Body.pipe(createGunzip()).on("error", (error) => res.destroy(error)).pipe(res)
})

app.get("/joined/:day", async (req, res) => {
  const { Body } = await bucket.get(`logs/${req.params.day}.gz`)
  // ok: require-stream-error-handler
  await pipeline(Body, createGunzip(), res)
})

app.get("/packed/:day", async (req, res) => {
  const { Body } = await bucket.get(`logs/${req.params.day}.txt`)
  // Packing works on any bytes.
  // ok: require-stream-error-handler
  Body.pipe(createGzip()).pipe(res)
})
