import Koa from "koa"
import Router from "@koa/router"
import { jobs } from "./jobs.js"

async function requireSession(ctx, next) {
  if (!ctx.session?.userId) ctx.throw(401)
  await next()
}

const exportsRouter = new Router({ prefix: "/exports" })
exportsRouter.post("/", async (ctx) => {
  ctx.body = await jobs.start("export")
})
const surveys = new Router({ prefix: "/surveys" })
surveys.get("/", async (ctx) => {
  ctx.body = await jobs.list()
})
const reports = new Router({ prefix: "/reports" })
reports.post("/", async (ctx) => {
  ctx.body = await jobs.start("report")
})

const app = new Koa()
// ruleid: no-route-before-guard
app.use(exportsRouter.routes())
app.use(requireSession)
app.use(surveys.routes())
// ok: no-route-before-guard
app.use(reports.routes())
app.listen(3002)
