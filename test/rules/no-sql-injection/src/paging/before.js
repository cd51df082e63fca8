// @ts-nocheck fixture
import { Router } from "express"
import Koa from "koa"
import KoaRouter from "@koa/router"
import { pool } from "../db.ts"

export const router = Router()

router.get("/invoices", async (req, res) => {
  // ruleid: no-sql-injection
  res.json(await pool.query(`SELECT * FROM invoices ORDER BY ${req.paging.order}`))
})

router.get("/receipts", async (req, res) => {
  // ok: no-sql-injection
  res.json(await pool.query(`SELECT * FROM receipts LIMIT ${req.paging.limit}`))
})

const app = new Koa()
const routes = new KoaRouter()

app.use(async (ctx, next) => {
  ctx.state.order = ctx.query.order || "id"
  ctx.state.tenant = await tenantOf(ctx.hostname)
  await next()
})

routes.get("/things", async (ctx) => {
  // ruleid: no-sql-injection
  ctx.body = await pool.query(`SELECT * FROM things ORDER BY ${ctx.state.order}`)
  // ok: no-sql-injection
  ctx.body = await pool.query(`SELECT * FROM ${ctx.state.tenant}.things`)
})

app.use(routes.routes())
