import { Hono } from "hono"
const app = new Hono()
app.get("/posts/latest", (c) => c.json({}))
app.get("/posts/:id", (c) => c.json({}))
// ruleid: no-shadowed-route
app.get("/tags/:id{[0-9]+}", (c) => c.json({}))
// ok: no-shadowed-route
app.get("/tags/latest", (c) => c.json({}))
