// @ts-nocheck fixture
import { EventEmitter } from "node:events"
import express from "express"

export const router = express.Router()
class Ticks extends EventEmitter {}
const source = new Ticks()

router.get("/ticks/:symbol", (req, res) => {
  // ruleid: no-listener-leak
  source.on(`tick:${req.params.symbol}`, (tick) => res.write(`data: ${tick}\n\n`))
})
