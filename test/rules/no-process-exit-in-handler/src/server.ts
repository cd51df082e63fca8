// @ts-nocheck fixture
import express from "express"
import { connect, load } from "./store.js"

const app = express()

app.get("/report", async (req, res) => {
  try {
    res.json(await load(req.query.id))
  } catch (error) {
    console.error(error)
    // ruleid: no-process-exit-in-handler
    process.exit(1)
  }
})

app.use((err, req, res, next) => {
  console.error(err)
  // ruleid: no-process-exit-in-handler
  if (err.fatal) process.exit(1)
  next(err)
})

app.post("/admin/restart", (req, res) => {
  res.status(202).end()
  // ok: no-process-exit-in-handler
  process.exit(0)
})

process.on("SIGTERM", () => {
  // ok: no-process-exit-in-handler
  process.exit(0)
})

connect().catch((error) => {
  console.error(error)
  // ok: no-process-exit-in-handler
  process.exit(1)
})

export function main() {
  // ok: no-process-exit-in-handler
  if (!process.env.PORT) process.exit(2)
  app.listen(process.env.PORT)
}
