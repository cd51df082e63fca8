import Router from "@koa/router"
import Koa from "koa"

const app = new Koa()
const router = new Router()

router.get("/hello", (ctx) => {
  // ruleid: no-cross-site-scripting
  ctx.body = `<h1>${ctx.query.name}</h1>`
})

router.get("/plain", (ctx) => {
  // ok: no-cross-site-scripting
  ctx.body = `Hello ${ctx.query.name}`
})

router.get("/json", (ctx) => {
  // ok: no-cross-site-scripting
  ctx.body = { name: ctx.query.name }
})

router.get("/raw", (ctx) => {
  // ruleid: no-cross-site-scripting
  ctx.response.body = ctx.query.html
})

router.get("/typed", (ctx) => {
  ctx.type = "text/plain"
  // ok: no-cross-site-scripting
  ctx.body = ctx.query.text
})

app.use(router.routes())
