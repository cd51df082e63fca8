// @ts-nocheck fixture
import { doubleCsrf } from "csrf-csrf"
import express from "express"
import Koa from "koa"
import Router from "@koa/router"
import { db } from "./db.js"

const { doubleCsrfProtection } = doubleCsrf({ getSecret: () => process.env.CSRF_SECRET, getSessionIdentifier: (req) => req.sessionId })

async function loadSession(req, res, next) {
  req.userId = await db.sessionOwner(req.cookies.sid)
  next()
}

function phoneRouter() {
  const router = express.Router()
  router.post("/phone", async (req, res) => {
    await db.setPhone(req.userId, req.body.phone)
    res.redirect(303, "/settings")
  })
  return router
}

function addressRouter() {
  const router = express.Router()
  router.post("/address", async (req, res) => {
    await db.setAddress(req.userId, req.body.address)
    res.redirect(303, "/settings")
  })
  return router
}

export const app = express()
app.use(loadSession)
// ruleid: no-route-before-guard
app.use("/settings", phoneRouter())
// ok: no-route-before-guard
app.post("/api/items", async (req, res) => {
  await db.addItem(req.userId, req.body)
  res.sendStatus(204)
})
app.use(doubleCsrfProtection)
// ok: no-route-before-guard
app.use("/settings", addressRouter())

async function checkCsrf(ctx, next) {
  if (ctx.method !== "GET" && ctx.get("x-csrf-token") !== ctx.session.csrf) ctx.throw(403)
  await next()
}

async function requireKey(ctx, next) {
  if (!(await db.knows(ctx.get("authorization")))) ctx.throw(401)
  await next()
}

const names = new Router({ prefix: "/names" })
names.post("/", async (ctx) => {
  await db.setName(ctx.session.userId, ctx.request.body.name)
  ctx.status = 204
})
const devices = new Router({ prefix: "/devices" })
devices.post("/", requireKey, async (ctx) => {
  await db.addDevice(ctx.request.body)
  ctx.status = 204
})

export const koa = new Koa()
// ok: no-route-before-guard
koa.use(devices.routes())
// ruleid: no-route-before-guard
koa.use(names.routes())
koa.use(checkCsrf)
