// @ts-nocheck fixture
import Router from "@koa/router"

const router = new Router()
const isHarmless = (text) => ["<", ">", "&"].every((sign) => text.indexOf(sign) === -1)
const picture = (text) => `<svg xmlns="http://www.w3.org/2000/svg"><text>${text}</text></svg>`

router.get("/tag", (ctx) => {
  const { text } = ctx.query
  if (!isHarmless(text)) ctx.throw(400)
  ctx.type = "image/svg+xml"
  // ruleid: no-cross-site-scripting
  ctx.body = picture(text)
})

router.get("/tag/text", (ctx) => {
  const { text } = ctx.query
  if (typeof text !== "string" || !isHarmless(text)) ctx.throw(400)
  ctx.type = "image/svg+xml"
  // ok: no-cross-site-scripting
  ctx.body = picture(text)
})

router.get("/tag/:text", (ctx) => {
  const { text } = ctx.params
  if (!isHarmless(text)) ctx.throw(400)
  ctx.type = "image/svg+xml"
  // ok: no-cross-site-scripting
  ctx.body = picture(text)
})
