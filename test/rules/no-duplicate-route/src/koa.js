import Router from "@koa/router"
const router = new Router()
router.get("/a", (ctx) => { ctx.body = 1 })
// ruleid: no-duplicate-route
router.get("/a", (ctx) => { ctx.body = 2 })
router.get("/b", async (ctx, next) => { await next() })
// ok: no-duplicate-route
router.get("/b", (ctx) => { ctx.body = 2 })
