import { Hono } from "hono"

const app = new Hono()

// ok: no-ignored-callback-error
app.onError((error, c) => c.json({ message: "failed" }, 500))
