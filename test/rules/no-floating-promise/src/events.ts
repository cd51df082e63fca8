// @ts-nocheck fixture
import express from "express"
import { hooks } from "./hooks.ts"

const app = express()

app.post("/topics", async (req, res) => {
  const topic = await hooks.fire("filter:topic", req.body)
  // Said once for the file, since the whole repository fires its hooks like this.
  // ruleid: no-floating-promise
  hooks.fire("action:topic.create", topic)
  // ok: no-floating-promise
  hooks.fire("action:user.active", req.user)
  res.json(topic)
})

app.delete("/topics/:id", async (req, res) => {
  await hooks.fire("filter:topic.delete", req.params)
  await hooks.fire("filter:topic.purge", req.params)
  await hooks.fire("filter:topic.forget", req.params)
  // ok: no-floating-promise
  hooks.fire("action:topic.delete", req.params)
  // ok: no-floating-promise
  hooks.fire("action:user.active", req.user)
  // ok: no-floating-promise
  hooks.fire("action:cache.clear", req.params)
  res.status(204).end()
})
