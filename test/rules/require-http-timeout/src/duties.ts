// @ts-nocheck fixture
import express from "express"
import { readTariff } from "./customs.ts"
import { readPort } from "./late-customs.ts"
import { readDuty } from "./limited-customs.ts"

const app = express()

app.get("/duties/:code", async (req, res) => {
  // ok: require-http-timeout
  res.json([await readTariff(req.params.code), await readDuty(req.params.code), await readPort(req.params.code)])
})
