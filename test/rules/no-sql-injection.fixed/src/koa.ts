// @ts-nocheck fixture
import Router from "@koa/router"
import mysql from "mysql2/promise"

const router = new Router()
const pool = mysql.createPool({})

router.post("/login", async (ctx) => {
  const { user } = ctx.request.body
  // ruleid: no-sql-injection
  const [rows] = await pool.query(`SELECT * FROM users WHERE login = ?`, [user])
  ctx.body = rows
})
