import Fastify from "fastify"
import Koa from "koa"
import Router from "@koa/router"
import { Pool } from "pg"

const pool = new Pool()
const app = Fastify({ logger: true })

app.put("/profile/:id", async (request, reply) => {
  const { id } = request.params as { id: string }
  try {
    await pool.query("UPDATE profiles SET name = $1 WHERE id = $2", ["x", id])
    // ruleid: no-failure-told-as-done
  } catch (error) {
    request.log.error(error)
  }
  return reply.send({ status: "updated" })
})

app.post("/notes", async (request) => {
  try {
    await pool.query("INSERT INTO notes (text) VALUES ($1)", ["x"])
    // ruleid: no-failure-told-as-done
  } catch (error) {
    request.log.error(error)
  }
  return { saved: true }
})

const router = new Router()

router.post("/tags", async (ctx) => {
  try {
    await pool.query("INSERT INTO tags (name) VALUES ($1)", ["x"])
    // ruleid: no-failure-told-as-done
  } catch (error) {
    console.error(error)
  }
  ctx.status = 201
  ctx.body = { created: true }
})

router.post("/invitations", async (ctx) => {
  try {
    await pool.query("INSERT INTO invitations (mail) VALUES ($1)", ["x"])
    // ok: no-failure-told-as-done
  } catch (error) {
    console.error(error)
  }
  ctx.body = { message: "If the address is known, an invitation is on its way" }
})

export const server = new Koa().use(router.routes())
