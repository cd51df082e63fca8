// @ts-nocheck fixture
import { Hono } from "hono"
import { authenticate } from "./auth"
import { cached, cachedByMember, cachedForAll } from "./cache"
import { contributions, funds, statement } from "./statements"

const app = new Hono()

app.use("/api/*", authenticate)
app.get("/api/me/statement", cached(300), async (c) => c.json(await statement(c.get("memberId"))))
app.get("/api/me/contributions", cachedByMember(300), async (c) => c.json(await contributions(c.get("memberId"))))
app.get("/api/funds", cachedForAll, async (c) => c.json(await funds()))

export default app
