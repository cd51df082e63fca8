import express from "express"
import { readFile } from "node:fs/promises"

// A server that a test starts: nobody waits for its answers but the test, which fails by itself.
const app = express()

// ok: require-async-error-path
app.get("/recorded", async (_request, response) => {
  response.send(await readFile("recorded.json"))
})

export { app }
